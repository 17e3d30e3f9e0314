import Synchronization

/// What a committed transaction may wake.
package enum StoreTopic: Hashable, Sendable {
  /// The event sequence has grown.
  case events
  /// The outbox of a partner has something to send.
  case outbox(partner: String)
  /// A question was asked or answered.
  case asks
  /// Our own objects of a module changed.
  case own(module: String)
  /// A command given to or by a partner has something to be done.
  case commands(partner: String)
}

/// Wakes listeners after a commit is durable; a wake-up carries nothing, the listener reads the table.
///
/// Several commits may become one wake-up, none is lost: each stream keeps the newest one for a slow listener.
final class CommitSignal: Sendable {
  private struct Listener {
    let topic: StoreTopic
    let wake: AsyncStream<Void>.Continuation
  }
  private let listeners = Mutex<(next: Int, all: [Int: Listener])>((0, [:]))

  func stream(of topic: StoreTopic) -> AsyncStream<Void> {
    let (stream, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let id = listeners.withLock { state in
      state.next += 1
      state.all[state.next] = Listener(topic: topic, wake: wake)
      return state.next
    }
    wake.onTermination = { [weak self] _ in self?.remove(id) }
    return stream
  }

  func send(_ topics: Set<StoreTopic>) {
    guard !topics.isEmpty else { return }
    let woken = listeners.withLock { state in state.all.values.filter { topics.contains($0.topic) } }
    for listener in woken { listener.wake.yield() }
  }

  func finish() {
    let all = listeners.withLock { state in Array(state.all.values) }
    for listener in all { listener.wake.finish() }
  }

  private func remove(_ id: Int) { listeners.withLock { state in state.all[id] = nil } }
}
