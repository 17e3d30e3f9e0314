import BilateralBase
import BilateralModel
import Testing

@Suite struct `CDR on the wire` {
  static let text = """
    {"country_code":"DE","party_id":"NVO","id":"C1","start_date_time":"2026-03-01T10:00:00Z",\
    "end_date_time":"2026-03-01T11:00:00Z","cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04A1","type":"RFID",\
    "contract_id":"NL-ACM-C1"},"auth_method":"WHITELIST","cdr_location":{"id":"LOC-1","address":"Kai 7","city":"Kiel",\
    "country":"DEU","coordinates":{"latitude":"54.32133","longitude":"10.13489"},"evse_uid":"E1","evse_id":"DE*NVO*E1",\
    "connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},\
    "currency":"EUR","charging_periods":[{"start_date_time":"2026-03-01T10:00:00Z","dimensions":[{"type":"ENERGY",\
    "volume":10.50}]}],"total_cost":{"excl_vat":5.00,"incl_vat":5.50},"total_energy":10.50,"total_time":1,\
    "last_updated":"2026-03-01T11:00:00Z"}
    """

  @Test func `a CDR of 2.2.1 reads, writes and passes the checker`() throws {
    let cdr = try WireReader.read(CDR.self, from: Self.text, version: .v2_2_1)
    #expect(cdr.location.connectorStandard == .iec62196T2)
    #expect(cdr.chargingPeriods.first?.dimensions.first?.volume.text == "10.50")
    #expect(try WireWriter.text(of: cdr, version: .v2_2_1) == Self.text)
    #expect(WireChecker.check(cdr, version: .v2_2_1).isEmpty)
  }

  @Test func `VAT becomes a tax in 2.3.0 and comes back as VAT`() throws {
    let cdr = try WireReader.read(CDR.self, from: Self.text, version: .v2_2_1)
    let newer = try JSON.parse(try WireWriter.text(of: cdr, version: .v2_3_0))
    #expect(newer["total_cost"]?.text == #"{"before_taxes":5.00,"taxes":[{"name":"VAT","amount":0.5}]}"#)
    let read = try WireReader.read(CDR.self, from: newer.text, version: .v2_3_0)
    let back = try JSON.parse(try WireWriter.text(of: read, version: .v2_2_1))
    #expect(back["total_cost"]?.text == #"{"excl_vat":5.00,"incl_vat":5.5}"#)
  }

  private func read(_ changes: [(String, String)] = []) throws -> CDR {
    let text = changes.reduce(Self.text) { $0.replacingFirst($1.0, $1.1) }
    return try WireReader.read(CDR.self, from: text, version: .v2_2_1)
  }

  private func write(_ cdr: CDR, _ version: OCPIVersion, _ style: WireStyle = .plain) throws -> (
    json: JSON, losses: [String]
  ) {
    var json = JSONWriter()
    let losses = try WireWriter.write(cdr, version: version, style: style, into: &json)
    return (try JSON.parse(json.bytes), losses.map { "\($0.path) \($0.kind.rawValue)" })
  }

  @Test("CDR-11 SES-13 a CDR goes to 2.1.1 with a location of one EVSE and connector, and tells what it lost")
  func older() throws {
    let (json, losses) = try write(try read(), .v2_1_1)
    let connector = json["location"]?["evses"]?[0]?["connectors"]?[0]
    #expect(json["stop_date_time"]?.string == "2026-03-01T11:00:00Z")
    #expect(json["auth_id"]?.string == "NL-ACM-C1")
    #expect(json["total_cost"] == .number("5.00"))
    #expect(json["location"]?["evses"]?[0]?["uid"]?.string == "E1")
    #expect(connector?["standard"]?.string == "IEC_62196_T2")
    #expect(connector?["voltage"]?.int == 0)
    #expect(json["cdr_location"] == nil && json["cdr_token"] == nil && json["end_date_time"] == nil)
    #expect(
      losses == [
        "location default", "auth_id dropped", "location.postal_code default", "location.type default",
        "total_cost.incl_vat dropped",
      ])
    let found = try Inspection(json.bytes, module: "cdrs", version: .v2_1_1)?.findings
    #expect(found?.filter { $0.severity == .error } == [])
  }

  @Test("X-43 a CDR of 2.1.1 names its EVSE, of its token only the contract, and goes up with that told")
  func newer() throws {
    let old = try write(try read(), .v2_1_1).json
    let context = WireContext(party: Samples.party, tokenParty: PartyID("NL-ACM"))
    let cdr = try WireReader.read(CDR.self, from: old.text, version: .v2_1_1, context: context)
    #expect(cdr.location.evseUID == "E1" && cdr.location.evseID == "DE*NVO*E1")
    #expect(
      cdr.token
        == CDRToken(party: context.tokenParty ?? cdr.party, uid: "#NA", type: .other, contractID: "NL-ACM-C1")
    )
    let (json, losses) = try write(cdr, .v2_2_1)
    #expect(json["cdr_token"]?["contract_id"]?.string == "NL-ACM-C1")
    #expect(json["total_cost"] == ["excl_vat": .number("5.00")])
    #expect(losses == ["cdr_token approximated", "location dropped"])
    #expect(try write(cdr, .v2_1_1).json == old)
  }

  @Test("P-96 a CDR of 2.1.1 with several EVSEs goes up once the one of its session is named")
  func severalEVSEs() throws {
    let old = try write(try read(), .v2_1_1).json.text
    let evse = #"{"uid":"E2","status":"UNKNOWN","connectors":[],"last_updated":"2026-03-01T11:00:00Z"},"#
    let text = old.replacingFirst(#""evses":["#, #""evses":["# + evse)
    var cdr = try WireReader.read(CDR.self, from: text, version: .v2_1_1, context: Samples.context)
    #expect(cdr.location.evseUID == "#NA")
    let error = #expect(throws: WireError.self) { try write(cdr, .v2_2_1) }
    #expect(
      error?.description.contains("one EVSE and connector") == true
        || error?.description.contains("one EVSE and one") == true)
    #expect(try write(cdr, .v2_1_1).json["location"]?["evses"]?.elements?.count == 2)
    let isElsewhere = cdr.place(atEVSE: "E9", connector: "1")
    let isThere = cdr.place(atEVSE: "e1", connector: "1")
    #expect(!isElsewhere && isThere)
    #expect(try write(cdr, .v2_2_1).json["cdr_location"]?["evse_uid"]?.string == "E1")
  }

  @Test("CDR-10 a credit is withheld from 2.1.1, where it would be a second charge, unless that was agreed")
  func credit() throws {
    var cdr = try read([(#""excl_vat":5.00,"incl_vat":5.50"#, #""excl_vat":-5.00"#)])
    cdr.isCredit = true
    cdr.creditReferenceID = "C0"
    let error = #expect(throws: WireError.self) { try write(cdr, .v2_1_1) }
    #expect(error?.description == "the object cannot be sent: 2.1.1 has no credits")
    var agreed = WireStyle.plain
    agreed.sendsCredits = true
    let (json, losses) = try write(cdr, .v2_1_1, agreed)
    #expect(json["total_cost"] == .number("-5.00"))
    #expect(losses.contains("credit dropped") && losses.contains("credit_reference_id dropped"))
    #expect(WireChecker.check(cdr, version: .v2_2_1).isEmpty)
  }

  @Test("a CDR that ends before it began is told, by the member's name in its version")
  func span() throws {
    var cdr = try read()
    cdr.endDateTime = cdr.startDateTime.adding(seconds: -1)
    for (version, name) in [(OCPIVersion.v2_1_1, "stop_date_time"), (.v2_2_1, "end_date_time")] {
      let found = WireChecker.check(cdr, version: version).filter {
        $0.code == .contradiction && $0.severity == .error
      }
      #expect(found.map(\.path.description) == [name])
    }
  }

  @Test(
    "CDR-06 CDR-07 CDR-08 CDR-09 a credit names what it takes back; only credits are negative and have long ids"
  )
  func creditRules() throws {
    func requirements(_ change: (inout CDR) -> Void) throws -> [String] {
      var cdr = try read()
      change(&cdr)
      return WireChecker.check(cdr, version: .v2_2_1).compactMap(\.requirement)
    }
    #expect(try requirements { $0.isCredit = true } == ["CDR-06"])
    #expect(try requirements { $0.creditReferenceID = "C0" } == ["CDR-09"])
    #expect(try requirements { $0.totalCost.beforeTaxes = -1 } == ["CDR-07"])
    #expect(try requirements { $0.id = CiString(String(repeating: "x", count: 37)) } == ["CDR-08"])
    #expect(try requirements { $0.id = CiString(String(repeating: "x", count: 36)) } == [])
  }

  @Test("CDR-16 momentary values are for sessions only")
  func momentary() throws {
    let cdr = try read([(#""type":"ENERGY""#, #""type":"STATE_OF_CHARGE""#)])
    #expect(WireChecker.check(cdr, version: .v2_2_1).map(\.requirement) == ["CDR-16"])
  }

  @Test("CDR-17 parking is part of the whole time")
  func parkingTime() throws {
    var cdr = try read()
    cdr.totalParkingTime = WireNumber("1.01")
    #expect(WireChecker.check(cdr, version: .v2_2_1).map(\.requirement) == ["CDR-17"])
    cdr.totalParkingTime = 1
    #expect(WireChecker.check(cdr, version: .v2_2_1).isEmpty)
  }

  @Test("X-51 the parts of the cost add up to the whole")
  func costs() throws {
    var cdr = try read()
    cdr.totalEnergyCost = Price(beforeTaxes: 4)
    #expect(WireChecker.check(cdr, version: .v2_2_1).map(\.path.description) == ["total_cost"])
    cdr.totalFixedCost = WireNumber("0.99").map { Price(beforeTaxes: $0) }
    #expect(WireChecker.check(cdr, version: .v2_2_1).isEmpty)
    cdr.tariffs = [try WireReader.read(Tariff.self, from: Samples.tariff221, version: .v2_2_1)]
    cdr.currency = "SEK"
    #expect(WireChecker.check(cdr, version: .v2_2_1).map(\.path.description) == ["currency"])
  }

  @Test("CDR-12 at least one period remains where a version knows none of the dimensions")
  func lastPeriod() throws {
    let cdr = try read([(#""type":"ENERGY""#, #""type":"MAX_POWER""#)])
    let (json, losses) = try write(cdr, .v2_1_1)
    let dimension: JSON = ["type": "ENERGY", "volume": .number("10.50")]
    #expect(json["charging_periods"]?.elements?.count == 1)
    #expect(json["charging_periods"]?[0]?["dimensions"]?[0] == dimension)
    #expect(losses.prefix(2) == ["charging_periods[0] approximated", "charging_periods default"])
    let empty = Self.text.replacingFirst(
      #"{"start_date_time":"2026-03-01T10:00:00Z","dimensions":[{"type":"ENERGY","volume":10.50}]}"#, "")
    #expect(throws: WireError.self) { try WireReader.read(CDR.self, from: empty, version: .v2_2_1) }
  }

  @Test("CDR-27 signed data passes unchanged, and is dropped where a version has no place for it")
  func signed() throws {
    let data =
      #""signed_data":{"encoding_method":"OCMF","signed_values":[{"nature":"Start","plain_data":"a\\u00e9 b","signed_data":"x=="}]},"#
    let cdr = try read([(#""total_cost""#, data + #""total_cost""#)])
    #expect(cdr.signedData?.signedValues.first?.plainData == "a\\u00e9 b")
    #expect(try WireWriter.text(of: cdr, version: .v2_2_1).contains(data))
    #expect(try write(cdr, .v2_1_1).losses.contains("signed_data dropped"))
  }

  @Test("CDR-24 prices of 2.3.0 have taxes, and signed plain data may have 5000 characters there")
  func prices() throws {
    let value = SignedValue(nature: "Start", plainData: String(repeating: "d", count: 5000), signedData: "x")
    #expect(WireChecker.check(value, version: .v2_3_0).isEmpty)
    #expect(WireChecker.check(value, version: .v2_2_1).map(\.code) == [.tooLong])
  }

  @Test("CDR-20 what a tariff prices is measured in a period")
  func substance() throws {
    var cdr = try read()
    cdr.tariffs = [try WireReader.read(Tariff.self, from: Samples.tariff221, version: .v2_2_1)]
    #expect(WireChecker.check(cdr, version: .v2_2_1).isEmpty)
    cdr.chargingPeriods[0].dimensions = [CDRDimension(type: .time, volume: 1)]
    #expect(WireChecker.check(cdr, version: .v2_2_1).map(\.requirement) == ["CDR-20"])
  }

  @Test("CDR-25 a period of parking holds no energy in 2.3.0")
  func parkingPeriod() throws {
    var cdr = try read()
    cdr.chargingPeriods[0].dimensions.append(CDRDimension(type: .parkingTime, volume: 1))
    #expect(WireChecker.check(cdr, version: .v2_2_1).isEmpty)
    #expect(WireChecker.check(cdr, version: .v2_3_0).map(\.requirement) == ["CDR-25"])
  }

  @Test(
    "TR-76 X-52 `#NA` stands where a required text cannot exist, and parties of tokens come from the connection"
  )
  func notAvailable() throws {
    let lone = Self.text.replacingFirst(#""country_code":"NL","party_id":"ACM","uid""#, #""uid""#)
    #expect(throws: WireError.self) { try WireReader.read(CDR.self, from: lone, version: .v2_2_1) }
    let context = WireContext(tokenParty: PartyID("NL-ACM"))
    let cdr = try WireReader.read(CDR.self, from: lone, version: .v2_2_1, context: context)
    #expect(cdr.token.party == PartyID("NL-ACM"))
    let old = Self.text.replacingFirst(#""evse_id":"DE*NVO*E1""#, ##""evse_id":"#NA""##)
    let reserved = try WireReader.read(CDR.self, from: old, version: .v2_2_1)
    #expect(reserved.location.evseID.isNotAvailable)
    #expect(WireChecker.check(reserved, version: .v2_2_1).isEmpty)
    let older = try write(reserved, .v2_1_1).json
    #expect(older["location"]?["evses"]?[0]?["evse_id"] == nil)
    let back = try WireReader.read(CDR.self, from: older.text, version: .v2_1_1, context: Samples.context)
    #expect(try write(back, .v2_2_1).json["cdr_location"]?["evse_id"]?.string == "#NA")
  }
}
