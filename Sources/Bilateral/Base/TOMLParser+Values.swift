extension TOMLParser {
  /// Reads a value, which `depth` tables and arrays are around, into a node that nothing holds yet.
  mutating func value(depth: Int) throws(TOMLError) -> Int {
    let start = at
    switch peek {
    case nil, 0x0A, 0x0D, UInt8(ascii: "#"): throw .syntax("a value is missing", here)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let text = try string()
      return tree.add(.string(text), start..<at)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "{"): return try inlineTable(depth: depth)
    default: return try bare()
    }
  }

  private func checkDepth(_ depth: Int) throws(TOMLError) {
    guard depth < TOMLDocument.deepestNesting else {
      throw .syntax("nested deeper than \(TOMLDocument.deepestNesting) levels", here)
    }
  }

  // MARK: arrays

  private mutating func array(depth: Int) throws(TOMLError) -> Int {
    try checkDepth(depth)
    let start = at
    at += 1
    var elements: [Int] = []
    var loose: [TOMLComment] = []
    while true {
      try arraySpace(start, after: elements.last, &loose)
      if peek == UInt8(ascii: "]") { break }
      let element = try self.value(depth: depth + 1)
      if !loose.isEmpty { tree.comments[element, default: TOMLComments()].leading = loose }
      loose = []
      elements.append(element)
      try arraySpace(start, after: element, &loose)
      if peek == UInt8(ascii: "]") { break }
      guard peek == UInt8(ascii: ",") else {
        throw .syntax("expected \",\" or \"]\" in the array", restOfToken)
      }
      at += 1
    }
    at += 1
    let node = tree.add(.array(elements, ofTables: false), start..<at)
    if !loose.isEmpty { tree.comments[node, default: TOMLComments()].closing = loose }
    return node
  }

  /// Blanks, line ends and comments between elements; a comment on an element's line belongs to it.
  private mutating func arraySpace(
    _ start: Int, after element: Int?, _ loose: inout [TOMLComment]
  ) throws(TOMLError) {
    var isSameLine = loose.isEmpty
    while let byte = peek {
      switch byte {
      case 0x20, 0x09: at += 1
      case 0x0A, 0x0D:
        try newline()
        isSameLine = false
      case UInt8(ascii: "#"):
        let comment = try comment()
        if isSameLine, let element, tree.comments[element]?.trailing == nil {
          tree.comments[element, default: TOMLComments()].trailing = comment
        } else {
          loose.append(comment)
        }
      default: return
      }
    }
    throw .syntax("the array is never closed", start..<start + 1, help: "close it with ]")
  }

  // MARK: inline tables

  private mutating func inlineTable(depth: Int) throws(TOMLError) -> Int {
    try checkDepth(depth)
    let start = at
    at += 1
    sections += 1
    let ownSection = sections
    let table = tree.add(.table(TOMLTree.Table(origin: .inline)), start..<at)
    tree.nodes[table].depth = depth
    skipBlanks()
    if peek != UInt8(ascii: "}") { try inlinePairs(into: table, section: ownSection) }
    at += 1
    tree.nodes[table].range = start..<at
    return table
  }

  private mutating func inlinePairs(into table: Int, section: Int) throws(TOMLError) {
    while true {
      skipBlanks()
      try stayOnLine()
      _ = try pair(into: table, section: section)
      skipBlanks()
      if peek == UInt8(ascii: "}") { return }
      try stayOnLine()
      guard peek == UInt8(ascii: ",") else {
        throw .syntax("expected \",\" or \"}\" in the inline table", restOfToken)
      }
      at += 1
      skipBlanks()
      if peek == UInt8(ascii: "}") {
        throw .syntax("an inline table may not end with a comma", at - 1..<at)
      }
    }
  }

  private func stayOnLine() throws(TOMLError) {
    switch peek {
    case nil, 0x0A, 0x0D, UInt8(ascii: "#"):
      throw .syntax(
        "an inline table must be closed on its line", here, help: "close it with }, or use a [table]")
    default: return
    }
  }

  // MARK: everything without brackets and quotes

  private mutating func bare() throws(TOMLError) -> Int {
    let start = at
    while let byte = peek, !Self.endsToken(byte) { at += 1 }
    takeTimeAfterDate(from: start)
    let token = bytes[start..<at]
    guard !token.isEmpty else { throw .syntax("a value is missing", here) }
    if token.elementsEqual("true".utf8) { return tree.add(.boolean(true), start..<at) }
    if token.elementsEqual("false".utf8) { return tree.add(.boolean(false), start..<at) }
    if Self.looksDated(token) {
      guard let dateTime = TOMLDateTime(token) else { throw badDate(start..<at) }
      return tree.add(.dateTime(dateTime), start..<at)
    }
    do {
      switch try TOMLNumber.read(token) {
      case .integer(let value): return tree.add(.integer(value), start..<at)
      case .float(let text): return tree.add(.float(text), start..<at)
      }
    } catch {
      throw badNumber(error, start..<at)
    }
  }

  /// A date may be followed by one blank and a time.
  private mutating func takeTimeAfterDate(from start: Int) {
    guard at - start == 10, bytes[start + 4] == UInt8(ascii: "-"), peek == 0x20,
      let digit = peek(1), (0x30...0x39).contains(digit)
    else { return }
    at += 1
    while let byte = peek, !Self.endsToken(byte) { at += 1 }
  }

  private static func looksDated(_ token: ArraySlice<UInt8>) -> Bool {
    let token = Array(token.prefix(5))
    func digits(_ count: Int) -> Bool {
      token.count > count && token.prefix(count).allSatisfy { (0x30...0x39).contains($0) }
    }
    return (digits(4) && token[4] == UInt8(ascii: "-")) || (digits(2) && token[2] == UInt8(ascii: ":"))
  }

  private func badDate(_ range: Range<Int>) -> TOMLError {
    .syntax(
      "this is no date or time that exists", range,
      help: "write 2026-03-01, 08:30:00 or 2026-03-01T08:30:00Z, seconds included")
  }

  private func badNumber(_ fault: TOMLNumber.Fault, _ range: Range<Int>) -> TOMLError {
    switch fault {
    case .leadingZero: .syntax("a number may not begin with 0", range, help: "quote it if it is no number")
    case .underscore: .syntax("an underscore in a number must stand between two digits", range)
    case .incomplete: .syntax("the number is not complete", range)
    case .outOfRange: .syntax("the number does not fit into 64 bits", range)
    case .notANumber: .syntax("this is no value", range, help: "put text in quotes: \"…\"")
    }
  }
}
