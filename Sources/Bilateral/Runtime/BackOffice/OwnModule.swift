import BilateralBase
package import BilateralModel
package import BilateralStore

/// A module whose objects our platform writes, with the type of its objects.
package struct OwnModule: Sendable {
  /// The OCPI module, such as `locations`.
  package let name: String
  /// What its objects are.
  package let type: any OwnedObject.Type

  static let locations = OwnModule(name: "locations", type: Location.self)
  static let tariffs = OwnModule(name: "tariffs", type: Tariff.self)
  static let tokens = OwnModule(name: "tokens", type: Token.self)
  static let sessions = OwnModule(name: "sessions", type: Session.self)
  static let cdrs = OwnModule(name: "cdrs", type: CDR.self)

  /// Finds a module by the name in the path.
  ///
  /// - Throws: 404.
  static func named(_ name: String) throws(OfficeError) -> OwnModule {
    let all = [locations, tariffs, tokens, sessions, cdrs]
    if let module = all.first(where: { $0.name == name }) { return module }
    throw .notFound("there is no module \(name) among /own/{locations|tariffs|tokens|sessions|cdrs}")
  }
}

extension OwnedObject {
  /// The key of the object in the store; tokens are told apart by their type too (TOK-03).
  package var storeKey: ObjectKey {
    ObjectKey(
      country: party.country, party: party.party, id: id.text, sub: (self as? Token)?.type.rawValue ?? "")
  }
}

/// The text of one of our own objects, in the superset of the versions, ready for the store.
package enum OwnBody {
  /// Writes an object.
  ///
  /// - Throws: 422 when it lacks what no version can do without.
  package static func object<T: OwnedObject>(_ object: T, module: String) throws(OfficeError) -> OwnObject {
    var json = JSONWriter(capacity: 1024)
    do {
      _ = try WireWriter.write(object, version: .newest, into: &json)
    } catch {
      throw .invalid([error.finding]) ?? .unprocessable("\(error)")
    }
    return OwnObject(
      module: module, key: object.storeKey, body: JSONText(json.bytes), lastUpdated: object.lastUpdated,
      hash: ContentHash.of(json.bytes))
  }

  /// Reads an object back.
  package static func read<T: OwnedObject>(_ type: T.Type, _ text: JSONText) throws -> T {
    try WireReader.read(type, from: JSONDocument(parsing: text.bytes).root, version: .newest)
  }

  /// The text in a version, as partners and our platform may read it.
  ///
  /// - Throws: 422 when that version cannot say the object.
  package static func text<T: OwnedObject>(
    _ type: T.Type, _ text: JSONText, in version: OCPIVersion
  ) throws -> [UInt8] {
    guard version != .newest else { return text.bytes }
    return try bytes(of: try read(type, text), in: version)
  }

  /// The text of any object in a version.
  static func bytes<T: WireValue>(of object: T, in version: OCPIVersion) throws(OfficeError) -> [UInt8] {
    var json = JSONWriter(capacity: 1024)
    do {
      _ = try WireWriter.write(object, version: version, into: &json)
    } catch {
      throw .invalid([error.finding]) ?? .unprocessable("\(error)")
    }
    return json.bytes
  }
}
