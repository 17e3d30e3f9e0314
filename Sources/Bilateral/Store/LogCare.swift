/// What is in the write-ahead log, and how much of it is in the database already; in pages.
struct LogFill: Equatable, Sendable {
  let pages: Int
  let moved: Int
}

/// Decides who moves the write-ahead log into the database, and when.
///
/// Most of it is moved by a thread of its own while the writer goes on: thousands of pages that lie apart take tens of
/// milliseconds, in which nobody's write would be answered. But the log starts anew only at a moment when all of it is
/// moved, and under steady writing no such moment comes by itself: so once the log is long and little is left, the writer
/// moves the rest.
struct LogCare: Sendable {
  /// What the writer does after a commit.
  enum Step: Equatable, Sendable {
    case nothing
    /// Has the log moved meanwhile, by the thread.
    case pass
    /// Moves the rest itself, and waits for the readers that are in the log: the next commit starts it anew.
    case finish
  }

  /// Pages that came since the last pass and are worth one.
  let passAt: Int
  /// Pages from which on the log is to start anew.
  let restartAt: Int
  /// Most pages that the writer moves itself, a millisecond or two.
  static let rest = 250

  private var pages = 0
  private var moved = 0
  /// The length of the log when a pass began: one that fails, or meets a reader, is not repeated at each commit.
  private var asked = 0
  /// The length of the log when it could not start anew.
  private var refused = 0

  init(passAt: Int, restartAt: Int) {
    (self.passAt, self.restartAt) = (passAt, restartAt)
  }

  /// The log has this length after a commit; a shorter one than before began anew.
  mutating func committed(_ pages: Int) {
    if pages < self.pages { (moved, asked, refused) = (0, 0, 0) }
    self.pages = pages
  }

  /// A pass came so far, in this log or the one before it.
  mutating func passed(_ fill: LogFill) {
    if fill.moved <= pages { moved = max(moved, fill.moved) }
  }

  /// The writer came so far itself.
  mutating func finished(_ fill: LogFill, startsAnew: Bool) {
    passed(fill)
    if !startsAnew { refused = pages }
  }

  /// What is to be done now.
  mutating func step() -> Step {
    let left = pages - moved
    if pages >= restartAt, left > 0, left <= Self.rest, pages >= refused + Self.rest / 2 { return .finish }
    guard left >= passAt, pages >= asked + passAt else { return .nothing }
    asked = pages
    return .pass
  }
}
