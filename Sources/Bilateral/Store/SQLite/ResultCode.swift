import CSQLite

/// A result code of SQLite; a primary code matches its extended codes in a `switch`.
///
/// `case .ioError:` matches every flavour of `SQLITE_IOERR_…`, because `~=` compares the low byte when the
/// pattern is a primary code and the whole code when it is an extended one.
package struct ResultCode: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32

  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// The code without its extension.
  package var primary: ResultCode { ResultCode(rawValue: rawValue & 0xff) }

  package static let ok = ResultCode(rawValue: SQLITE_OK)
  package static let row = ResultCode(rawValue: SQLITE_ROW)
  package static let done = ResultCode(rawValue: SQLITE_DONE)
  package static let busy = ResultCode(rawValue: SQLITE_BUSY)
  package static let readOnly = ResultCode(rawValue: SQLITE_READONLY)
  package static let ioError = ResultCode(rawValue: SQLITE_IOERR)
  package static let corrupt = ResultCode(rawValue: SQLITE_CORRUPT)
  package static let full = ResultCode(rawValue: SQLITE_FULL)
  package static let cannotOpen = ResultCode(rawValue: SQLITE_CANTOPEN)
  package static let constraint = ResultCode(rawValue: SQLITE_CONSTRAINT)
  package static let mismatch = ResultCode(rawValue: SQLITE_MISMATCH)
  package static let notADatabase = ResultCode(rawValue: SQLITE_NOTADB)

  package static func ~= (pattern: ResultCode, value: ResultCode) -> Bool {
    pattern == value || (pattern == pattern.primary && pattern == value.primary)
  }
}
