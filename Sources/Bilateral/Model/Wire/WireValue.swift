package import BilateralBase

/// The right to make a value with nothing in it; only this room can have one.
///
/// A walk needs a value to fill. Readers make a blank one and never hand it out before each required field is set.
package struct Blank {
  init() {}
}

/// Something that can be the value of a field.
package protocol WireValue: Sendable, Hashable {
  /// The name of the type in the specification.
  static var wireType: String { get }
  /// The name of the type in a version, where versions differ in it.
  static func wireType(in version: OCPIVersion) -> String
  /// The first version that has the type.
  static var since: OCPIVersion { get }
  /// Whether a broken element is left out of a list, with a finding, instead of failing the object (TR-65).
  static var isDroppedWhenBroken: Bool { get }
  /// A value with nothing in it.
  init(blank: Blank)
  /// Reads the value that stands at a token; throws where it is of another kind.
  init(from reader: inout WireReader, at token: Int) throws(WireError)
  /// Writes the value in the writer's version.
  func write(to writer: inout WireWriter) throws(WireError)
  /// Reports what breaks the rules of the checker's version.
  func check(_ checker: inout WireChecker, _ rule: FieldRule)
  /// Changes the value to what the writer's version can say; gives the reason when it cannot say it at all.
  mutating func adapt(_ writer: inout WireWriter) -> String?
  /// The fields, when this is an object.
  static func describe(_ describer: inout WireDescriber)
}

extension WireValue {
  package static func wireType(in version: OCPIVersion) -> String { wireType }
  package static var since: OCPIVersion { .v2_1_1 }
  package static var isDroppedWhenBroken: Bool { false }
  package mutating func adapt(_ writer: inout WireWriter) -> String? { nil }
  package func check(_ checker: inout WireChecker, _ rule: FieldRule) {}
  package static func describe(_ describer: inout WireDescriber) {}
}

/// An OCPI object: a value with fields, shaped like the newest version.
package protocol WireObject: WireValue {
  /// Members that are unknown, or not of the version they came in.
  var extras: Extras { get set }
  /// Leads a walker over the fields, in the order of the specification. THE field list of the object.
  mutating func walk(_ w: inout some Walker) throws(WireError)
  /// Reports what breaks rules that span fields.
  func checkTogether(_ checker: inout WireChecker)
}

extension WireObject {
  /// The name of the type in the specification.
  package static var wireType: String { String(describing: Self.self) }

  /// Reads the object that stands at a token.
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    self.init(blank: Blank())
    try reader.object(&self, at: token)
  }

  package func write(to writer: inout WireWriter) throws(WireError) { try writer.object(self) }
  package func check(_ checker: inout WireChecker, _ rule: FieldRule) { checker.object(self) }
  package func checkTogether(_ checker: inout WireChecker) {}

  /// An object that the version does not have cannot be said in it.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    writer.version < Self.since ? "\(writer.version) has no \(Self.wireType)" : nil
  }

  package static func describe(_ describer: inout WireDescriber) { describer.object(Self.self) }
}

/// An object that belongs to a party and is kept in step with partners.
package protocol OwnedObject: WireObject {
  /// The party that owns the object.
  var party: PartyID { get set }
  /// The id, unique for the owner (tokens: together with their type).
  var id: CiString { get }
  /// When the object last changed.
  var lastUpdated: Timestamp { get set }
}

/// Members of an object that its type has no place for, in the order they came.
package struct Extras: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// One member, its value as the JSON text that was received.
  package struct Member: Sendable, Hashable {
    /// The name, decoded.
    package var name: String
    /// The value as received, numbers untouched.
    package var json: String

    /// Makes a member of a JSON text, which must be valid.
    package init(name: String, json: String) {
      self.name = name
      self.json = json
    }
  }

  /// The members in order.
  package var members: [Member]

  /// Extras of these members; usually none.
  package init(_ members: [Member] = []) { self.members = members }
  /// Extras of these members.
  package init(arrayLiteral elements: Member...) { members = elements }

  /// Whether there are none.
  package var isEmpty: Bool { members.isEmpty }

  /// The JSON text of the member with that name.
  package subscript(name: String) -> String? { members.first { $0.name == name }?.json }
}
