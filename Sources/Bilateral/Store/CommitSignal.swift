import Synchronization

/// What a committed transaction may wake.
package enum StoreTopic: Hashable, Sendable {
  /// The event sequence has grown.
  case events
  /// The outbox of a partner has something to send.
  case outbox(partner: String)
  /// A question was asked or answered.
  case asks
  /// The status of EVSEs of ours changed, and nothing else of their locations.
  case statuses
  /// Our own objects of a module changed.
  case own(module: String)
  /// A command given to or by a partner has something to be done.
  case commands(partner: String)
}

/// Wakes listeners after a commit is durable; a wake-up carries nothing, the listener reads the table.
///
/// Several commits may become one wake-up, none is lost: each stream keeps the newest one for a slow listener.
final class CommitSignal: Sendable {
  /// What is done for a listener: at a commit, and when the store closes.
  private struct Listener {
    let wake: @Sendable () -> Void
    var finish: @Sendable () -> Void = {}
  }

  private struct State {
    var next = 0
    /// By topic, so that a commit costs as much as it wakes and not as much as there are partners.
    var all: [StoreTopic: [Int: Listener]] = [:]
  }

  private let state = Mutex(State())

  func stream(of topic: StoreTopic) -> AsyncStream<Void> {
    let (stream, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let id = add(Listener(wake: { wake.yield() }, finish: { wake.finish() }), to: topic)
    wake.onTermination = { [weak self] _ in self?.remove(id, from: topic) }
    return stream
  }

  func listen(to topic: StoreTopic, _ wake: @escaping @Sendable () -> Void) -> StoreListening {
    let id = add(Listener(wake: wake), to: topic)
    return StoreListening { [weak self] in self?.remove(id, from: topic) }
  }

  func send(_ topics: Set<StoreTopic>) {
    guard !topics.isEmpty else { return }
    let woken = state.withLock { state in topics.flatMap { Array((state.all[$0] ?? [:]).values) } }
    for listener in woken { listener.wake() }
  }

  func finish() {
    let all = state.withLock { state in state.all.values.flatMap { Array($0.values) } }
    for listener in all { listener.finish() }
  }

  private func add(_ listener: Listener, to topic: StoreTopic) -> Int {
    state.withLock { state in
      state.next += 1
      state.all[topic, default: [:]][state.next] = listener
      return state.next
    }
  }

  private func remove(_ id: Int, from topic: StoreTopic) {
    state.withLock { state in
      state.all[topic]?[id] = nil
      if state.all[topic]?.isEmpty == true { state.all[topic] = nil }
    }
  }
}

/// A listener of a topic, until it ends.
package struct StoreListening: Sendable {
  private let stop: @Sendable () -> Void

  init(_ stop: @escaping @Sendable () -> Void) { self.stop = stop }

  /// No wake-up comes any more.
  package func end() { stop() }
}
