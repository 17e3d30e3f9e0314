package import BilateralBase

/// One disagreement about one CDR, from the day it is opened until it is over.
///
/// Who received the CDR opens it; who sent the CDR answers. OCPI carries no disputes: both sides keep a register, and what
/// is said between them is entered here.
package struct Dispute: Hashable, Sendable {
  /// Whose CDR it is about.
  package enum Direction: String, Hashable, Sendable {
    /// Ours: the partner disputes, we answer.
    case sell
    /// The partner's: we dispute, the partner answers.
    case buy
  }

  /// How it stands.
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// Waits for the answer.
    case open
    /// Was answered, and is talked about.
    case answered
    /// The CDR is taken back.
    case accepted
    /// The CDR stands.
    case rejected
    /// Nobody answered in time, and silence was not agreed to mean anything: the CDR stands.
    case expired

    /// Whether nothing follows.
    package var isOver: Bool { self != .open && self != .answered }
  }

  /// What somebody did.
  package enum Event: Hashable, Sendable {
    case answer
    case accept
    case reject
    /// Time passed.
    case tick
  }

  /// What follows from it.
  package enum Action: Hashable, Sendable {
    /// The CDR is ours and is to be taken back.
    case credit
    /// The CDR is the partner's: its credit is awaited.
    case awaitCredit
    /// The CDR is owed as it was billed.
    case release
  }

  /// One entry of its history.
  package struct Step: Hashable, Sendable {
    /// When.
    package let at: Timestamp
    /// Who: a person's name, or `clock`.
    package let actor: String
    /// The state that it led to.
    package let state: State
    /// What was said.
    package let words: String

    /// An entry.
    package init(at: Timestamp, actor: String, state: State, words: String) {
      self.at = at
      self.actor = actor
      self.state = state
      self.words = words
    }
  }

  /// Whose CDR it is about.
  package let direction: Direction
  /// The owner's party and the CDR's id: `DE-NVO/C-1`.
  package let cdr: String
  /// Why, in a word of ``ReconcileCause`` or one that was agreed.
  package let reason: String
  /// What is disputed, net; nil where nobody can say.
  package let amount: Money?
  /// When it was opened.
  package let openedAt: Timestamp
  /// Until when it is to be answered; nil where no clock runs.
  package let due: Timestamp?
  /// What no answer means.
  package let silence: DisputeTerms.Silence?
  /// How it stands.
  package private(set) var state: State
  /// What happened.
  package private(set) var steps: [Step]

  /// The name under which statements hold the charge of a CDR.
  package var charge: String { Self.charge(of: cdr) }

  /// The name under which statements hold the charge of a CDR such as `DE-NVO/C-1`.
  package static func charge(of cdr: String) -> String { "cdr \(cdr)" }

  /// One that was kept.
  package init(
    _ direction: Direction, about cdr: String, reason: String, amount: Money?, openedAt: Timestamp,
    due: Timestamp?, silence: DisputeTerms.Silence?, state: State, steps: [Step]
  ) {
    self.direction = direction
    self.cdr = cdr
    self.reason = reason
    self.amount = amount
    self.openedAt = openedAt
    self.due = due
    self.silence = silence
    self.state = state
    self.steps = steps
  }
}

/// Why a dispute cannot be opened, or cannot go on so.
package enum DisputeRefusal: Error, Hashable, Sendable {
  /// The window closed on that day.
  case tooLate(CivilDate)
  /// The reason is none of those agreed.
  case reason(String, agreed: [String])
  /// The difference is too small, and was agreed to be owed.
  case tooSmall(Money)
  /// It is over.
  case over(Dispute.State)
  /// It was answered before.
  case answered
}

extension DisputeRefusal: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooLate(let day): "it could be opened until \(day)"
    case .reason(let reason, let agreed):
      "\(reason) is no reason that was agreed: \(agreed.joined(separator: ", "))"
    case .tooSmall(let least): "differences below \(least) are owed as billed"
    case .over(let state): "it is over: \(state.rawValue)"
    case .answered: "it was answered before"
    }
  }
}

// MARK: - opening

extension Dispute {
  /// Opens a dispute.
  ///
  /// - Parameters:
  ///   - direction: whose CDR it is.
  ///   - cdr: the CDR, after its owner's party.
  ///   - reason: why.
  ///   - words: more about it.
  ///   - amount: what is disputed, net.
  ///   - lastDay: the last day of the period that the session is billed in.
  ///   - terms: what was agreed.
  ///   - zone: whose days count.
  ///   - actor: who opens it.
  ///   - now: when.
  /// - Throws: why it cannot be opened.
  package init(
    _ direction: Direction, about cdr: String, reason: String, words: String, amount: Money?,
    billedUntil lastDay: CivilDate, _ terms: DisputeTerms, zone: ZoneFile, by actor: String,
    at now: Timestamp
  ) throws(DisputeRefusal) {
    let today = zone.local(now).date
    if let last = terms.window?.day(after: lastDay), today > last { throw .tooLate(last) }
    if !terms.reasons.isEmpty, !terms.reasons.contains(reason) {
      throw .reason(reason, agreed: terms.reasons)
    }
    let least = terms.below.flatMap { $0.currency == amount?.currency ? $0 : nil }
    let isSmall = least.map { least in amount.map { $0.amount.magnitude < least.amount } ?? false } ?? false
    if isSmall, terms.small == .accept, let least { throw .tooSmall(least) }
    self.init(
      direction, about: cdr, reason: reason, amount: amount, openedAt: now,
      due: Self.due(terms.answerWithin, from: now, zone), silence: terms.silence, state: .open,
      steps: [Step(at: now, actor: actor, state: .open, words: words)])
    if isSmall, terms.small == .reject, let least {
      enter(.accepted, "differences below \(least) are taken back", by: "clock", at: now)
    }
  }

  /// Exact spans end to the second; those of the calendar with their last day.
  static func due(_ span: TermDuration?, from now: Timestamp, _ zone: ZoneFile) -> Timestamp? {
    guard let span else { return nil }
    if let seconds = span.seconds { return now.adding(seconds: Int64(seconds)) }
    return span.day(after: zone.local(now).date).map { day in
      zone.begin(of: CivilDate(daysSince1970: day.daysSince1970 + 1))
    }
  }
}

// MARK: - going on

extension Dispute {
  /// Lets something happen.
  ///
  /// - Parameters:
  ///   - event: what.
  ///   - words: what was said.
  ///   - actor: who did it.
  ///   - now: when.
  /// - Returns: what follows from it; nothing while it goes on.
  /// - Throws: why it cannot happen.
  package mutating func handle(
    _ event: Event, _ words: String = "", by actor: String = "clock", at now: Timestamp
  ) throws(DisputeRefusal) -> [Action] {
    if event == .tick { return tick(at: now) }
    guard !state.isOver else { throw .over(state) }
    switch event {
    case .answer:
      guard state == .open else { throw .answered }
      enter(.answered, words, by: actor, at: now)
    case .accept: enter(.accepted, words, by: actor, at: now)
    case .reject: enter(.rejected, words, by: actor, at: now)
    case .tick: break
    }
    return following
  }

  private mutating func tick(at now: Timestamp) -> [Action] {
    guard state == .open, let due, now >= due else { return [] }
    switch silence {
    case .accepted:
      enter(.accepted, "no answer until \(due), which was agreed to accept", by: "clock", at: now)
    case .rejected:
      enter(.rejected, "no answer until \(due), which was agreed to reject", by: "clock", at: now)
    case nil: enter(.expired, "no answer until \(due)", by: "clock", at: now)
    }
    return following
  }

  private mutating func enter(_ next: State, _ words: String, by actor: String, at now: Timestamp) {
    state = next
    steps.append(Step(at: now, actor: actor, state: next, words: words))
  }

  /// What follows from how it stands.
  package var following: [Action] {
    switch state {
    case .open, .answered: []
    case .accepted: [direction == .sell ? .credit : .awaitCredit]
    case .rejected, .expired: [.release]
    }
  }
}
