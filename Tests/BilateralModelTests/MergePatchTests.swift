import BilateralBase
import BilateralModel
import Testing

@Suite struct `Merge patch` {
  private func patch(_ text: String, context: WireContext = WireContext(), strict: Bool = true) throws
    -> Location
  {
    var findings: [WireFinding] = []
    return try MergePatch.apply(
      try Samples.node(text), to: try Samples.location(), version: .v2_2_1, context: context,
      requiresLastUpdated: strict, findings: &findings)
  }

  @Test("TR-46 only the fields present change")
  func present() throws {
    let changed = try patch(#"{"name":"Alter Hafen","last_updated":"2026-03-02T00:00:00Z"}"#)
    var expected = try Samples.location()
    expected.name = "Alter Hafen"
    expected.lastUpdated = try #require(Timestamp(ocpi: "2026-03-02T00:00:00Z"))
    #expect(changed == expected)
  }

  @Test("LOC-37 P-61 EVSEs and connectors are merged by id, never removed by absence")
  func byID() throws {
    let changed = try patch(
      #"""
      {"last_updated":"2026-03-02T00:00:00Z","evses":[{"uid":"e1","status":"CHARGING","connectors":[{"id":"1","max_amperage":200}]},
      {"uid":"E2","status":"PLANNED","connectors":[],"last_updated":"2026-03-02T00:00:00Z"}]}
      """#)
    #expect(changed.evses.map(\.status) == [.charging, .planned])
    #expect(changed.evses[0].connectors.map(\.maxAmperage) == [200])
    #expect(changed.evses[0].connectors[0].maxVoltage == 920)
  }

  @Test("P-63 null removes an optional field and breaks a required one")
  func null() throws {
    #expect(try patch(#"{"name":null,"last_updated":"2026-03-02T00:00:00Z"}"#).name == nil)
    let error = #expect(throws: WireError.self) {
      try patch(#"{"city":null,"last_updated":"2026-03-02T00:00:00Z"}"#)
    }
    #expect(error?.description == "city is missing")
  }

  @Test("TR-47 TR-48 a change needs last_updated, or the time of receipt stands in")
  func lastUpdated() throws {
    let error = #expect(throws: WireError.self) { try patch(#"{"name":"x"}"#) }
    #expect(error?.description == "last_updated is missing")
    let received = Timestamp(seconds: 1_800_000_000)
    #expect(
      try patch(#"{"name":"x"}"#, context: WireContext(received: received), strict: false).lastUpdated
        == received)
  }

  @Test func `an EVSE is changed by itself, and unknown members stay`() throws {
    var evse = try #require(try Samples.location().evses.first)
    evse.extras = [Extras.Member(name: "x", json: "0.10")]
    var findings: [WireFinding] = []
    let changed = try MergePatch.apply(
      try Samples.node(#"{"status":"OUTOFORDER","y":1.0,"last_updated":"2026-03-02T00:00:00Z"}"#), to: evse,
      version: .v2_2_1, findings: &findings)
    #expect(changed.status == .outoforder)
    #expect(changed.extras.members.map(\.json) == ["0.10", "1.0"])
  }

  @Test("S-30 a change with many members costs linear time")
  func wide() throws {
    let members = (0..<20_000).map { "\"x\($0)\":0" }.joined(separator: ",")
    let changed = try patch("{\"last_updated\":\"2026-03-02T00:00:00Z\",\(members)}")
    #expect(changed.extras.members.count == 20_000)
    #expect(changed.extras.members.last?.name == "x19999")
  }
}
