import BilateralBase
import BilateralModel
import BilateralStore

/// Keeps the stories of sessions that go on, in the transaction that stores what was told of them.
struct SessionBook {
  let tx: WriteTransaction
  /// The partner whose sessions they are; empty for ours.
  let owner: String

  /// What our platform is told of; the rest stands with the session for whoever asks.
  private static let told: Set<SessionStory.Oddity> = [
    .neverStarted, .expiredReservation, .ghost, .silent, .backwards, .clockReversed, .clockAhead, .energyFell,
  ]

  /// Takes in what was told of a session.
  ///
  /// - Parameters:
  ///   - session: as it is now.
  ///   - key: the session.
  ///   - isNew: whether it was never told before.
  ///   - isHistory: whether it came with a list of everything, where nothing is late.
  ///   - correlation: of the exchange that brought it.
  /// - Throws: what SQLite says.
  func hear(
    _ session: Session, _ key: ObjectKey, isNew: Bool, isHistory: Bool, correlation: String?
  ) throws {
    let telling = SessionStory.Telling(
      heard: tx.now, said: session.lastUpdated, SessionStory.Phase(session.status.rawValue),
      start: session.startDateTime, end: session.endDateTime, energy: session.energy.rational ?? .zero)
    let known = isNew ? nil : try tx.runningSessions.session(key, of: owner)
    var story = known.map { SessionStory(after: Self.telling($0)) } ?? SessionStory()
    var odd = story.hear(telling)
    if isHistory || (!isNew && known == nil) { odd.subtract([.late, .untoldStart]) }
    for oddity in odd.sorted() where !oddity.isHarmless {
      try note(oddity, key, since: telling.said, correlation: correlation)
    }
    try keep(session, key)
  }

  private func keep(_ session: Session, _ key: ObjectKey) throws {
    guard !SessionStory.Phase(session.status.rawValue).isFinal else {
      try tx.runningSessions.end(key, of: owner)
      return
    }
    try tx.runningSessions.keep(
      RunningSession(
        owner: owner, key: key, status: session.status.rawValue, start: session.startDateTime,
        energy: session.energy.text, lastUpdated: session.lastUpdated, heardAt: tx.now))
  }

  /// Notes what is odd about a session, and tells our platform of it the first time.
  ///
  /// - Returns: whether it is news.
  @discardableResult
  func note(
    _ oddity: SessionStory.Oddity, _ key: ObjectKey, since: Timestamp, correlation: String? = nil
  ) throws -> Bool {
    let note = SessionNote(owner: owner, key: key, word: oddity.rawValue, since: since)
    guard try tx.sessionNotes.note(note) else { return false }
    guard Self.told.contains(oddity) else { return true }
    let object: JSON = [
      "session": .string("\(key)"), "oddity": .string(oddity.rawValue), "since": .string("\(since)"),
      "ours": .bool(owner.isEmpty),
    ]
    try tx.events.append(
      Event(
        type: "sessions.odd", partner: owner.isEmpty ? nil : owner, module: "sessions", id: key.id,
        change: oddity.rawValue, correlation: correlation, object: JSONText(object.bytes)))
    return true
  }

  /// What was told last of a session that goes on.
  static func telling(_ session: RunningSession) -> SessionStory.Telling {
    SessionStory.Telling(
      heard: session.heardAt, said: session.lastUpdated, SessionStory.Phase(session.status),
      start: session.start, energy: Rational(decimalText: session.energy) ?? .zero)
  }
}
