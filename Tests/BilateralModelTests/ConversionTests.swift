import BilateralBase
import BilateralModel
import Testing

/// Rules of conversion one by one; that they lose nothing untold is held by the laws over all objects.
@Suite struct `Conversion of places and tokens` {
  /// The text of another version and what was lost.
  static func convert<T: WireObject>(
    _ type: T.Type, _ text: String, _ from: OCPIVersion, _ to: OCPIVersion,
    _ change: (inout T) -> Void = { _ in }, style: (inout WireStyle) -> Void = { _ in }
  ) throws -> (json: JSON, losses: [String]) {
    var value = try WireReader.read(type, from: text, version: from, context: Samples.context)
    change(&value)
    var (json, chosen) = (JSONWriter(), WireStyle.plain)
    style(&chosen)
    let losses = try WireWriter.write(value, version: to, extras: .none, style: chosen, into: &json)
    return (try JSON.parse(json.bytes), losses.map { "\($0.path) \($0.kind.rawValue)" })
  }

  private func location(
    _ from: OCPIVersion, _ to: OCPIVersion, _ change: (inout Location) -> Void = { _ in },
    style: (inout WireStyle) -> Void = { _ in }
  ) throws -> (json: JSON, losses: [String]) {
    let text = from == .v2_1_1 ? Samples.location211 : Samples.location221
    return try Self.convert(Location.self, text, from, to, change, style: style)
  }

  @Test("X-10 the party of a 2.1.1 object is that of the connection, and leaves the body again")
  func owner() throws {
    let up = try location(.v2_1_1, .v2_2_1)
    #expect(up.json["country_code"]?.string == "DE" && up.json["party_id"]?.string == "NVO")
    #expect(try location(.v2_2_1, .v2_1_1).json["party_id"] == nil)
  }

  @Test("X-06 TR-66 unknown members go back to their partner, to others nothing but documented fields")
  func extras() throws {
    let text = Samples.location221(#""publish":true"#, #""publish":true,"partner_note":{"a":1.50}"#)
    let value = try WireReader.read(Location.self, from: text, version: .v2_2_1)
    #expect(try WireWriter.text(of: value, version: .v2_2_1).contains(#""partner_note":{"a":1.50}"#))
    for version in [OCPIVersion.v2_2_1, .v2_3_0] {
      let other = try JSON.parse(try WireWriter.text(of: value, version: version, extras: .none))
      let known = Set(WireDescriber.fields(of: Location.self, version: version).map(\.name))
      let names = try #require(other.members).map(\.name)
      #expect(names.allSatisfy(known.contains))
    }
  }

  @Test("X-22 an address is cut at a word where a version takes less, an id never")
  func cutting() throws {
    let street = "Straße der Pariser Kommune am Küstriner Platz, Eingang Nord"
    let (json, losses) = try location(.v2_2_1, .v2_2_1) { $0.address = street }
    #expect(json["address"]?.string == "Straße der Pariser Kommune am Küstriner Platz")
    #expect(losses == ["address approximated"])
    let one = String(repeating: "é", count: 60)
    #expect(try location(.v2_2_1, .v2_1_1) { $0.address = one }.json["address"]?.string?.count == 45)
    #expect(try location(.v2_2_1, .v2_3_0) { $0.address = street }.json["address"]?.string == street)
    let state = try location(.v2_3_0, .v2_2_1) { $0.state = "Mecklenburg-Vorpommern, Nord" }
    #expect(state.json["state"]?.string == "Mecklenburg-Vorpomme")
    let id = CiString(String(repeating: "x", count: 50))
    #expect(try location(.v2_2_1, .v2_2_1) { $0.id = id }.json["id"]?.string == id.text)
  }

  @Test(
    "X-23 LOC-17 coordinates get the decimals of the version",
    arguments: [
      ("54.32133", OCPIVersion.v2_1_1, "54.321330", 0), ("-4.1234567", .v2_1_1, "-4.123457", 1),
      ("7", .v2_1_1, "7.000000", 0), ("7.1", .v2_2_1, "7.10000", 0), ("54.1234567", .v2_2_1, "54.1234567", 0),
      ("54.123456789", .v2_3_0, "54.1234568", 1), ("-54.1234567", .v2_2_1, "-54.123457", 1),
      ("north", .v2_1_1, "north", 0), ("1.2.3", .v2_2_1, "1.2.3", 0), ("-", .v2_1_1, "-", 0),
      ("5.", .v2_2_1, "5.00000", 0),
    ])
  func coordinates(text: String, version: OCPIVersion, written: String, losses: Int) throws {
    let place = GeoLocation(latitude: text, longitude: "10.123456")
    var json = JSONWriter()
    let found = try WireWriter.write(place, version: version, into: &json)
    #expect(try JSON.parse(json.bytes)["latitude"]?.string == written)
    #expect(found.count == losses)
  }

  @Test("X-24 X-26 2.1.1 gets UTF-8, whole seconds, and a placeholder where it demands a text")
  func texts() throws {
    let (json, losses) = try location(.v2_2_1, .v2_1_1) {
      $0.name = "Łódź 漢字"
      $0.lastUpdated = $0.lastUpdated.adding(seconds: 1)
      $0.lastUpdated = Timestamp(microseconds: $0.lastUpdated.microseconds + 250_000)
    }
    #expect(json["name"]?.string == "Łódź 漢字")
    #expect(json["last_updated"]?.string == "2026-03-01T10:00:01Z")
    #expect(json["postal_code"]?.string == "-")
    #expect(losses.contains("last_updated approximated") && losses.contains("postal_code default"))
  }

  @Test("LOC-10 publish is true from 2.1.1 on, and what is not published stays away from it")
  func publish() throws {
    #expect(try location(.v2_1_1, .v2_2_1).json["publish"] == true)
    #expect(throws: WireError.self) { try location(.v2_2_1, .v2_1_1) { $0.publish = false } }
  }

  @Test(
    "the kind of place has the words of each version",
    arguments: [
      ("ON_STREET", "ON_STREET"), ("PARKING_GARAGE", "PARKING_GARAGE"),
      ("UNDERGROUND_GARAGE", "UNDERGROUND_GARAGE"),
      ("PARKING_LOT", "PARKING_LOT"), ("ALONG_MOTORWAY", "OTHER"), ("ON_DRIVEWAY", "OTHER"),
    ])
  func parkingType(newer: String, older: String) throws {
    let (json, losses) = try location(.v2_2_1, .v2_1_1) { $0.parkingType = ParkingType(rawValue: newer) }
    #expect(json["type"]?.string == older)
    #expect(losses.contains("type approximated") == (newer != older))
  }

  @Test func `kinds of place without meaning later are left out, and none is UNKNOWN in 2.1.1`() throws {
    for kind in ["OTHER", "UNKNOWN"] {
      let (json, losses) = try location(.v2_1_1, .v2_2_1) { $0.parkingType = ParkingType(rawValue: kind) }
      #expect(json["parking_type"] == nil && losses.contains("parking_type dropped"))
    }
    let (json, losses) = try location(.v2_2_1, .v2_1_1) { $0.parkingType = nil }
    #expect(json["type"]?.string == "UNKNOWN" && losses.contains("type default"))
  }

  @Test(
    "LOC-21 LOC-22 a missing time zone is derived where country and longitude make it certain",
    arguments: [
      ("DEU", "10.134890", "Europe/Berlin"), ("esp", "-15.430000", "Atlantic/Canary"),
      ("ESP", "-3.700000", "Europe/Madrid"), ("PRT", "-25.660000", "Atlantic/Azores"),
      ("PRT", "-16.900000", "Atlantic/Madeira"), ("PRT", "-9.100000", "Europe/Lisbon"),
      ("USA", "-70.000000", nil), ("FRA", "2.350000", "Europe/Paris"), ("FRA", "-61.500000", nil),
      ("NLD", "-68.990000", nil), ("NLD", "4.900000", "Europe/Amsterdam"), ("ESP", "-11.500000", nil),
      ("ESP", "-0.100000", "Europe/Madrid"), ("FRA", "-0.570000", "Europe/Paris"),
    ])
  func timeZone(country: String, longitude: String, zone: String?) throws {
    let change: (inout Location) -> Void = {
      $0.country = country
      $0.coordinates.longitude = longitude
    }
    guard let zone else {
      #expect(throws: WireError.self) { try location(.v2_1_1, .v2_2_1, change) }
      return
    }
    let (json, losses) = try location(.v2_1_1, .v2_2_1, change)
    #expect(json["time_zone"]?.string == zone)
    #expect(losses.contains("time_zone default"))
  }

  @Test("LOC-18 LOC-19 hours are either round the clock or regular, and hours that say nothing are left out")
  func hours() throws {
    let regular = RegularHours(weekday: 1, periodBegin: "08:00", periodEnd: "18:00")
    func written(_ hours: Hours, _ version: OCPIVersion) throws -> JSON? {
      try location(.v2_2_1, version) { $0.openingTimes = hours }.json["opening_times"]
    }
    let list: JSON = [["weekday": .number("1"), "period_begin": "08:00", "period_end": "18:00"]]
    #expect(
      try written(Hours(isRoundTheClock: true, regularHours: [regular]), .v2_2_1) == ["twentyfourseven": true]
    )
    #expect(try written(Hours(isRoundTheClock: true), .v2_1_1) == ["twentyfourseven": true])
    #expect(
      try written(Hours(isRoundTheClock: false, regularHours: [regular]), .v2_1_1) == ["regular_hours": list])
    #expect(
      try written(Hours(isRoundTheClock: false, regularHours: [regular]), .v2_3_0)
        == ["twentyfourseven": false, "regular_hours": list])
    #expect(try written(Hours(isRoundTheClock: false), .v2_2_1) == nil)
  }

  @Test func `an impact on the environment has the name of each version`() throws {
    let mix = EnergyMix(
      isGreenEnergy: true, environmentalImpacts: [EnvironmentalImpact(category: .carbonDioxide, amount: 12)])
    let change: (inout Location) -> Void = { $0.energyMix = mix }
    let old = try location(.v2_2_1, .v2_1_1, change).json["energy_mix"]?["environ_impact"]?[0]
    #expect(old?["source"]?.string == "CARBON_DIOXIDE" && old?["category"] == nil)
    let new = try location(.v2_2_1, .v2_3_0, change).json["energy_mix"]?["environ_impact"]?[0]
    #expect(new?["category"]?.string == "CARBON_DIOXIDE")
  }

  @Test
  func `facilities, capabilities and parking rules that a version lacks are left out or the nearest truth`()
    throws
  {
    let change: (inout Location) -> Void = {
      $0.facilities = [.hotel, .tramStop, .metroStation, .bikeSharing, .parkingLot]
      $0.evses[0].capabilities = [.rfidReader, .debitCardPayable, .reservable, "OWN_THING"]
      $0.evses[0].parkingRestrictions = [.evOnly, .employees, .tenants, .taxis]
      $0.helpPhone = "+491"
      $0.evses[0].acceptedServiceProviders = ["Acme"]
    }
    let old = try location(.v2_3_0, .v2_1_1, change).json
    #expect(old["facilities"] == ["HOTEL"])
    #expect(old["evses"]?[0]?["capabilities"] == ["RFID_READER", "RESERVABLE", "OWN_THING"])
    let (json, losses) = try location(.v2_3_0, .v2_2_1, change)
    #expect(json["evses"]?[0]?["parking_restrictions"] == ["EV_ONLY", "CUSTOMERS", "CUSTOMERS"])
    #expect(losses.contains("evses[0].parking_restrictions[3] withheld"))
    #expect(
      losses.contains("help_phone dropped") && losses.contains("evses[0].accepted_service_providers dropped"))
  }

  @Test("a charger is not made stronger by a version without max_electric_power")
  func power() throws {
    let (json, losses) = try location(.v2_2_1, .v2_1_1)
    #expect(json["evses"]?[0]?["connectors"]?[0]?["amperage"]?.int == 163)
    #expect(losses.contains("evses[0].connectors[0].amperage approximated"))
    let phases = try location(.v2_2_1, .v2_1_1) { $0.evses[0].connectors[0].powerType = .ac2PhaseSplit }
    #expect(phases.json["evses"]?[0]?["connectors"]?[0]?["power_type"]?.string == "AC_1_PHASE")
  }

  @Test("X-30 X-31 a plug that a version lacks is left out, or sent under its own name where that was agreed")
  func plugs() throws {
    let change: (inout Location) -> Void = {
      var second = $0.evses[0].connectors[0]
      (second.id, second.standard) = ("2", .saeJ3400)
      $0.evses[0].connectors.append(second)
    }
    let (json, losses) = try location(.v2_3_0, .v2_1_1, change)
    #expect(json["evses"]?[0]?["connectors"]?.elements?.count == 1)
    #expect(losses.contains("evses[0].connectors[1] withheld"))
    let agreed = try location(.v2_3_0, .v2_1_1, change) { $0.sendsUnknownPlugs = true }
    #expect(agreed.json["evses"]?[0]?["connectors"]?[1]?["standard"]?.string == "SAE_J3400")
  }

  @Test("LOC-25 one of several tariffs is not guessed for 2.1.1, which takes one")
  func severalTariffs() throws {
    let (json, losses) = try location(.v2_2_1, .v2_1_1) {
      $0.evses[0].connectors[0].tariffIDs = ["T1", "T2"]
    }
    #expect(json["evses"]?[0]?["connectors"]?[0]?["tariff_id"] == nil)
    #expect(losses.contains("evses[0].connectors[0].tariff_id withheld"))
    let up = try location(.v2_1_1, .v2_3_0)
    #expect(up.json["evses"]?[0]?["connectors"]?[0]?["tariff_ids"] == ["T1"])
  }

  @Test(
    "a token has the kinds of each version, and loses what older ones lack",
    arguments: [
      ("RFID", OCPIVersion.v2_1_1, "RFID"), ("APP_USER", .v2_1_1, "OTHER"), ("AD_HOC_USER", .v2_1_1, "OTHER"),
      ("EMAID", .v2_2_1, "OTHER"), ("EMAID", .v2_3_0, "EMAID"), ("APP_USER", .v2_2_1, "APP_USER"),
    ])
  func tokenType(type: String, version: OCPIVersion, written: String) throws {
    let (json, losses) = try Self.convert(Token.self, Samples.token221, .v2_2_1, version) {
      $0.type = TokenType(rawValue: type)
      $0.groupID = "G"
    }
    #expect(json["type"]?.string == written)
    #expect(losses.contains("type approximated") == (type != written))
    #expect(losses.contains("group_id dropped") == (version == .v2_1_1))
  }

  @Test("TOK-14 X-40 connectors are asked about in 2.1.1 alone")
  func references() throws {
    let text = #"{"location_id":"L","evse_uids":["E"],"connector_ids":["1"]}"#
    let (json, losses) = try Self.convert(LocationReferences.self, text, .v2_1_1, .v2_2_1)
    #expect(json == ["location_id": "L", "evse_uids": ["E"]] && losses == ["connector_ids dropped"])
  }

  @Test("X-41 TOK-11 an answer of 2.1.1 lacks the token, so it cannot go on alone")
  func authorization() throws {
    let read = try WireReader.read(AuthorizationInfo.self, from: #"{"allowed":"ALLOWED"}"#, version: .v2_1_1)
    let error = #expect(throws: WireError.self) { try WireWriter.text(of: read, version: .v2_2_1) }
    #expect(error?.path.description == "token")
  }

  @Test("X-20 an id too long for a version has a short one, always the same")
  func shortIDs() {
    let long = CiString("DE*NVO*" + String(repeating: "7", count: 32))
    #expect(long.shortened(to: 36).text.count == 36)
    #expect(long.shortened(to: 36) == CiString(long.text.lowercased()).shortened(to: 36))
    #expect(long.shortened(to: 36).text.hasPrefix("DE*NVO*77777777777777777777-"))
    #expect(CiString(long.text + "8").shortened(to: 36) != CiString(long.text + "9").shortened(to: 36))
    #expect(CiString("short").shortened(to: 36).text == "short")
  }
}
