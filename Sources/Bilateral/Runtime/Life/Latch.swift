import Synchronization

/// A door that opens once and stays open: "the platform is closing" for all who wait for something else.
package final class Latch: Sendable {
  private struct State {
    var isOpen = false
    var number = 0
    var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// Whether it has been opened.
  package var isOpen: Bool { state.withLock { $0.isOpen } }

  /// Opens it and lets everybody go on.
  package func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for end in waiting { end.finish() }
  }

  /// Waits until it is open, or until the task is cancelled.
  package func wait() async {
    let (stream, end) = AsyncStream.makeStream(of: Void.self)
    let number = state.withLock { state -> Int? in
      guard !state.isOpen else { return nil }
      state.number += 1
      state.waiting[state.number] = end
      return state.number
    }
    guard let number else { return }
    for await _ in stream {}
    state.withLock { $0.waiting[number] = nil }
  }
}
