import BilateralBase
import BilateralModel
import Testing

@Suite struct `Charging profiles on the wire` {
  private static let profile = """
    {"start_date_time":"2026-03-01T10:00:00Z","duration":900,"charging_rate_unit":"W","min_charging_rate":1500.5,\
    "charging_profile_period":[{"start_period":0,"limit":11000.0},{"start_period":300,"limit":6000}]}
    """

  @Test("CPR-02 CPR-04 requests and results read and write as they are", arguments: OCPIVersion.allCases)
  func roundTrip(version: OCPIVersion) throws {
    let set = #"{"charging_profile":\#(Self.profile),"response_url":"https://scsp.example/r"}"#
    let active = #"{"start_date_time":"2026-03-01T10:00:01Z","charging_profile":\#(Self.profile)}"#
    let result = #"{"result":"ACCEPTED","profile":\#(active)}"#
    try expectSame(SetChargingProfile.self, set, version)
    try expectSame(ActiveChargingProfile.self, active, version)
    try expectSame(ActiveChargingProfileResult.self, result, version)
    try expectSame(ChargingProfileResponse.self, #"{"result":"TOO_OFTEN","timeout":30}"#, version)
    try expectSame(ChargingProfileResult.self, #"{"result":"UNKNOWN"}"#, version)
    try expectSame(ChargingProfileResult.self, #"{"result":"REJECTED"}"#, version)
  }

  /// 2.1.1 has none of them.
  private func expectSame<T: WireObject>(_ type: T.Type, _ text: String, _ version: OCPIVersion) throws {
    let value = try WireReader.read(type, from: text, version: .v2_2_1)
    guard version >= T.since else {
      #expect(throws: WireError.self) { try WireWriter.text(of: value, version: version) }
      return
    }
    #expect(try WireWriter.text(of: value, version: version) == text)
    #expect(WireChecker.check(value, version: version).isEmpty)
  }

  @Test(
    "CPR-11 limits have at most one decimal",
    arguments: [("16", true), ("16.5", true), ("16.50", true), ("16.55", false), ("1e1", false)])
  func decimals(limit: String, isFine: Bool) throws {
    let text = #"{"start_period":0,"limit":\#(limit)}"#
    let period = try WireReader.read(ChargingProfilePeriod.self, from: text, version: .v2_2_1)
    let findings = WireChecker.check(period, version: .v2_2_1).filter { $0.requirement == "CPR-11" }
    #expect(findings.isEmpty == isFine)
    let profile = Self.profile.replacingFirst("1500.5", limit)
    let read = try WireReader.read(ChargingProfile.self, from: profile, version: .v2_2_1)
    #expect(
      WireChecker.check(read, version: .v2_2_1).contains { $0.path.description == "min_charging_rate" }
        == !isFine)
  }

  @Test("CPR-12 the unit of a limit is watts or amperes, and another one is an error")
  func units() throws {
    let text = #"{"charging_rate_unit":"HP"}"#
    let profile = try WireReader.read(ChargingProfile.self, from: text, version: .v2_2_1)
    #expect(WireChecker.check(profile, version: .v2_2_1).map(\.code) == [.unknownValue])
    #expect(ChargingRateUnit.watts.rawValue == "W" && ChargingRateUnit.amperes.rawValue == "A")
  }

  @Test("CPR-13 a profile comes only with ACCEPTED")
  func refused() throws {
    let active = ActiveChargingProfile(
      startDateTime: .epoch, chargingProfile: ChargingProfile(rateUnit: .amperes))
    let result = ActiveChargingProfileResult(result: .rejected, profile: active)
    #expect(WireChecker.check(result, version: .v2_2_1).map(\.requirement) == ["CPR-13"])
  }

  @Test("SES-18 SES-21 the wishes of a driver may leave the discharge open, which means no")
  func preferences() throws {
    let text = """
      {"profile_type":"GREEN","departure_time":"2026-03-01T18:00:00Z","energy_need":20.5}
      """
    let wishes = try WireReader.read(ChargingPreferences.self, from: text, version: .v2_2_1)
    #expect(wishes.mayDischarge == nil && wishes.discharges == false)
    #expect(try WireWriter.text(of: wishes, version: .v2_3_0) == text)
    let answer = try WireReader.read(
      ChargingPreferencesResponse.self, from: #""NOT_POSSIBLE""#, version: .v2_2_1)
    #expect(answer == .notPossible)
  }

  @Test("HCI-07 a party behind a hub goes by its status, never by being deleted")
  func clientInfo() throws {
    let text = """
      {"country_code":"DE","party_id":"NVO","role":"CPO","status":"SUSPENDED","last_updated":"2026-03-01T10:00:00Z"}
      """
    let info = try WireReader.read(ClientInfo.self, from: text, version: .v2_2_1)
    #expect(info.status == .suspended && info.party == Samples.party)
    #expect(try WireWriter.text(of: info, version: .v2_3_0) == text)
    #expect(WireChecker.check(info, version: .v2_2_1).isEmpty)
  }
}
