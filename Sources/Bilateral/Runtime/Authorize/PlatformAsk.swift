import BilateralBase
import BilateralStore

/// A question to our own platform and the wait for its answer (ruling 12).
///
/// The question and the event that carries it are one transaction. After the deadline the question is closed in the
/// store, so that an answer which comes at that very moment either counts or is told that it was late, never both.
struct PlatformAsk: Sendable {
  let commons: Commons
  let kind: String
  let partner: String
  let module: String
  /// What the event names.
  let subject: String
  let correlation: String

  /// Asks and waits; nil when nobody answered in time.
  func answer(to question: JSON, within timeout: Duration) async throws -> JSON? {
    let id = commons.surroundings.makeID()
    let end = commons.surroundings.elapsed() + timeout
    try await put(id, JSONText(question.bytes), timeout)
    while true {
      // The wake-up is asked for before the look, so that nothing falls in between.
      let wakeUps = commons.store.wakeUps(of: .asks)
      if let answer = try await given(id) { return answer }
      let left = end - commons.surroundings.elapsed()
      guard left > .zero, !commons.closing.isOpen else { return try await close(id) }
      _ = try await StoreWait.next(wakeUps, atMost: left, in: commons)
    }
  }

  private func put(_ id: String, _ question: JSONText, _ timeout: Duration) async throws {
    let (seconds, attoseconds) = timeout.components
    let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    try await commons.store.write { [self] tx in
      let deadline = tx.now.adding(microseconds: microseconds)
      try tx.asks.put(id: id, kind: kind, partner: partner, question: question, deadline: deadline)
      try tx.events.append(
        Event(
          type: "ask", partner: partner, module: module, id: subject, change: kind, correlation: correlation,
          object: question, askID: id, deadline: deadline))
    }
  }

  private func given(_ id: String) async throws -> JSON? {
    let row = try await commons.store.read { tx in try tx.asks.ask(id) }
    return try row?.answer.map { try JSON.parse($0.bytes) }
  }

  /// Closes the question; an answer that came just before counts.
  private func close(_ id: String) async throws -> JSON? {
    let outcome = try await commons.store.write { tx in
      try tx.asks.answer(id, #"{"answered_by":"fallback"}"#)
    }
    return outcome == .conflicting ? try await given(id) : nil
  }
}
