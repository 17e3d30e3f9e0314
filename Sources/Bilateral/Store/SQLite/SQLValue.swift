package import BilateralBase
import CSQLite

/// A Swift value that is one SQLite value: how it is bound and how it is read back.
///
/// Adding a type: conform it in its own extension; a `String` enum only has to name the protocol.
package protocol SQLValue {
  /// Binds the value and returns SQLite's result code.
  func bind(to place: SQLitePlace) -> Int32
  /// Reads the value, nil when the column holds something else.
  init?(column: SQLitePlace)
}

extension Int64: SQLValue {
  package func bind(to place: SQLitePlace) -> Int32 { sqlite3_bind_int64(place.handle, place.index, self) }

  package init?(column: SQLitePlace) {
    guard sqlite3_column_type(column.handle, column.index) == SQLITE_INTEGER else { return nil }
    self = sqlite3_column_int64(column.handle, column.index)
  }
}

extension Int: SQLValue {
  package func bind(to place: SQLitePlace) -> Int32 { Int64(self).bind(to: place) }

  package init?(column: SQLitePlace) {
    guard let value = Int64(column: column) else { return nil }
    self = Int(value)
  }
}

extension Bool: SQLValue {
  package func bind(to place: SQLitePlace) -> Int32 { Int64(self ? 1 : 0).bind(to: place) }

  package init?(column: SQLitePlace) {
    guard let value = Int64(column: column) else { return nil }
    self = value != 0
  }
}

extension Timestamp: SQLValue {
  package func bind(to place: SQLitePlace) -> Int32 { microseconds.bind(to: place) }

  package init?(column: SQLitePlace) {
    guard let value = Int64(column: column) else { return nil }
    self.init(microseconds: value)
  }
}

extension String: SQLValue {
  package func bind(to place: SQLitePlace) -> Int32 {
    var copy = self
    return copy.withUTF8 { bindText(UnsafeRawBufferPointer($0), to: place) }
  }

  package init?(column: SQLitePlace) {
    guard sqlite3_column_type(column.handle, column.index) == SQLITE_TEXT else { return nil }
    self = String(decoding: column.bytes, as: UTF8.self)
  }
}

/// An array of bytes is a BLOB; text as bytes is `JSONText`.
extension [UInt8]: SQLValue {
  package func bind(to place: SQLitePlace) -> Int32 {
    withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, bytes.count > 0 else {
        return sqlite3_bind_zeroblob(place.handle, place.index, 0)
      }
      return bilateral_sqlite3_bind_blob(place.handle, place.index, start, UInt64(bytes.count))
    }
  }

  package init?(column: SQLitePlace) {
    guard sqlite3_column_type(column.handle, column.index) == SQLITE_BLOB else { return nil }
    self = Array(column.bytes)
  }
}

extension Optional: SQLValue where Wrapped: SQLValue {
  package func bind(to place: SQLitePlace) -> Int32 {
    self?.bind(to: place) ?? sqlite3_bind_null(place.handle, place.index)
  }

  package init?(column: SQLitePlace) {
    guard !column.isNull else {
      self = Self.none
      return
    }
    guard let value = Wrapped(column: column) else { return nil }
    self = value
  }
}

extension SQLValue where Self: RawRepresentable, RawValue == String {
  package func bind(to place: SQLitePlace) -> Int32 { rawValue.bind(to: place) }

  package init?(column: SQLitePlace) {
    guard let text = String(column: column) else { return nil }
    self.init(rawValue: text)
  }
}

/// Binds UTF-8 as TEXT; an empty buffer may have no address, which SQLite would take for NULL.
func bindText(_ bytes: UnsafeRawBufferPointer, to place: SQLitePlace) -> Int32 {
  guard let start = bytes.baseAddress, bytes.count > 0 else {
    return bilateral_sqlite3_bind_text(place.handle, place.index, "", 0)
  }
  let text = start.assumingMemoryBound(to: CChar.self)
  return bilateral_sqlite3_bind_text(place.handle, place.index, text, UInt64(bytes.count))
}
