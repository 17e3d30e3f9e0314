package import BilateralBase
package import BilateralStore

/// The life of one order, from either side: what happens to it, and who is to be told.
///
/// | we gave it | we took it |
/// |---|---|
/// | prepared → sending → awaited (their result) → ended | awaited (our platform's result) → answering → ended |
///
/// A value without effects. Whoever applies it writes the row and what is to be told in one transaction, so that there
/// is one final event for each order, whatever comes first, twice or never (P-111, CMD-24).
package struct CommandStory: Sendable {
  /// What may happen.
  package enum Event: Sendable {
    /// It is taken up: the order or the result is on its way to the partner.
    case claimed
    /// The partner's first answer, and for how many seconds from now its result may be awaited.
    case answered(CommandOutcome, seconds: Int64)
    /// It could not be told to the partner, or nobody knows whether it was.
    case failed(CommandFailure, pause: Duration)
    /// The result: from the partner, or from our platform.
    case reported(CommandOutcome)
    /// The partner has taken the result.
    case delivered
    /// The moment that was waited for has come.
    case timePassed
  }

  /// What our platform is told.
  package enum Telling: Sendable, Equatable {
    /// The one outcome of the order.
    case result(CommandOutcome)
    /// Something that came after the outcome.
    case late(CommandOutcome)
  }

  /// How long results are tried to be delivered.
  package static let patience: Int64 = 3600
  /// How long a result may be on its way.
  package static let transit: Int64 = 2

  /// How it stands.
  package private(set) var row: CommandRow

  /// Goes on from where it stood.
  package init(_ row: CommandRow) { self.row = row }

  /// What came of it, nil before its end.
  package var outcome: CommandOutcome? { CommandOutcome(kept: row.outcome) }

  /// How long our platform's result has been on its way; nothing before there is one.
  package func age(at now: Timestamp) -> Duration {
    guard row.phase == .answering else { return .zero }
    return .microseconds(max(0, now.microseconds(since: row.deadline.adding(seconds: -Self.patience))))
  }

  /// Takes in what happened.
  ///
  /// - Parameters:
  ///   - event: what.
  ///   - now: when.
  /// - Returns: what our platform is to be told; empty also when the event changes nothing.
  package mutating func handle(_ event: Event, at now: Timestamp) -> [Telling] {
    switch event {
    case .claimed: return claimed()
    case .answered(let answer, let seconds): return answered(answer, seconds, now)
    case .failed(let failure, let pause): return failed(failure, pause, now)
    case .reported(let outcome): return reported(outcome, now)
    case .delivered: return delivered(now)
    case .timePassed: return timePassed(now)
    }
  }

  private mutating func claimed() -> [Telling] {
    switch row.phase {
    case .prepared: (row.phase, row.dueAt) = (.sending, row.deadline)
    case .answering: row.dueAt = nil
    case .sending, .awaited, .ended: return []
    }
    row.attempts += 1
    return []
  }

  /// A result may have been quicker than the answer, then nothing is awaited any more.
  private mutating func answered(
    _ answer: CommandOutcome, _ seconds: Int64, _ now: Timestamp
  ) -> [Telling] {
    row.response = answer.said
    guard row.phase == .sending else { return [] }
    guard answer.word == .accepted, row.command?.hasResult ?? false else { return end(answer, now) }
    row.phase = .awaited
    row.deadline = now.adding(seconds: seconds + Self.transit)
    row.dueAt = row.deadline
    return []
  }

  private mutating func reported(_ outcome: CommandOutcome, _ now: Timestamp) -> [Telling] {
    switch (row.direction, row.phase) {
    case (.out, .ended): return late(outcome)
    case (.out, _): return end(outcome, now)
    case (.in, _):
      guard canReport(outcome) else { return [] }
      row.outcome = JSONText(outcome.json.bytes)
      (row.phase, row.dueAt, row.attempts, row.endedAt) = (.answering, now, 0, nil)
      row.deadline = now.adding(seconds: Self.patience)
      return []
    }
  }

  /// Whether our platform may say this now: one result, and later that a reservation was taken back (CMD-05, CMD-10).
  package func canReport(_ outcome: CommandOutcome) -> Bool {
    guard row.direction == .in, row.phase != .awaited else { return row.phase == .awaited }
    return row.command == .reserveNow && outcome.word == .canceled && self.outcome?.word == .accepted
  }

  /// The first final result counts; what differs from it is told once where nobody knew, or a reservation ends.
  private mutating func late(_ outcome: CommandOutcome) -> [Telling] {
    guard let first = self.outcome, first.word != outcome.word else { return [] }
    let isCanceled = outcome.word == .canceled && first.word == .accepted
    let wasUnknown =
      [.timedOut, .unreachable, .malformed].contains(first.word) || first.word == .failed && first.said == nil
    guard isCanceled || wasUnknown else { return [] }
    row.outcome = JSONText(outcome.json.bytes)
    return [.late(outcome)]
  }

  private mutating func delivered(_ now: Timestamp) -> [Telling] {
    guard row.phase == .answering else { return [] }
    (row.phase, row.dueAt, row.endedAt) = (.ended, nil, now)
    return []
  }

  private mutating func end(_ outcome: CommandOutcome, _ now: Timestamp) -> [Telling] {
    (row.phase, row.dueAt, row.endedAt) = (.ended, nil, now)
    row.outcome = JSONText(outcome.json.bytes)
    return [.result(outcome)]
  }
}

/// What goes wrong.
extension CommandStory {
  private mutating func failed(
    _ failure: CommandFailure, _ pause: Duration, _ now: Timestamp
  ) -> [Telling] {
    row.direction == .out ? notSent(failure, pause, now) : notDelivered(failure, pause, now)
  }

  private mutating func notSent(
    _ failure: CommandFailure, _ pause: Duration, _ now: Timestamp
  ) -> [Telling] {
    guard row.phase == .sending else { return [] }
    switch failure {
    case .notReached(let reason, isFinal: let isFinal):
      let next = now.adding(microseconds: pause.microseconds)
      guard !isFinal, next < row.sendBy else {
        return end(CommandOutcome(.unreachable, reason: reason), now)
      }
      (row.phase, row.dueAt) = (.prepared, next)
      return []
    case .unclear:
      // It may be under way at the charge point: its result is awaited as if it had been taken.
      (row.phase, row.dueAt) = (.awaited, row.deadline)
      return []
    case .ended(let outcome): return end(outcome, now)
    }
  }

  private mutating func notDelivered(
    _ failure: CommandFailure, _ pause: Duration, _ now: Timestamp
  ) -> [Telling] {
    guard row.phase == .answering else { return [] }
    let next = now.adding(microseconds: pause.microseconds)
    if case .ended(let outcome) = failure { return giveUp(outcome.reason, now) }
    guard next < row.deadline else { return giveUp(failure.reason, now) }
    row.dueAt = next
    return []
  }

  private mutating func giveUp(_ reason: String?, _ now: Timestamp) -> [Telling] {
    (row.phase, row.dueAt, row.endedAt) = (.ended, nil, now)
    return [.result(CommandOutcome(.undelivered, said: outcome?.said, reason: reason))]
  }

  private mutating func timePassed(_ now: Timestamp) -> [Telling] {
    switch (row.direction, row.phase) {
    case (.out, .prepared):
      return end(CommandOutcome(.unreachable, reason: "the partner could not be reached in time"), now)
    case (.out, .sending), (.out, .awaited):
      return end(CommandOutcome(.timedOut, reason: "no result came in time"), now)
    case (.in, .awaited):
      let outcome = CommandOutcome(
        .timedOut, said: row.command?.silence, reason: "our platform did not answer in time")
      return reported(outcome, now) + [.result(outcome)]
    case (_, .answering), (_, .ended), (.in, .prepared), (.in, .sending): return []
    }
  }
}
