/// One line of a document, or the lines of one value, with the bytes as they were written.
enum TOMLStatement {
  /// A line without anything.
  case blank
  /// A comment that has its line for itself.
  case comment([UInt8])
  /// `[table]` or `[[table]]`, without blanks in it.
  case header([UInt8], comment: [UInt8]?)
  /// `key = value`.
  case pair(key: [UInt8], TOMLLayoutValue, comment: [UInt8]?)
}

/// A value by the parts that a layout may space.
indirect enum TOMLLayoutValue {
  /// Elements that stand on one line, or comments between them.
  struct Row {
    var elements: [TOMLLayoutValue] = []
    var comment: [UInt8]?
  }

  /// Everything without brackets.
  case plain([UInt8])
  /// `[…]`; `isBroken` when it had line ends.
  case array([Row], isBroken: Bool)
  /// `{…}`.
  case table([(key: [UInt8], value: TOMLLayoutValue)])
}

/// Cuts a text that the parser has accepted into statements; it need not find mistakes any more.
struct TOMLLayoutScanner {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: TOMLParser.byteOrderMark) { at = 3 }
  }

  mutating func statements() -> [TOMLStatement] {
    var statements: [TOMLStatement] = []
    while at < bytes.count { statements.append(statement()) }
    return statements
  }

  private mutating func statement() -> TOMLStatement {
    skipBlanks()
    defer { skipLineEnd() }
    switch peek {
    case nil, 0x0A, 0x0D: return .blank
    case UInt8(ascii: "#"): return .comment(comment())
    case UInt8(ascii: "["): return .header(header(), comment: trailingComment())
    default:
      let key = self.key(until: UInt8(ascii: "="))
      at += 1
      return .pair(key: key, value(), comment: trailingComment())
    }
  }

  private mutating func header() -> [UInt8] {
    let isArray = peek(1) == UInt8(ascii: "[")
    at += isArray ? 2 : 1
    let name = key(until: UInt8(ascii: "]"))
    at += isArray ? 2 : 1
    return isArray ? Array("[[".utf8) + name + Array("]]".utf8) : Array("[".utf8) + name + Array("]".utf8)
  }

  /// A key as written, without the blanks around its dots and its end.
  private mutating func key(until end: UInt8) -> [UInt8] {
    var key: [UInt8] = []
    while let byte = peek, byte != end {
      switch byte {
      case 0x20, 0x09: at += 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"): key += string()
      default:
        key.append(byte)
        at += 1
      }
    }
    return key
  }

  // MARK: values

  private mutating func value() -> TOMLLayoutValue {
    skipBlanks()
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .plain(string())
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "{"): return table()
    default: return .plain(bare())
    }
  }

  private mutating func bare() -> [UInt8] {
    let start = at
    while let byte = peek, !TOMLParser.endsToken(byte) { at += 1 }
    let isDate = at - start == 10 && bytes[start + 4] == UInt8(ascii: "-")
    if isDate, peek == 0x20, let digit = peek(1), (0x30...0x39).contains(digit) {
      at += 1
      while let byte = peek, !TOMLParser.endsToken(byte) { at += 1 }
    }
    return Array(bytes[start..<at])
  }

  /// A string of any of the four forms, quotes included.
  private mutating func string() -> [UInt8] {
    let start = at
    let mark = bytes[at]
    let isLong = peek(1) == mark && peek(2) == mark
    at += isLong ? 3 : 1
    while let byte = peek {
      if byte == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
        at += 2
      } else if byte == mark, !isLong || (peek(1) == mark && peek(2) == mark) {
        at += isLong ? 3 : 1
        // Up to two quotes of the text may stand before the three that close it.
        for _ in 0..<2 where isLong && peek == mark { at += 1 }
        break
      } else {
        at += 1
      }
    }
    return Array(bytes[start..<min(at, bytes.count)])
  }

  private mutating func array() -> TOMLLayoutValue {
    at += 1
    var rows: [TOMLLayoutValue.Row] = []
    var isNewRow = true
    var isBroken = false
    while let byte = peek, byte != UInt8(ascii: "]") {
      switch byte {
      case 0x20, 0x09, UInt8(ascii: ","): at += 1
      case 0x0A, 0x0D:
        skipLineEnd()
        (isNewRow, isBroken) = (true, true)
      case UInt8(ascii: "#"):
        if isNewRow { rows.append(TOMLLayoutValue.Row()) }
        rows[rows.count - 1].comment = comment()
      default:
        if isNewRow { rows.append(TOMLLayoutValue.Row()) }
        isNewRow = false
        let element = value()
        rows[rows.count - 1].elements.append(element)
        isBroken = isBroken || element.hasBrokenArray
      }
    }
    at += 1
    return .array(rows, isBroken: isBroken)
  }

  private mutating func table() -> TOMLLayoutValue {
    at += 1
    var pairs: [(key: [UInt8], value: TOMLLayoutValue)] = []
    while let byte = peek, byte != UInt8(ascii: "}") {
      guard ![0x20, 0x09, UInt8(ascii: ",")].contains(byte) else {
        at += 1
        continue
      }
      let key = self.key(until: UInt8(ascii: "="))
      at += 1
      pairs.append((key, value()))
    }
    at += 1
    return .table(pairs)
  }

  // MARK: small steps

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private func peek(_ ahead: Int) -> UInt8? { at + ahead < bytes.count ? bytes[at + ahead] : nil }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x09 { at += 1 }
  }

  private mutating func skipLineEnd() {
    skipBlanks()
    if peek == 0x0D { at += 1 }
    if peek == 0x0A { at += 1 }
  }

  private mutating func trailingComment() -> [UInt8]? {
    skipBlanks()
    return peek == UInt8(ascii: "#") ? comment() : nil
  }

  private mutating func comment() -> [UInt8] {
    let start = at
    while let byte = peek, byte != 0x0A { at += 1 }
    return Self.trimmed(bytes[start..<at])
  }

  /// A comment without the blanks behind it.
  static func trimmed(_ comment: ArraySlice<UInt8>) -> [UInt8] {
    var comment = comment
    while let last = comment.last, [0x20, 0x09, 0x0D].contains(last) { comment.removeLast() }
    return Array(comment)
  }
}

extension TOMLLayoutValue {
  /// Whether an array in it is written over several lines.
  var hasBrokenArray: Bool {
    switch self {
    case .plain: false
    case .array(_, let isBroken): isBroken
    case .table(let pairs): pairs.contains { $0.value.hasBrokenArray }
    }
  }
}
