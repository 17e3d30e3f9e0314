/// Comma-separated values read line by line from bytes, for files of a million lines; quotes as RFC 4180 has them.
struct CSVBytes {
  private let bytes: [UInt8]
  private let separator: UInt8
  private var at = 0
  private var following = 1
  /// The number of the line that was read last, from 1.
  private(set) var line = 0

  /// Reads from the beginning; a byte order mark is left out.
  init(_ bytes: [UInt8], separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  /// The cells of the next line; nil at the end.
  mutating func next() -> [String]? {
    guard at < bytes.count else { return nil }
    line = following
    var cells: [String] = []
    while true {
      cells.append(cell())
      guard at < bytes.count else { return cells }
      let mark = bytes[at]
      at += 1
      if mark == separator { continue }
      following += 1
      return cells
    }
  }

  /// Reads up to the separator or the line's end, which stays.
  private mutating func cell() -> String {
    while at < bytes.count, bytes[at] == 0x20 { at += 1 }
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return plain() }
    at += 1
    var text: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\"") {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { break }
        at += 1
      }
      if byte == 0x0A { following += 1 }
      text.append(byte)
    }
    while at < bytes.count, bytes[at] != separator, bytes[at] != 0x0A { at += 1 }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func plain() -> String {
    let start = at
    while at < bytes.count, bytes[at] != separator, bytes[at] != 0x0A { at += 1 }
    var end = at
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
