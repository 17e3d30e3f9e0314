import BilateralBase
package import BilateralModel
package import BilateralStore

/// Reads our own objects as the store keeps them: in the superset of the versions.
package enum OwnText {
  /// The object; what the newest version would refuse is read as the version before it.
  ///
  /// - Throws: `WireError` of the newest version when neither can read it.
  package static func read<T: OwnedObject>(_ type: T.Type, _ text: JSONText) throws(WireError) -> T {
    let root = try JSONDocument(wire: text.bytes).root
    do throws(WireError) {
      return try WireReader.read(type, from: root, version: .newest)
    } catch {
      guard let object = try? WireReader.read(type, from: root, version: .v2_2_1) else { throw error }
      return object
    }
  }

  /// The text of an object in the superset.
  ///
  /// - Throws: `WireError` when the object lacks what every version needs.
  package static func write<T: WireValue>(_ object: T) throws(WireError) -> JSONText {
    var json = JSONWriter(capacity: 2048)
    _ = try WireWriter.write(object, version: .newest, into: &json)
    return JSONText(json.bytes)
  }
}
