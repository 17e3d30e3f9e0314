/// Why the Store refused; code, sentence and the way out, never the content of a row.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of refusal; the raw value is the finding code.
  package enum Kind: String, Hashable, Sendable {
    /// Another runtime holds the database.
    case locked = "BS101"
    /// The database was written by a newer version of this program.
    case newerSchema = "BS102"
    /// The database is older than this program and was opened for reading only.
    case olderSchema = "BS103"
    /// The file is an SQLite database of another program, or no database.
    case foreign = "BS104"
    /// More writes are waiting than the queue takes; try again shortly.
    case busy = "BS105"
    /// The store was closed.
    case closed = "BS106"
    /// The disk is full or the page limit is reached; nothing of this write was kept.
    case full = "BS107"
    /// The file or its folder may not be written.
    case readOnly = "BS108"
    /// Reading or writing the file failed.
    case broken = "BS109"
    /// There is no database yet.
    case missing = "BS110"
    /// The copy before an upgrade cannot be made, so the schema stays as it was.
    case noCopy = "BS120"
    /// A database's pages or rows do not fit together.
    case damaged = "BS121"
  }

  package let kind: Kind
  package let message: String
  package let help: String?

  package init(_ kind: Kind, _ message: String, help: String? = nil) {
    self.kind = kind
    self.message = message
    self.help = help
  }

  /// Names the cause of an SQLite error as an operator would.
  package init(_ error: SQLiteError) {
    switch error.code {
    case .full:
      self.init(.full, error.description, help: "free disk space; writing resumes without a restart")
    case .readOnly, .cannotOpen:
      self.init(.readOnly, error.description, help: "check owner and mode of the state folder")
    case .busy:
      self.init(.busy, error.description, help: "another program holds the database; try again")
    case .notADatabase:
      self.init(.foreign, error.description, help: "move the file away or name another state folder")
    case .corrupt:
      self.init(.damaged, error.description, help: "restore the latest backup that is whole")
    default:
      self.init(.broken, error.description, help: "check the disk, then restore the latest backup")
    }
  }

  /// The finding code, such as `BS105`.
  package var code: String { kind.rawValue }

  package var description: String { "\(code) \(message)" + (help.map { "; \($0)" } ?? "") }
}
