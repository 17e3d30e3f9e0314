import BilateralBase
import BilateralModel

/// Makes random legal objects of a version as JSON, from the field lists alone, so that no field is ever forgotten.
///
/// Texts hold every kind of character and reach their largest length, lists and optional fields come and go, unknown
/// members and values are mixed in. The same seed gives the same object.
struct ObjectGenerator {
  /// Every object of the wire.
  static let types: [any WireObject.Type] = [
    Location.self, EVSE.self, Connector.self, GeoLocation.self, AdditionalGeoLocation.self, DisplayText.self,
    BusinessDetails.self, Image.self, Hours.self, RegularHours.self, ExceptionalPeriod.self, EnergyMix.self,
    EnergySource.self, EnvironmentalImpact.self, PublishTokenType.self, StatusSchedule.self, Parking.self,
    EVSEParking.self, Tariff.self, TariffElement.self, TariffRestrictions.self, PriceComponent.self,
    PriceLimit.self, Price.self, TaxAmount.self, Token.self, EnergyContract.self, AuthorizationInfo.self,
    LocationReferences.self, ChargingPeriod.self, CDRDimension.self, CDRToken.self, CDRLocation.self,
    SignedData.self, SignedValue.self, Session.self, CDR.self, StartSession.self, StopSession.self,
    ReserveNow.self, CancelReservation.self, UnlockConnector.self, CommandResponse.self, CommandResult.self,
    ChargingProfile.self, ChargingProfilePeriod.self, SetChargingProfile.self, ActiveChargingProfile.self,
    ActiveChargingProfileResult.self, ChargingProfileResult.self,
    ChargingProfileResponse.self, ChargingPreferences.self, ClientInfo.self, Credentials.self,
    CredentialsRole.self, Version.self, VersionDetails.self, Endpoint.self,
  ]

  private static let tables = OCPIVersion.allCases.map { version in
    Dictionary(
      uniqueKeysWithValues: types.map {
        (ObjectIdentifier($0), WireDescriber.fields(of: $0, version: version))
      })
  }

  /// The field table of an object, made once.
  static func fields(of type: any WireObject.Type, _ version: OCPIVersion) -> [WireDescriber.Field] {
    tables[Int(version.rawValue)][ObjectIdentifier(type)] ?? []
  }

  let version: OCPIVersion
  /// Whether members and values that no version knows are mixed in.
  var isOpen = true
  private var state: UInt64

  init(version: OCPIVersion, seed: Int, isOpen: Bool = true) {
    self.version = version
    self.isOpen = isOpen
    state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(version.rawValue)
  }

  /// A number from 0 up to below a bound.
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }

  private mutating func one<T>(of values: [T]) -> T { values[below(values.count)] }

  /// An object of that type.
  mutating func object(_ type: any WireObject.Type) -> JSON {
    var members: [JSONMember] = []
    for field in Self.fields(of: type, version) {
      switch field.cardinality {
      case "?" where below(2) == 0: continue
      case "*" where below(2) == 0: continue
      case "*", "+": members.append(JSONMember(field.name, .array((0...below(2)).map { _ in value(field) })))
      default: members.append(JSONMember(field.name, value(field)))
      }
    }
    makeLegal(&members, type)
    if isOpen, below(4) == 0 { members.insert(extra(), at: below(members.count + 1)) }
    return .object(members)
  }
}

extension ObjectGenerator {
  private mutating func value(_ field: WireDescriber.Field) -> JSON {
    if let special = special(field.name) { return special }
    switch field.type.prefix(while: { $0 != "(" }) {
    case "CiString": return .string(ascii(field))
    case "string": return .string(text(field))
    case "URL":
      return .string("https://a.example/" + String(repeating: one(of: ["x", "%C3", "?"]), count: below(79)))
    case "boolean": return .bool(below(2) == 0)
    case "int": return .number(String(below(100_000)))
    case "number": return .number(one(of: ["0.10", "0", "12345.6789", "1000000", "7", "0.0001"]))
    case "DateTime": return .string(moment())
    default: break
    }
    if let object = field.value.type as? any WireObject.Type { return self.object(object) }
    guard let type = field.value.type as? any WireEnum.Type else { return .null }
    return .string(spelling(type))
  }

  /// Values that mean something for rules across fields.
  private mutating func special(_ name: String) -> JSON? {
    switch name {
    case "country_code": "DE"
    case "party_id": "NVO"
    case "hub_party_id": "NLHUB"
    case "weekday": .number(String(1 + below(7)))
    case "publish": .bool(below(8) > 0)
    case "reservation_id" where version > .v2_1_1: .string(one(of: ["77", "-3", "R-1", "007"]))
    case "vat": .number(one(of: ["19", "21.0", "0", "7.7"]))
    case "volume": .number(String(below(90)))
    default: nil
    }
  }

  private mutating func spelling(_ type: any WireEnum.Type) -> String {
    if isOpen, below(12) == 0 { return one(of: ["UNHEARD_OF", "NEW ONE", "ü"]) }
    return one(of: type.known.map(\.text.description).filter { type.init(rawValue: $0).isKnown(in: version) })
  }

  private mutating func moment() -> String {
    let whole = Timestamp(seconds: Int64(below(2_000_000_000)))
    guard version > .v2_1_1, below(4) == 0 else { return whole.description }
    return Timestamp(microseconds: whole.microseconds + Int64(below(999) + 1) * 1000).description
  }

  /// How long a text is: often short, at times as long as it may be.
  private mutating func count(_ limit: Int) -> Int {
    let most = limit == 0 ? 60 : limit
    return below(6) == 0 ? most : 1 + below(min(most, 12))
  }

  private mutating func ascii(_ field: WireDescriber.Field) -> String {
    String((0..<count(field.length)).map { _ in one(of: Array("aZ09-_*. +/#~")) })
  }

  private mutating func text(_ field: WireDescriber.Field) -> String {
    switch field.form {
    case .latitude: coordinate(90)
    case .longitude: coordinate(180)
    case .timeOfDay: one(of: ["00:00", "09:30", "23:59"])
    case .date: one(of: ["2026-02-28", "1999-12-31"])
    case .language: one(of: ["de", "EN"])
    case .threeLetters: one(of: ["EUR", "nok"])
    case .url: "http://b.example"
    case .ascii: ascii(field)
    case .free: prose(field)
    }
  }

  private mutating func coordinate(_ limit: Int) -> String {
    let whole = "\(one(of: ["", "-"]))\(below(limit))."
    let decimals = version == .v2_1_1 ? 6 : min(5 + below(3), (limit == 90 ? 10 : 11) - whole.utf8.count)
    return whole + (0..<decimals).map { _ in String(below(10)) }.joined()
  }

  private mutating func prose(_ field: WireDescriber.Field) -> String {
    if version == .v2_1_1, field.name == "auth_id" { return ascii(field) }
    let scalars: [Unicode.Scalar] = [
      "a", "B", " ", "\"", "\\", "/", "é", "ß", "漢", "😀", "\u{301}", "\u{2028}", ",",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<count(field.length) { text.append(one(of: scalars)) }
    return String(text)
  }

  private mutating func extra() -> JSONMember {
    let names = ["x_1", "größe", "", "last updated", "x-\"quoted\""]
    let values: [JSON] = [
      .number("1.50"), .number("12345678901234567890123"), "ü", .null, [], ["a": [.number("1E3"), [:]]],
    ]
    return JSONMember(one(of: names), one(of: values))
  }
}

extension ObjectGenerator {
  /// Mends what a field list does not tell: rules across fields.
  private mutating func makeLegal(_ members: inout [JSONMember], _ type: any WireObject.Type) {
    if type == Hours.self { makeLegalHours(&members) }
    guard version == .v2_1_1, type == Session.self || type == CDR.self, below(4) > 0 else { return }
    var evse = object(EVSE.self)
    evse["connectors"] = [object(Connector.self)]
    for place in members.indices where members[place].name == "location" {
      members[place].value["evses"] = [evse]
    }
  }

  private mutating func makeLegalHours(_ members: inout [JSONMember]) {
    let isAlways = members.contains { $0.name == "twentyfourseven" && $0.value == true }
    members.removeAll { $0.name == "regular_hours" || (version == .v2_1_1 && $0.name == "twentyfourseven") }
    if !isAlways {
      members.append(JSONMember("regular_hours", [object(RegularHours.self)]))
    } else if version == .v2_1_1 {
      members.append(JSONMember("twentyfourseven", true))
    }
  }
}
