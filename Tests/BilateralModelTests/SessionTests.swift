import BilateralBase
import BilateralModel
import Testing

@Suite struct `Session on the wire` {
  private static let text = """
    {"country_code":"DE","party_id":"NVO","id":"S1","start_date_time":"2026-03-01T10:00:00Z","kwh":10.5,\
    "cdr_token":{"country_code":"NL","party_id":"ACM","uid":"04A1","type":"RFID","contract_id":"NL-ACM-C1"},\
    "auth_method":"COMMAND","location_id":"LOC-1","evse_uid":"E1","connector_id":"1","currency":"EUR",\
    "charging_periods":[{"start_date_time":"2026-03-01T10:00:00Z","dimensions":[{"type":"MAX_CURRENT","volume":30},\
    {"type":"CURRENT","volume":25}]},{"start_date_time":"2026-03-01T10:05:00Z","dimensions":[{"type":"POWER",\
    "volume":7}]}],"total_cost":{"excl_vat":5.00},"status":"ACTIVE","last_updated":"2026-03-01T10:06:00Z"}
    """

  private func session() throws -> Session {
    try WireReader.read(Session.self, from: Self.text, version: .v2_2_1)
  }

  private func write(_ session: Session, _ version: OCPIVersion) throws -> (json: JSON, losses: [String]) {
    var json = JSONWriter()
    let losses = try WireWriter.write(session, version: version, into: &json)
    return (try JSON.parse(json.bytes), losses.map { "\($0.path) \($0.kind.rawValue)" })
  }

  /// The session with the location that 2.1.1 wants.
  private func embedding(_ change: (inout Location) -> Void = { _ in }) throws -> Session {
    var session = try session()
    var location = try Samples.location()
    change(&location)
    session.embeddedLocation = location
    return session
  }

  @Test("SES-04 SES-12 a session of 2.2.1 reads, writes and passes the checker")
  func roundTrip() throws {
    #expect(try WireWriter.text(of: try session(), version: .v2_2_1) == Self.text)
    #expect(WireChecker.check(try session(), version: .v2_2_1).isEmpty)
  }

  @Test("SES-13 a session goes to 2.1.1 with the location reduced to its EVSE and connector")
  func older() throws {
    let session = try embedding { location in
      guard var other = location.evses.first else { return }
      other.uid = "E2"
      location.evses.append(other)
    }
    let (json, losses) = try write(session, .v2_1_1)
    #expect(json["start_datetime"]?.string == "2026-03-01T10:00:00Z")
    #expect(json["auth_id"]?.string == "NL-ACM-C1")
    #expect(json["auth_method"]?.string == "AUTH_REQUEST")
    #expect(json["location"]?["evses"]?.elements?.compactMap { $0["uid"]?.string } == ["E1"])
    #expect(json["total_cost"] == .number("5.00"))
    #expect(json["charging_periods"]?.elements?.count == 1)
    #expect(json["charging_periods"]?[0]?["dimensions"]?.elements?.count == 1)
    #expect(["location_id", "evse_uid", "cdr_token", "country_code"].allSatisfy { json[$0] == nil })
    #expect(
      losses.filter { !$0.hasPrefix("location.") } == [
        "charging_periods[1] approximated", "auth_id dropped", "auth_method approximated",
        "charging_periods[0].dimensions[1] withheld",
      ])
  }

  @Test("SES-13 without a location or a connector of it nothing is made up")
  func withheld() throws {
    let lone = try session()
    #expect(throws: WireError.self) { try write(lone, .v2_1_1) }
    var reserved = lone
    (reserved.evseUID, reserved.connectorID, reserved.status) = ("#NA", "#NA", .reservation)
    let early = #expect(throws: WireError.self) { try write(reserved, .v2_1_1) }
    #expect(early?.description == "the object cannot be sent: no EVSE is assigned yet")
    let elsewhere = try embedding { $0.evses = [] }
    #expect(throws: WireError.self) { try write(elsewhere, .v2_1_1) }
    let exotic = try embedding { $0.evses[0].connectors[0].standard = .mcs }
    #expect(throws: WireError.self) { try write(exotic, .v2_1_1) }
  }

  @Test("X-04 what happened at an unpublished location is told all the same")
  func unpublished() throws {
    let (json, losses) = try write(try embedding { $0.publish = false }, .v2_1_1)
    #expect(json["location"]?["id"]?.string == "LOC-1")
    #expect(losses.contains("location dropped"))
  }

  @Test("SES-13 X-43 a session of 2.1.1 takes its ids from the location within, its token from the contract")
  func newer() throws {
    let old = try write(try embedding(), .v2_1_1).json
    let context = WireContext(party: Samples.party, tokenParty: PartyID("NL-ACM"))
    let read = try WireReader.read(Session.self, from: old.text, version: .v2_1_1, context: context)
    #expect(read.locationID == "LOC-1" && read.evseUID == "E1" && read.connectorID == "1")
    #expect(read.token.uid.isNotAvailable && read.token.contractID == "NL-ACM-C1")
    #expect(read.totalCost == Price(beforeTaxes: try #require(WireNumber("5.00"))))
    #expect(try write(read, .v2_1_1) == (old, []))
    let (json, losses) = try write(read, .v2_2_1)
    #expect(json["evse_uid"]?.string == "E1" && json["location"] == nil)
    #expect(json["cdr_token"]?["uid"]?.string == "#NA")
    #expect(losses == ["cdr_token approximated", "location dropped"])
  }

  @Test("SES-13 a session of 2.1.1 without a location cannot be read, and an inspection tells it once")
  func placeless() throws {
    var old = try write(try embedding(), .v2_1_1).json
    old["location"] = nil
    let text = old.text
    let error = #expect(throws: WireError.self) {
      try WireReader.read(Session.self, from: text, version: .v2_1_1, context: Samples.context)
    }
    #expect(error?.description == "location is missing")
    let findings = try Inspection(Array(text.utf8), module: "sessions", version: .v2_1_1)?.findings
    #expect(findings?.filter { $0.severity == .error }.map(\.path.description) == ["location"])
  }

  @Test("SES-09 SES-12 an unknown EVSE is for reservations alone")
  func assignment() throws {
    var session = try session()
    session.evseUID = "#NA"
    #expect(WireChecker.check(session, version: .v2_2_1).map(\.requirement) == ["SES-12"])
    session.status = .reservation
    #expect(WireChecker.check(session, version: .v2_2_1).isEmpty)
  }

  @Test("SES-14 an absent cost stays absent in every version")
  func cost() throws {
    var session = try embedding()
    session.totalCost = nil
    for version in OCPIVersion.allCases {
      let text = try WireWriter.text(of: session, version: version)
      #expect(!text.contains("total_cost"))
      let back = try WireReader.read(Session.self, from: text, version: version, context: Samples.context)
      #expect(back.totalCost == nil)
    }
  }

  @Test("SES-15 X-45 a sum of periods a thousand times the energy is in Wh")
  func wattHours() throws {
    var session = try session()
    session.chargingPeriods[0].dimensions = [CDRDimension(type: .energy, volume: 10_500)]
    #expect(WireChecker.check(session, version: .v2_2_1).map(\.requirement) == ["SES-15"])
    session.chargingPeriods[0].dimensions[0].volume = 10
    #expect(WireChecker.check(session, version: .v2_2_1).isEmpty)
  }

  @Test func `the first period keeps its start when a later one takes its place`() throws {
    var session = try embedding()
    session.chargingPeriods.swapAt(0, 1)
    let periods = try write(session, .v2_1_1).json["charging_periods"]
    #expect(periods?.elements?.count == 1)
    #expect(periods?[0]?["start_date_time"]?.string == "2026-03-01T10:05:00Z")
  }

  @Test func `a bare number is no price later, and a price with its fields is taken in 2.1.1`() throws {
    let bare = Self.text.replacingFirst(#"{"excl_vat":5.00}"#, "5.00")
    #expect(throws: WireError.self) { try WireReader.read(Session.self, from: bare, version: .v2_2_1) }
    let old = try write(try embedding(), .v2_1_1).json.text
      .replacingFirst(#""total_cost":5.00"#, #""total_cost":{"excl_vat":5.00}"#)
    var findings: [WireFinding] = []
    let read = try WireReader.read(
      Session.self, from: try Samples.node(old), version: .v2_1_1, findings: &findings)
    #expect(read.totalCost?.beforeTaxes.text == "5.00")
    #expect(findings.map(\.code) == [.looseType])
  }
}
