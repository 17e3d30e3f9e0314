package import BilateralBase

/// What is known of one charging session from what its operator told of it, message by message (SES-07 … SES-10).
///
/// It decides only. Messages come late, twice, in the wrong order, or not at all: the story keeps the newest state and
/// says what is odd. What time alone makes odd (a session that nobody ends) it says when it is asked.
package struct SessionStory: Hashable, Sendable {
  /// Where a session stands.
  package enum Phase: Int, Hashable, Sendable, Comparable {
    case reserved, pending, active, completed, void

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Whether nothing may follow.
    package var isFinal: Bool { self >= .completed }

    /// The phase of an OCPI status; one that is not known is taken for pending, as it is converted.
    package init(_ status: String) {
      switch status.uppercased() {
      case "RESERVATION": self = .reserved
      case "ACTIVE": self = .active
      case "COMPLETED": self = .completed
      case "INVALID": self = .void
      default: self = .pending
      }
    }
  }

  /// One message about the session.
  package struct Telling: Hashable, Sendable {
    /// When it came.
    package var heard: Timestamp
    /// `last_updated`: when it was so.
    package var said: Timestamp
    package var phase: Phase
    package var start: Timestamp
    package var end: Timestamp?
    /// kWh.
    package var energy: Rational

    /// A message.
    package init(
      heard: Timestamp, said: Timestamp, _ phase: Phase, start: Timestamp, end: Timestamp? = nil,
      energy: Rational = .zero
    ) {
      self.heard = heard
      self.said = said
      self.phase = phase
      self.start = start
      self.end = end
      self.energy = energy
    }
  }

  /// What is odd.
  package enum Oddity: String, Hashable, Sendable, CaseIterable, Comparable {
    /// It was to begin, and never did.
    case neverStarted = "never-started"
    /// A reservation that nobody used and nobody took back.
    case expiredReservation = "expired-reservation"
    /// It goes on for longer than anybody charges.
    case ghost
    /// It goes on, and nothing was heard of it for long.
    case silent
    /// It was told long after it happened: its charger was offline.
    case late = "told-late"
    /// An older message came after a newer one.
    case outOfOrder = "out-of-order"
    /// The same message came again.
    case duplicate
    /// It ended without ever having been told as going on.
    case untoldStart = "start-not-told"
    /// It went back to a state that lay behind it.
    case backwards
    /// Something came after its end.
    case afterEnd = "after-end"
    /// Its end, or what was said of it, lies before its start.
    case clockReversed = "clock-reversed"
    /// It was told from the future.
    case clockAhead = "clock-ahead"
    /// Energy went back.
    case energyFell = "energy-fell"

    package static func < (left: Self, right: Self) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    /// Whether it is a normal thing between two computers, which nobody needs to be told of.
    package var isHarmless: Bool { self == .outOfOrder || self == .duplicate }
  }

  /// How long is too long; seconds.
  package struct Limits: Hashable, Sendable {
    /// A session that goes on is a ghost after so long: `cdr.open_session_after`.
    package var ghost: Int64 = 72 * 3600
    /// One that is to begin never will.
    package var start: Int64 = 3600
    /// One that goes on is silent.
    package var silence: Int64 = 24 * 3600
    /// A message is late.
    package var lateness: Int64 = 900
    /// Clocks may differ by.
    package var skew: Int64 = 300
    /// A reservation ends, where nobody said when.
    package var reservation: Int64 = 24 * 3600

    /// The limits where nothing was agreed.
    package init() {}
  }

  package let limits: Limits
  /// The newest state; nil before the first message.
  package private(set) var state: Telling?
  /// When a reservation ends, where an order says it.
  package var reservedUntil: Timestamp?

  /// A story that begins.
  package init(_ limits: Limits = Limits()) { self.limits = limits }

  /// A story that was told before.
  package init(_ limits: Limits = Limits(), after state: Telling) {
    self.limits = limits
    self.state = state
  }
}

extension SessionStory {
  /// Takes a message in.
  ///
  /// - Parameter telling: the message.
  /// - Returns: what is odd about it.
  package mutating func hear(_ telling: Telling) -> Set<Oddity> {
    guard let state else {
      self.state = telling
      return clocks(telling).union(lateness(telling, isFirst: true)).union(untold(telling))
    }
    if telling.said < state.said { return [.outOfOrder] }
    if telling.isSame(as: state) { return [.duplicate] }
    // What ended stays as it was said.
    guard !state.phase.isFinal || telling.phase == .void else { return [.afterEnd] }
    var odd = clocks(telling).union(lateness(telling, isFirst: false))
    if telling.phase < state.phase { odd.insert(.backwards) }
    if telling.energy < state.energy, telling.phase != .void { odd.insert(.energyFell) }
    if state.phase < .active, telling.phase == .completed { odd.insert(.untoldStart) }
    self.state = telling
    return odd
  }

  /// What is odd about it by now, though nobody said anything.
  ///
  /// - Parameter now: the time.
  /// - Returns: the oddity with the moment since when it is so; nil while all is well.
  package func overdue(at now: Timestamp) -> (oddity: Oddity, since: Timestamp)? {
    guard let state else { return nil }
    switch state.phase {
    case .reserved:
      let end = reservedUntil ?? state.start.adding(seconds: limits.reservation)
      return now > end ? (.expiredReservation, end) : nil
    case .pending:
      let end = max(state.start, state.said).adding(seconds: limits.start)
      return now > end ? (.neverStarted, end) : nil
    case .active:
      let end = state.start.adding(seconds: limits.ghost)
      if now > end { return (.ghost, end) }
      let quiet = state.heard.adding(seconds: limits.silence)
      return now > quiet ? (.silent, quiet) : nil
    case .completed, .void: return nil
    }
  }

  private func clocks(_ telling: Telling) -> Set<Oddity> {
    var odd: Set<Oddity> = []
    let isOver = telling.end.map { $0 < telling.start } ?? false
    let isBefore = telling.phase >= .active && telling.said.adding(seconds: limits.skew) < telling.start
    if isOver || isBefore { odd.insert(.clockReversed) }
    if telling.said > telling.heard.adding(seconds: limits.skew) { odd.insert(.clockAhead) }
    return odd
  }

  /// A first message counts from the start of the session, later ones from what they say of themselves.
  private func lateness(_ telling: Telling, isFirst: Bool) -> Set<Oddity> {
    guard telling.phase == .active || telling.phase == .completed else { return [] }
    let since = isFirst && telling.phase == .active ? max(telling.start, telling.said) : telling.said
    let happened = isFirst && telling.phase == .completed ? telling.end ?? since : since
    return telling.heard > happened.adding(seconds: limits.lateness) ? [.late] : []
  }

  private func untold(_ telling: Telling) -> Set<Oddity> { telling.phase == .completed ? [.untoldStart] : [] }
}

extension SessionStory.Telling {
  /// Whether it says the same, whenever it came.
  fileprivate func isSame(as other: Self) -> Bool {
    said == other.said && phase == other.phase && start == other.start && end == other.end
      && energy == other.energy
  }
}
