package import BilateralBase

/// The end of a partnership, step by step: a value that says what is to be done next, whatever happened to the process.
///
/// Each step is written before the next begins, so a kill at any moment repeats at most the step under way, and every
/// step may be repeated.
package struct Offboarding: Hashable, Sendable {
  /// What is under way.
  package enum Phase: String, Sendable, CaseIterable {
    /// No driver is let in any more; the partner is told that our tokens are void.
    case tokens
    /// Sessions that have begun are awaited.
    case sessions
    /// The last CDRs are sent and fetched.
    case cdrs
    /// What is left is put on a last statement.
    case statement
    /// The credentials are deleted on both sides.
    case credentials
    /// What is kept of the partnership is written to a folder.
    case archive
    case ended
  }

  /// What is to be done now.
  package enum Action: String, Sendable {
    /// Nothing but look again later.
    case wait
    /// Fetch sessions and CDRs once more.
    case pull
    /// Close the period that lasts.
    case close
    /// Delete the credentials.
    case leave
    /// Write the archive.
    case archive
    case none
  }

  /// How things stand with the partner.
  package struct Sight: Hashable, Sendable {
    package var now: Timestamp
    /// Messages about our tokens that the partner was not told.
    package var untold = 0
    /// Sessions that have not ended, of both sides.
    package var open = 0
    /// Sessions that have ended and have no CDR.
    package var unbilled = 0
    /// Messages about sessions and CDRs that the partner was not told.
    package var waiting = 0
    /// Whether the partner has deleted the credentials, so that nothing can be told it any more.
    package var isGone = false
    /// Whether sessions and CDRs were fetched since the last of them was awaited.
    package var isFetched = false

    package init(now: Timestamp) { self.now = now }
  }

  package private(set) var phase = Phase.tokens
  package let begun: Timestamp
  /// Until when sessions and CDRs are awaited.
  package let until: Timestamp
  package let reason: String?
  /// What was left when the time was over, in words.
  package private(set) var left: [String] = []
  /// The numbers of the last statements.
  package private(set) var statements: [String] = []
  /// Where the archive is, below the state of the fleet.
  package private(set) var archive: String?
  /// Why the last try of the step under way did not succeed.
  package var problem: String?

  /// Begins.
  package init(begun: Timestamp, until: Timestamp, reason: String?) {
    (self.begun, self.until, self.reason) = (begun, until, reason)
  }

  /// Whether it can be called off: as long as the credentials stand.
  package var isCancellable: Bool { [.tokens, .sessions, .cdrs, .statement].contains(phase) }

  /// Takes in how things stand; says what is to be done.
  package mutating func look(_ sight: Sight) -> Action {
    let isLate = sight.now >= until
    switch phase {
    case .tokens:
      guard passes(sight.untold, isLate, .tokens) else { return .wait }
      return enter(.sessions, sight)
    case .sessions:
      guard passes(sight.open, isLate, .sessions) else { return .wait }
      return enter(.cdrs, sight)
    case .cdrs:
      guard sight.isFetched else { return .pull }
      // A session may come to be known late: who was away told of it afterwards.
      guard sight.open == 0 && sight.unbilled == 0 && isTold(sight) || isLate else { return .wait }
      if !left.contains(where: Rest.sessions.isTold) { _ = passes(sight.open, true, .sessions) }
      _ = passes(sight.unbilled, true, .bills)
      _ = passes(sight.waiting, true, .messages)
      return enter(.statement, sight)
    case .statement: return .close
    // What was written meanwhile is told first.
    case .credentials: return isTold(sight) || isLate ? .leave : .wait
    case .archive: return .archive
    case .ended: return .none
    }
  }

  /// What may be left when the grace is over.
  private enum Rest {
    case tokens, sessions, bills, messages

    private var ending: (one: String, more: String) {
      switch self {
      case .tokens: (" message about our tokens was not taken", " messages about our tokens were not taken")
      case .sessions: (" session had not ended", " sessions had not ended")
      case .bills: (" session had no CDR", " sessions had no CDR")
      case .messages:
        (" message about sessions and CDRs was not taken", " messages about sessions and CDRs were not taken")
      }
    }

    func words(_ count: Int) -> String { "\(count)" + (count == 1 ? ending.one : ending.more) }

    func isTold(in words: String) -> Bool { words.hasSuffix(ending.one) || words.hasSuffix(ending.more) }
  }

  private func isTold(_ sight: Sight) -> Bool { sight.waiting == 0 || sight.isGone }

  private mutating func enter(_ next: Phase, _ sight: Sight) -> Action {
    (phase, problem) = (next, nil)
    return look(sight)
  }

  private mutating func passes(_ count: Int, _ isLate: Bool, _ rest: Rest) -> Bool {
    guard count > 0 else { return true }
    if isLate { left.append(rest.words(count)) }
    return isLate
  }

  /// What is left is on these statements; none where nothing was owed.
  package mutating func closed(_ numbers: [String], note: String? = nil) {
    guard phase == .statement else { return }
    statements = numbers
    if let note { left.append(note) }
    (phase, problem) = (.credentials, nil)
  }

  /// The credentials are gone on both sides, or were never there.
  package mutating func hasLeft() {
    guard phase == .credentials else { return }
    (phase, problem) = (.archive, nil)
  }

  /// The archive is written.
  package mutating func archived(at place: String) {
    guard phase == .archive else { return }
    (archive, phase, problem) = (place, .ended, nil)
  }
}

extension Offboarding {
  /// Reads what was kept.
  package init?(_ json: JSON) {
    func time(_ name: String) -> Timestamp? { json[name]?.string.flatMap { Timestamp(ocpi: $0) } }
    guard let phase = json["phase"]?.string.flatMap(Phase.init), let begun = time("begun"),
      let until = time("until")
    else { return nil }
    self.init(begun: begun, until: until, reason: json["reason"]?.string)
    self.phase = phase
    left = json["left"]?.elements?.compactMap(\.string) ?? []
    statements = json["statements"]?.elements?.compactMap(\.string) ?? []
    archive = json["archive"]?.string
    problem = json["problem"]?.string
  }

  /// As it is kept, and shown by `GET /partners`.
  package var json: JSON {
    [
      "phase": .string(phase.rawValue), "begun": .string(begun.description),
      "until": .string(until.description),
      "reason": LifeDesk.word(reason), "left": .array(left.map { .string($0) }),
      "statements": .array(statements.map { .string($0) }), "archive": LifeDesk.word(archive),
      "problem": LifeDesk.word(problem),
    ]
  }
}
