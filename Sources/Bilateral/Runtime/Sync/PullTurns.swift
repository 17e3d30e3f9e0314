import Synchronization

/// Lets one pull at a time run for a partner and module: the loop's own and those that people ask for.
package final class PullTurns: Sendable {
  private struct Queue {
    var isTaken = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let queues = Mutex<[String: Queue]>([:])

  package init() {}

  /// Runs `body` when it is its turn; turns are taken in the order of asking.
  package func take<T: Sendable>(
    _ partner: String, _ module: String, _ body: @Sendable () async -> T
  ) async -> T {
    let name = "\(partner)/\(module)"
    await enter(name)
    defer { leave(name) }
    return await body()
  }

  private func enter(_ name: String) async {
    await withCheckedContinuation { continuation in
      let isFree = queues.withLock { queues -> Bool in
        guard queues[name, default: Queue()].isTaken else {
          queues[name, default: Queue()].isTaken = true
          return true
        }
        queues[name]?.waiting.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  private func leave(_ name: String) {
    let next = queues.withLock { queues -> CheckedContinuation<Void, Never>? in
      guard let first = queues[name]?.waiting.first else {
        queues[name] = nil
        return nil
      }
      queues[name]?.waiting.removeFirst()
      return first
    }
    next?.resume()
  }
}
