/// Reads TOML 1.0 by a byte cursor: the statements of a document, one line after the other.
///
/// Values are in `TOMLParser+Values`, strings in `+Strings`, keys in `+Keys`, and the rules about which table may
/// be defined or extended by whom in `TOMLTree+Rules`.
struct TOMLParser {
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// After so many mistakes the rest is more likely noise than news.
  static let mostErrors = 20

  let bytes: [UInt8]
  var at = 0
  var tree = TOMLTree()
  var errors: [TOMLError] = []
  /// The table that `key = value` lines go into.
  var current = 0
  /// Counts headers and inline tables: dotted keys may extend what their own section made.
  var sections = 0
  /// The section of the `key = value` lines.
  var section = 0
  /// Whole-line comments that wait for the value below them.
  var pending: [TOMLComment] = []
  /// The line of the cursor, for comments.
  var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() {
    if let bad = UTF8Check.firstInvalidOffset(in: bytes) {
      errors = [.syntax("the file is not UTF-8 text", bad..<bad + 1, help: "save it with UTF-8 encoding")]
      return
    }
    if bytes.starts(with: Self.byteOrderMark) { at = 3 }
    while at < bytes.count, errors.count < Self.mostErrors {
      let start = at
      do throws(TOMLError) {
        try statement()
      } catch {
        errors.append(error)
        guard recover(from: start, error) else { return }
      }
    }
    tree.closingComments = pending
  }

  private mutating func statement() throws(TOMLError) {
    skipBlanks()
    switch peek {
    case nil: return
    case 0x0A, 0x0D: try newline()
    case UInt8(ascii: "#"): pending.append(try comment())
    case UInt8(ascii: "["): try endLine(of: try header())
    default: try endLine(of: try keyValue())
    }
  }

  /// Skips the rest of the line; `false` when the mistake spans lines and what follows cannot be trusted.
  private mutating func recover(from start: Int, _ error: TOMLError) -> Bool {
    pending = []
    let end = max(error.range.lowerBound, start)
    guard !bytes[start..<min(max(end, at), bytes.count)].dropLast().contains(0x0A) else { return false }
    at = max(start, min(at, bytes.count))
    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    if at < bytes.count {
      at += 1
      line += 1
    }
    return true
  }

  /// Reads `key = value` into the current table and returns the value's node.
  private mutating func keyValue() throws(TOMLError) -> Int {
    let value = try pair(into: current, section: section)
    if !pending.isEmpty { tree.comments[value, default: TOMLComments()].leading = pending }
    return value
  }

  /// Reads `key = value`; a key that is taken is reported, and reading goes on behind the value.
  mutating func pair(into table: Int, section: Int) throws(TOMLError) -> Int {
    let path = try keyPath()
    skipBlanks()
    guard peek == UInt8(ascii: "=") else {
      throw .syntax("expected \"=\" after the key", here, help: "write key = value")
    }
    at += 1
    skipBlanks()
    let value = try self.value(depth: tree.nodes[table].depth + path.count)
    do throws(TOMLError) {
      try tree.insert(value, at: path, into: table, section: section)
    } catch {
      errors.append(error)
    }
    return value
  }

  /// Reads `[table]` or `[[array of tables]]` and makes it the current table.
  private mutating func header() throws(TOMLError) -> Int {
    let start = at
    at += 1
    let isArray = peek == UInt8(ascii: "[")
    if isArray { at += 1 }
    sections += 1
    section = sections
    // Until the header is known to be good, what follows goes nowhere: no false findings below a bad header.
    current = tree.add(.table(TOMLTree.Table(origin: .header)), start..<start)
    skipBlanks()
    let path = try keyPath()
    skipBlanks()
    for _ in 0..<(isArray ? 2 : 1) {
      guard peek == UInt8(ascii: "]") else {
        throw .syntax("expected \"]\" at the end of the table's name", here, help: "write [name] or [[name]]")
      }
      at += 1
    }
    do throws(TOMLError) {
      current =
        isArray ? try tree.appendTable(at: path, start..<at) : try tree.defineTable(at: path, start..<at)
    } catch {
      errors.append(error)
    }
    if !pending.isEmpty { tree.comments[current, default: TOMLComments()].leading = pending }
    return current
  }

  /// After a statement: blanks, a comment, the end of the line.
  private mutating func endLine(of node: Int) throws(TOMLError) {
    pending = []
    skipBlanks()
    if peek == UInt8(ascii: "#") { tree.comments[node, default: TOMLComments()].trailing = try comment() }
    guard at < bytes.count else { return }
    guard peek == 0x0A || peek == 0x0D else {
      throw .syntax("expected the end of the line", restOfToken, help: "one key = value a line")
    }
    try newline()
  }
}

// MARK: - the cursor

extension TOMLParser {
  /// The byte at the cursor, `nil` at the end.
  var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  /// The byte `offset` behind the cursor.
  func peek(_ offset: Int) -> UInt8? { at + offset < bytes.count ? bytes[at + offset] : nil }

  /// The character at the cursor, as the place of an error.
  var here: Range<Int> {
    var end = min(at + 1, bytes.count)
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return at..<max(at, end)
  }

  /// The word at the cursor, as the place of an error.
  var restOfToken: Range<Int> {
    var end = at
    while end < bytes.count, !Self.endsToken(bytes[end]) { end += 1 }
    return end > at ? at..<end : here
  }

  /// Whether a byte ends a bare value.
  static func endsToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"):
      true
    default: false
    }
  }

  mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x09 { at += 1 }
  }

  /// Takes LF or CR LF; anything else is an error.
  mutating func newline() throws(TOMLError) {
    if peek == 0x0D {
      guard peek(1) == 0x0A else {
        throw .syntax("a carriage return must be followed by a line feed", here)
      }
      at += 1
    }
    at += 1
    line += 1
  }

  mutating func comment() throws(TOMLError) -> TOMLComment {
    let start = at
    while let byte = peek, byte != 0x0A {
      if byte == 0x0D, peek(1) == 0x0A { break }
      guard !Self.isControl(byte) else {
        throw .syntax("a comment may not hold control characters", here)
      }
      at += 1
    }
    return TOMLComment(text: String(decoding: bytes[start..<at], as: UTF8.self), line: line)
  }

  /// Control characters other than tab: nowhere allowed as they are.
  static func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7F }
}
