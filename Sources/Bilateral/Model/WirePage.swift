package import BilateralBase

/// A list of objects in which one bad object does not cost the others (TR-43).
package struct WirePage<T: WireValue>: Sendable {
  /// An object that was read.
  package struct Entry: Sendable {
    /// The object.
    package var value: T
    /// Its position in the list.
    package var position: Int
    /// Where it stands in the received text.
    package var node: JSONNode
    /// What was accepted although it is not as the specification says.
    package var findings: [WireFinding]
  }

  /// An object that could not be read.
  package struct Refusal: Sendable {
    /// Why.
    package var error: WireError
    /// Its position in the list.
    package var position: Int
    /// Where it stands in the received text, for the quarantine.
    package var node: JSONNode
  }

  /// The objects that were read, in order.
  package private(set) var entries: [Entry] = []
  /// The objects that were not, in order.
  package private(set) var refusals: [Refusal] = []

  init() {}

  /// Reads a list; throws only when it is none.
  package init(
    reading list: JSONNode, version: OCPIVersion, context: WireContext = WireContext()
  ) throws(WireError) {
    guard list.kind == .array else { throw WireError(.wrongKind(expected: "an array", found: list.kind)) }
    self.init(reading: Array(list.elements), version: version, context: context)
  }

  /// Reads the objects of a list.
  package init(reading nodes: [JSONNode], version: OCPIVersion, context: WireContext = WireContext()) {
    entries.reserveCapacity(nodes.count)
    for (position, node) in nodes.enumerated() {
      do throws(WireError) {
        var findings: [WireFinding] = []
        let value = try WireReader.read(
          T.self, from: node, version: version, context: context, findings: &findings)
        entries.append(Entry(value: consume value, position: position, node: node, findings: findings))
      } catch {
        refusals.append(Refusal(error: error, position: position, node: node))
      }
    }
  }

  /// The objects that were read.
  package var values: [T] { entries.map(\.value) }
}
