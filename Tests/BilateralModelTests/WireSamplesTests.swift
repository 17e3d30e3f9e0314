import BilateralBase
import BilateralModel
import Testing

/// Makes random objects as JSON from the field tables, so that no field is forgotten when one is added.
private struct Sampler {
  static let types: [any WireObject.Type] = [
    Location.self, EVSE.self, Connector.self, GeoLocation.self, AdditionalGeoLocation.self, DisplayText.self,
    BusinessDetails.self, Image.self, Hours.self, RegularHours.self, ExceptionalPeriod.self, EnergyMix.self,
    EnergySource.self, EnvironmentalImpact.self, PublishTokenType.self, StatusSchedule.self, Parking.self,
    EVSEParking.self, Tariff.self, TariffElement.self, TariffRestrictions.self, PriceComponent.self,
    PriceLimit.self, Price.self, TaxAmount.self, Token.self, EnergyContract.self, AuthorizationInfo.self,
    LocationReferences.self, ChargingPeriod.self,
    CDRDimension.self, CDRToken.self, CDRLocation.self, SignedData.self, SignedValue.self, Session.self,
    CDR.self, StartSession.self, StopSession.self, ReserveNow.self, CancelReservation.self,
    UnlockConnector.self,
    CommandResponse.self, CommandResult.self, ChargingProfile.self, ChargingProfilePeriod.self,
    SetChargingProfile.self, ActiveChargingProfile.self, ActiveChargingProfileResult.self,
    ChargingProfileResult.self, ClearProfileResult.self, ChargingProfileResponse.self,
    ChargingPreferences.self, ClientInfo.self,
  ]
  private static let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.wireType, $0) })

  let version: OCPIVersion
  var random: UInt64

  mutating func below(_ bound: Int) -> Int {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((random >> 33) % UInt64(bound))
  }

  mutating func object(_ type: any WireObject.Type) -> JSON {
    var members: [JSONMember] = []
    for field in WireDescriber.fields(of: type, version: version) {
      switch field.cardinality {
      case _ where field.name == "country_code": members.append(JSONMember(field.name, "DE"))
      case _ where field.name == "party_id": members.append(JSONMember(field.name, "NVO"))
      case "?" where below(2) == 0: continue
      case "*" where below(2) == 0: continue
      case "*", "+":
        members.append(JSONMember(field.name, .array((0...below(2)).map { _ in value(field.type) })))
      default: members.append(JSONMember(field.name, field.name == "publish" ? true : value(field.type)))
      }
    }
    if below(3) == 0 { members.append(JSONMember("x_\(below(9))", .number("1.\(below(9))0"))) }
    return .object(members)
  }

  private mutating func value(_ type: String) -> JSON {
    let base = String(type.prefix { $0 != "(" })
    if let object = Self.byName[base] { return self.object(object) }
    return switch base {
    case "CiString": .string(["aB", "7", "x-Y_1"][below(3)] + String(below(9)))
    case "string": .string(["é\"\\", "ü / 1", "", "\u{1}\n", "😀"][below(5)])
    case "URL": "https://a.example/ä?b=1"
    case "boolean": .bool(below(2) == 0)
    case "int": .number(String(below(100_000) - 50_000))
    case "number": .number(["0.10", "-0", "1E3", "12345678901234567890.5", "7"][below(5)])
    case "DateTime": .string(Timestamp(seconds: Int64(below(2_000_000_000))).description)
    default: .string(["UNHEARD_OF", "NEW_ONE"][below(2)])
    }
  }
}

@Suite struct `Wire round trip` {
  @Test(
    "what is read is written and read again as the same, in every version", arguments: OCPIVersion.allCases)
  func roundTrip(version: OCPIVersion) throws {
    for type in Sampler.types where version >= type.since {
      for seed in 0..<6 { try check(type, version, seed: UInt64(seed)) }
    }
  }

  private func check<T: WireObject>(_ type: T.Type, _ version: OCPIVersion, seed: UInt64) throws {
    var sampler = Sampler(version: version, random: seed &* 977 &+ 13)
    let text = sampler.object(type).text
    let value = try WireReader.read(type, from: text, version: version, context: Samples.context)
    var json = JSONWriter()
    let losses = try WireWriter.write(value, version: version, into: &json)
    #expect(losses.isEmpty, "\(T.wireType): \(losses)")
    #expect(JSONGrammar.accepts(json.bytes))
    #expect(
      try WireReader.read(type, from: json.text, version: version, context: Samples.context) == value,
      "\(T.wireType) changed: \(text)")
  }
}
