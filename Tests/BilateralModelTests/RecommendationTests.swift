import BilateralBase
import BilateralModel
import Testing

/// What the specification recommends of single objects, as the checker tells it.
@Suite struct RecommendationTests {
  private func requirements<T: WireObject>(_ object: T, _ version: OCPIVersion = .v2_3_0) -> [String] {
    WireChecker.check(object, version: version).compactMap(\.requirement).filter { $0 != "TR-62" }
  }

  private static func parking(_ types: [VehicleType], limit: WireNumber? = nil, images: [Image] = [])
    -> Parking
  {
    Parking(
      id: "P1", vehicleTypes: types, maxVehicleWeight: limit, maxVehicleHeight: limit,
      maxVehicleLength: limit,
      maxVehicleWidth: limit, restrictedToType: true, reservationRequired: false, images: images)
  }

  @Test("LOC-32 parking for large vehicles says what fits, for the disabled what it looks like")
  func largeVehicles() throws {
    let limit = try #require(WireNumber("3.5"))
    #expect(requirements(Self.parking([.personalVehicle, .motorcycle])) == [])
    #expect(requirements(Self.parking([.personalVehicle, .bus])) == ["LOC-32"])
    #expect(requirements(Self.parking([.bus], limit: limit)) == [])
    #expect(requirements(Self.parking([.disabled])) == ["LOC-32"])
  }

  @Test("LOC-30 LOC-33 parking is complete where it is given, and need not be given")
  func parking() throws {
    var location = try Samples.location()
    #expect(WireChecker.check(location, version: .v2_3_0).isEmpty)
    location.parkingPlaces = [Self.parking([])]
    #expect(
      WireChecker.check(location, version: .v2_3_0).map(\.path.description) == [
        "parking_places[0].vehicle_types"
      ])
    for field in ["id", "restricted_to_type", "reservation_required"] {
      let text =
        #"{"id":"P1","vehicle_types":["VAN"],"restricted_to_type":true,"reservation_required":false}"#
      let node = try Samples.node(text.replacingFirst("\"\(field)\"", "\"x\""))
      #expect(throws: WireError.self) { _ = try WireReader.read(Parking.self, from: node, version: .v2_3_0) }
    }
  }

  @Test("LOC-28 shares of energy sources add up to a hundred")
  func shares() throws {
    func mix(_ shares: [String]) throws -> EnergyMix {
      let sources = shares.map { "{\"source\":\"WIND\",\"percentage\":\($0)}" }.joined(separator: ",")
      let text = "{\"is_green_energy\":true,\"energy_sources\":[\(sources)]}"
      return try WireReader.read(EnergyMix.self, from: try Samples.node(text), version: .v2_2_1)
    }
    #expect(requirements(try mix(["60", "40"]), .v2_2_1) == [])
    #expect(requirements(try mix(["60", "30"]), .v2_2_1) == ["LOC-28"])
  }

  @Test(
    "LOC-29 power is below what volts and amperes promise",
    arguments: [(22_000, 0), (24_000, 1), (11_000, 0)])
  func power(_ watts: Int, _ findings: Int) {
    let connector = Connector(
      id: "1", standard: .init(rawValue: "IEC_62196_T2"), format: .init(rawValue: "SOCKET"),
      powerType: .ac3Phase,
      maxVoltage: 230, maxAmperage: 32, maxElectricPower: watts, lastUpdated: .epoch)
    #expect(requirements(connector, .v2_2_1).count == findings)
  }

  @Test(
    "LOC-18 LOC-19 hours are given exactly when it is not open around the clock",
    arguments: OCPIVersion.allCases)
  func hours(_ version: OCPIVersion) {
    let hours = RegularHours(weekday: 1, periodBegin: "08:00", periodEnd: "20:00")
    let expected = [version == .v2_1_1 ? "LOC-19" : "LOC-18"]
    #expect(requirements(Hours(isRoundTheClock: true), version) == [])
    #expect(requirements(Hours(isRoundTheClock: false, regularHours: [hours]), version) == [])
    #expect(requirements(Hours(isRoundTheClock: false), version) == expected)
    #expect(requirements(Hours(isRoundTheClock: true, regularHours: [hours]), version) == expected)
  }

  @Test("TOK-19 groups have at most 20 characters")
  func groups() throws {
    let long = String(repeating: "G", count: 21)
    let text = Samples.token221.replacingFirst(#""valid":true"#, "\"valid\":true,\"group_id\":\"\(long)\"")
    let token = try WireReader.read(Token.self, from: text, version: .v2_2_1)
    #expect(requirements(token, .v2_2_1) == ["TOK-19"])
  }

  private func tariff(_ elements: String) throws -> Tariff {
    let text = """
      {"country_code":"DE","party_id":"NVO","id":"T","currency":"EUR","tax_included":"NO","elements":[\(elements)],\
      "last_updated":"2026-03-01T10:00:00Z"}
      """
    return try WireReader.read(Tariff.self, from: try Samples.node(text), version: .v2_3_0)
  }

  private static let plain = #"{"price_components":[{"type":"ENERGY","price":0.4,"step_size":1}]}"#
  private static let night = """
    {"price_components":[{"type":"ENERGY","price":0.3,"step_size":1}],"restrictions":{"start_time":"22:00",\
    "end_time":"06:00"}}
    """

  @Test("TAR-09 a tariff ends with prices that always hold")
  func fallback() throws {
    #expect(requirements(try tariff("\(Self.night),\(Self.plain)")) == [])
    #expect(requirements(try tariff(Self.night)) == ["TAR-09"])
  }

  @Test("TAR-23 2.3.0 bills by the unit")
  func steps() throws {
    let stepped = Self.plain.replacingFirst(#""step_size":1"#, #""step_size":300"#)
    #expect(requirements(try tariff(stepped)) == ["TAR-23"])
    #expect(requirements(try tariff(stepped), .v2_2_1) == [])
  }
}
