package import BilateralBase

/// The one spelling of a JSON value by which copies are compared (ruling 38).
///
/// Members stand in the order of their names' bytes, white space and escapes are as small as JSON allows, numbers
/// stay as they were sent.
package enum CanonicalJSON {
  /// Appends a value in its canonical form.
  ///
  /// - Parameters:
  ///   - node: the value.
  ///   - bytes: what it is appended to.
  ///   - name: members of this name are left out at every depth; nil leaves none out.
  package static func append(_ node: JSONNode, to bytes: inout [UInt8], without name: StaticString? = nil) {
    append(node.tape, node.index, to: &bytes, without: name)
  }

  /// The canonical form of a whole text; nil when it is no JSON.
  package static func bytes(of text: [UInt8]) -> [UInt8]? {
    guard let document = try? JSONDocument(parsing: text) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    append(document.root, to: &bytes)
    return bytes
  }

  private static func append(
    _ tape: JSONTape, _ index: Int, to bytes: inout [UInt8], without name: StaticString?
  ) {
    switch tape.tokens[index].kind {
    case .object: appendObject(tape, index, to: &bytes, without: name)
    case .array: appendArray(tape, index, to: &bytes, without: name)
    case .string: appendString(tape, index, to: &bytes)
    case .number, .true, .false, .null: tape.withContent(of: index) { bytes.append(contentsOf: $0) }
    }
  }

  private static func appendArray(
    _ tape: JSONTape, _ index: Int, to bytes: inout [UInt8], without name: StaticString?
  ) {
    bytes.append(0x5B)
    var element = index + 1
    let end = Int(tape.tokens[index].next)
    while element < end {
      if element > index + 1 { bytes.append(0x2C) }
      append(tape, element, to: &bytes, without: name)
      element = Int(tape.tokens[element].next)
    }
    bytes.append(0x5D)
  }

  private static func appendObject(
    _ tape: JSONTape, _ index: Int, to bytes: inout [UInt8], without name: StaticString?
  ) {
    bytes.append(0x7B)
    let start = bytes.count
    for member in names(tape, index, without: name) {
      if bytes.count > start { bytes.append(0x2C) }
      appendString(tape, member, to: &bytes)
      bytes.append(0x3A)
      append(tape, member + 1, to: &bytes, without: name)
    }
    bytes.append(0x7D)
  }

  /// The tokens of the names in their order.
  private static func names(_ tape: JSONTape, _ index: Int, without name: StaticString?) -> [Int] {
    var names: [Int] = []
    var member = index + 1
    let end = Int(tape.tokens[index].next)
    while member < end {
      if name.map({ !tape.string(at: member, equals: $0) }) ?? true { names.append(member) }
      member = Int(tape.tokens[member + 1].next)
    }
    guard names.count > 1 else { return names }
    let isPlain = !names.contains { tape.tokens[$0].hasEscapes }
    names.sort {
      isPlain ? precedes(tape, $0, $1) : bytes(of: $0, tape).lexicographicallyPrecedes(bytes(of: $1, tape))
    }
    return names
  }

  private static func bytes(of name: Int, _ tape: JSONTape) -> [UInt8] { Array(tape.text(of: name).utf8) }

  private static func precedes(_ tape: JSONTape, _ left: Int, _ right: Int) -> Bool {
    tape.withContent(of: left) { left in
      tape.withContent(of: right) { right in left.lexicographicallyPrecedes(right) }
    }
  }

  private static func appendString(_ tape: JSONTape, _ index: Int, to bytes: inout [UInt8]) {
    guard tape.tokens[index].hasEscapes else {
      bytes.append(0x22)
      tape.withContent(of: index) { bytes.append(contentsOf: $0) }
      bytes.append(0x22)
      return
    }
    var writer = JSONWriter()
    writer.string(tape.text(of: index))
    bytes.append(contentsOf: writer.bytes)
  }
}
