import BilateralBase
import BilateralModel

/// What our charging platform asks: may this driver charge, and where.
struct DriverQuestion: Sendable, Equatable {
  /// The uid as our chargers read it.
  let uid: String
  /// The kind of token; RFID unless told otherwise (TOK-07).
  let type: TokenType
  /// Where, when it is known.
  let location: LocationReferences?

  /// Reads `{"uid","type"?,"location"?{"location_id","evse_uids"?}}`.
  ///
  /// - Throws: 422 with the place of what is wrong.
  init(reading node: JSONNode) throws(OfficeError) {
    guard let uid = node["uid"]?.string, (1...36).contains(uid.count), CiString(uid).isPrintableASCII else {
      throw .unprocessable("uid must be a text of 1 to 36 printable characters", path: "uid")
    }
    self.uid = uid
    type = TokenType(rawValue: (node["type"]?.string ?? "RFID").uppercased())
    guard type.isKnown else {
      throw .unprocessable("type \(type.rawValue) is no type of token", path: "type")
    }
    location = try Self.location(node["location"])
  }

  private static func location(_ node: JSONNode?) throws(OfficeError) -> LocationReferences? {
    guard let node, !node.isNull else { return nil }
    do {
      var place = try WireReader.read(LocationReferences.self, from: node, version: .v2_2_1)
      // Connectors are ambiguous where there are several EVSEs, and only 2.1.1 had them (TOK-14).
      place.extras = []
      return place
    } catch {
      throw .unprocessable(error.description, path: "location.\(error.path)")
    }
  }
}
