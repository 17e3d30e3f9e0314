package import BilateralBase
import BilateralModel
package import BilateralStore

/// The EVSEs of one of our locations and their status, read out of its stored text without making the location of it.
package struct OwnStatuses: Sendable {
  /// One EVSE.
  package struct Entry: Sendable, Hashable {
    package let uid: CiString
    package let status: String
    /// As the text has it.
    package let lastUpdated: String
  }

  /// In the order of the text.
  package let entries: [Entry]

  /// Reads them.
  ///
  /// - Throws: `JSONError` when the text is no JSON.
  package init(_ body: JSONText) throws(JSONError) {
    let root = try JSONDocument(parsing: body.bytes).root
    entries = root.plain("evses")?.elements.compactMap(Self.entry) ?? []
  }

  private static func entry(_ node: JSONNode) -> Entry? {
    guard let uid = node.plain("uid")?.string, let status = node.plain("status")?.string,
      let time = node.plain("last_updated")?.string
    else { return nil }
    return Entry(uid: CiString(uid), status: status, lastUpdated: time)
  }
}

extension JSONNode {
  /// The value of the member with that name, found without making a text of every name on the way.
  func plain(_ name: StaticString) -> JSONNode? {
    guard kind == .object else { return nil }
    var place = index + 1
    let end = Int(tape.tokens[index].next)
    while place < end {
      if tape.string(at: place, equals: name) { return JSONNode(tape: tape, index: place + 1) }
      place = Int(tape.tokens[place + 1].next)
    }
    return nil
  }
}
