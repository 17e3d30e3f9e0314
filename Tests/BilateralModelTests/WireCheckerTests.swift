import BilateralBase
import BilateralModel
import Testing

@Suite struct `Wire checker` {
  @Test func `a sound object has no findings`() throws {
    #expect(WireChecker.check(try Samples.location(), version: .v2_2_1).isEmpty)
  }

  @Test(
    "TR-70 TR-71 TR-72 LOC-11 LOC-16 LOC-17 LOC-18 breaks are told with path, code and requirement",
    arguments: [
      (#""Kai 7""#, "\"" + String(repeating: "ü", count: 46) + "\"", "address", "BW108", "TR-70"),
      (#""Kai 7""#, #""Kai\n7""#, "address", "BW109", "TR-71"),
      (#""LOC-1""#, #""LÖC""#, "id", "BW110", "TR-72"),
      (#""54.32133""#, #""54.3213""#, "coordinates.latitude", "BW111", "LOC-17"),
      (#""54.32133""#, #""91.00000""#, "coordinates.latitude", "BW111", "LOC-17"),
      (#""time_zone":"Europe/Berlin","#, "", "time_zone", "BW102", ""),
      (#""AVAILABLE""#, #""FREE""#, "evses[0].status", "BW107", "TR-65"),
      (#""DEU""#, #""DE""#, "country", "BW111", ""),
      (
        #""publish":true"#, #""publish":true,"publish_allowed_to":[{"group_id":"G"}]"#, "publish_allowed_to",
        "BW116", "LOC-11"
      ),
      (
        #""publish":true"#, #""publish":false,"publish_allowed_to":[{}]"#, "publish_allowed_to[0]", "BW116",
        "LOC-11"
      ),
      (
        #""publish":true"#, #""publish":true,"opening_times":{"twentyfourseven":false}"#,
        "opening_times.regular_hours", "BW116", "LOC-18"
      ),
    ])
  func breaks(old: String, new: String, path: String, code: String, requirement: String) throws {
    let text = Samples.location221(old, new)
    let location = try WireReader.read(Location.self, from: text, version: .v2_2_1)
    let findings = WireChecker.check(location, version: .v2_2_1).filter { $0.severity == .error }
    #expect(findings.map(\.path.description) == [path])
    #expect(findings.map(\.code.rawValue) == [code])
    #expect(findings.first?.requirement ?? "" == requirement)
  }

  @Test("LOC-34 2.3.0 accepts an address of 255 characters, 2.2.1 of 45")
  func lengths() throws {
    var location = try Samples.location()
    location.address = String(repeating: "a", count: 255)
    #expect(WireChecker.check(location, version: .v2_3_0).isEmpty)
    #expect(WireChecker.check(location, version: .v2_2_1).map(\.code) == [.tooLong])
  }

  @Test("TR-64 an unknown value of an open list is no error in 2.3.0")
  func openLists() throws {
    var location = try Samples.location()
    location.facilities = ["SAUNA"]
    #expect(WireChecker.check(location, version: .v2_3_0).map(\.severity) == [.note])
    #expect(WireChecker.check(location, version: .v2_2_1).map(\.severity) == [.error])
  }

  @Test("LOC-31 a parking reference must lead to a parking place")
  func parking() throws {
    var location = try Samples.location()
    location.evses[0].parking = [EVSEParking(parkingID: "P1")]
    #expect(WireChecker.check(location, version: .v2_3_0).map(\.requirement) == ["LOC-31"])
    location.parkingPlaces = [
      Parking(id: "P1", vehicleTypes: [.personalVehicle], restrictedToType: true, reservationRequired: false)
    ]
    #expect(WireChecker.check(location, version: .v2_3_0).isEmpty)
  }

  @Test func `field tables follow the version`() {
    let old = WireDescriber.fields(of: Connector.self, version: .v2_1_1)
    #expect(old.map(\.name).contains("voltage"))
    #expect(old.first { $0.name == "tariff_id" }?.cardinality == "?")
    let new = WireDescriber.fields(of: Location.self, version: .v2_3_0)
    #expect(new.first { $0.name == "address" }?.type == "string(255)")
    #expect(new.first { $0.name == "time_zone" }?.cardinality == "1")
    #expect(
      WireDescriber.fields(of: Location.self, version: .v2_1_1).map(\.name).contains("country_code") == false)
  }
}
