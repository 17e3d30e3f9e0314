import BilateralBase

/// Reads a document in XML as a tree of elements, for invoices that a partner wrote.
///
/// It knows elements, text, the five named entities, numbered ones and CDATA. A document type is refused, so nothing is ever
/// fetched or multiplied; depth and size are limited.
struct MarkupReader {
  /// An element: its name without the prefix, its own text, and what is in it.
  struct Element {
    let name: String
    var text = ""
    var children: [Element] = []

    /// The first child of a path of names.
    func first(_ path: String...) -> Element? {
      path.reduce(self as Element?) { found, name in found?.children.first { $0.name == name } }
    }

    /// All children of a name.
    func all(_ name: String) -> [Element] { children.filter { $0.name == name } }

    /// The text of the first child of a path, without blanks around it.
    func leaf(_ path: String...) -> String? {
      let found = path.reduce(self as Element?) { found, name in
        found?.children.first { $0.name == name }
      }
      return found.map { $0.text.trimmed }.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  /// What is wrong, and at which byte.
  struct Problem: Error, CustomStringConvertible {
    let at: Int
    let reason: String
    var description: String { "\(reason) at byte \(at)" }
  }

  private let bytes: [UInt8]
  private var at = 0
  private static let deepest = 64

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The root element of a document.
  ///
  /// - Parameter bytes: the document in UTF-8.
  /// - Returns: the root.
  /// - Throws: `Problem` with what is wrong first.
  static func root(of bytes: [UInt8]) throws(Problem) -> Element {
    var reader = MarkupReader(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.at = 3 }
    try reader.skipMisc()
    guard let root = try reader.element(depth: 0) else { throw reader.problem("there is no element") }
    try reader.skipMisc()
    guard reader.at == bytes.count else { throw reader.problem("something follows the root") }
    return root
  }

  private func problem(_ reason: String) -> Problem { Problem(at: at, reason: reason) }

  private func follows(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { mark in
      at + mark.count <= bytes.count && bytes[at..<at + mark.count].elementsEqual(mark)
    }
  }

  /// Passes what is before a mark, and the mark; returns where it began.
  private mutating func pass(_ mark: StaticString) throws(Problem) -> Range<Int> {
    let start = at
    while at < bytes.count {
      if follows(mark) {
        defer { at += mark.utf8CodeUnitCount }
        return start..<at
      }
      at += 1
    }
    throw problem("\(mark) is missing")
  }

  /// Passes blanks, declarations and comments.
  private mutating func skipMisc() throws(Problem) {
    while at < bytes.count {
      if bytes[at] <= 0x20 {
        at += 1
      } else if follows("<?") {
        _ = try pass("?>")
      } else if follows("<!--") {
        _ = try pass("-->")
      } else if follows("<!") {
        throw problem("a document type is not read")
      } else {
        return
      }
    }
  }

  private mutating func element(depth: Int) throws(Problem) -> Element? {
    guard at < bytes.count, bytes[at] == UInt8(ascii: "<") else { return nil }
    guard depth < Self.deepest else { throw problem("it is nested too deeply") }
    at += 1
    let start = at
    while at < bytes.count, bytes[at] > 0x20, ![0x2F, 0x3E].contains(bytes[at]) { at += 1 }
    let full = String(decoding: bytes[start..<at], as: UTF8.self)
    guard !full.isEmpty else { throw problem("an element has no name") }
    var found = Element(name: String(full.split(separator: ":").last ?? ""))
    guard try !passAttributes() else { return found }
    while true {
      if follows("</") {
        at += 2
        let end = try pass(">")
        guard String(decoding: bytes[end], as: UTF8.self).trimmed == full else {
          throw problem("\(full) is not closed")
        }
        return found
      }
      try addContent(to: &found, depth: depth)
    }
  }

  private mutating func addContent(to found: inout Element, depth: Int) throws(Problem) {
    guard at < bytes.count else { throw problem("\(found.name) is not closed") }
    if follows("<!--") {
      _ = try pass("-->")
    } else if follows("<![CDATA[") {
      at += 9
      found.text += String(decoding: bytes[try pass("]]>")], as: UTF8.self)
    } else if follows("<?") {
      _ = try pass("?>")
    } else if bytes[at] == UInt8(ascii: "<") {
      if let child = try element(depth: depth + 1) { found.children.append(child) }
    } else {
      let start = at
      while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
      found.text += try plain(start..<at)
    }
  }

  /// Passes attributes, which invoices need for nothing that is compared; true where the element ends with them.
  private mutating func passAttributes() throws(Problem) -> Bool {
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: ">"):
        at += 1
        return false
      case UInt8(ascii: "/"):
        at += 1
        guard at < bytes.count, bytes[at] == UInt8(ascii: ">") else { throw problem("> is missing") }
        at += 1
        return true
      case UInt8(ascii: "\""):
        at += 1
        _ = try pass("\"")
      case UInt8(ascii: "'"):
        at += 1
        _ = try pass("'")
      default: at += 1
      }
    }
    throw problem("> is missing")
  }

  private func plain(_ range: Range<Int>) throws(Problem) -> String {
    let raw = String(decoding: bytes[range], as: UTF8.self)
    guard raw.contains("&") else { return raw }
    var parts = raw.split(separator: "&", omittingEmptySubsequences: false)
    var text = String(parts.removeFirst())
    for part in parts {
      let cut = part.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
      guard cut.count == 2, let sign = Self.sign(cut[0]) else {
        throw problem("&\(part.prefix(8)) is unknown")
      }
      text += sign + cut[1]
    }
    return text
  }

  private static func sign(_ name: Substring) -> String? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.hasPrefix("#") else { return nil }
      let digits = name.dropFirst()
      let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap { Unicode.Scalar($0) }.map { String(Character($0)) }
    }
  }
}

extension String {
  /// Without blanks around it.
  fileprivate var trimmed: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
