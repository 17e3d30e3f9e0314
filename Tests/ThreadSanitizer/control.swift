import Foundation
import Synchronization

/// Two threads count together: `control race` without a lock, which must be reported, `control mutex` with one that both
/// want at the same time, which must not.
@main
enum Control {
  static func main() {
    let counter = Counter()
    let isLocked = CommandLine.arguments.dropFirst().first == "mutex"
    let threads = (0..<2).map { _ in
      Thread {
        for _ in 0..<100_000 { isLocked ? counter.countLocked() : counter.count() }
        counter.end()
      }
    }
    for thread in threads { thread.start() }
    counter.wait(for: threads.count)
    print(counter.numbers.count)
  }
}

private final class Counter: @unchecked Sendable {
  private(set) var numbers: Set<Int> = []
  private var number = 0
  private let lock = Mutex(())
  private let ended = DispatchSemaphore(value: 0)

  func count() { number += 1 }

  func countLocked() {
    lock.withLock { _ in
      number += 1
      numbers.insert(number % 100)
    }
  }

  func end() { ended.signal() }

  func wait(for threads: Int) {
    for _ in 0..<threads { ended.wait() }
  }
}
