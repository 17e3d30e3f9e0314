import Bilateral
import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms
import BilateralTesting
import Testing

@Suite struct SharePolicyTests {
  private static let now = Timestamp(seconds: 1_790_000_000)

  private static let groups = LocationGroups(texts: [
    "north": "cities = [\"kiel\"]\n", "south": "locations = [\"M*\"]\n",
    "fast": "evse_ids = [\"DE*NVO*EL11\"]\n",
    "all": "countries = [\"DE\"]\n", "here": "locations = [\"DE-NVO/L1\"]\n",
    "code": "postal_codes = [\"24*\"]\n",
  ])

  private func view(_ share: String, status: PartnerFile.Status = .test) throws -> PartnerView {
    let text = Sample.partner("acme", share)
    let (file, findings) = PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml")
    let partner = try #require(file, "\(findings)")
    return PartnerView(
      share: SharePolicy(partner, groups: Self.groups, status: status), roles: partner.ourRoles,
      version: .v2_2_1, tariffs: .empty)
  }

  private func location(_ object: Sample.Object) throws -> Location {
    try OwnText.read(Location.self, JSONText(object.text))
  }

  /// The EVSEs that a partner with this filter sees of a German location with 22 kW and 150 kW.
  @Test(
    "share filters: what a partner sees of a location",
    arguments: [
      ("", ["L1-0", "L1-1"]),
      ("[share]\ncountries = [\"DE\"]\n", ["L1-0", "L1-1"]),
      ("[share]\ncountries = [\"NL\", \"SE\"]\n", []),
      ("[share]\npower_min = \"50 kW\"\n", ["L1-1"]),
      ("[share]\npower_max = \"22 kW\"\n", ["L1-0"]),
      ("[share]\npower_min = \"200 kW\"\n", []),
      ("[share]\nevse_ids = [\"DE*NVO*EL10\"]\n", ["L1-0"]),
      ("[share]\nevse_ids = [\"de*nvo*el1*\"]\n", ["L1-0", "L1-1"]),
      ("[share]\nevse_ids = [\"DE*OTH*\"]\n", []),
      ("[share]\ngroups = [\"north\"]\n", ["L1-0", "L1-1"]),
      ("[share]\ngroups = [\"south\"]\n", []),
      ("[share]\ngroups = [\"south\", \"fast\"]\n", ["L1-1"]),
      ("[share]\ngroups = [\"here\"]\n", ["L1-0", "L1-1"]),
      ("[share]\ngroups = [\"all\"]\nexclude_groups = [\"fast\"]\n", ["L1-0"]),
      ("[share]\nexclude_groups = [\"north\"]\n", []),
      ("[share]\nexclude_groups = [\"south\", \"code\"]\n", ["L1-0", "L1-1"]),
      ("[share]\ngroups = [\"north\"]\npower_min = \"50 kW\"\n", ["L1-1"]),
      ("[share]\ngroups = [\"nowhere\"]\n", []),
      ("[share]\nexclude_groups = [\"nowhere\"]\n", []),
      ("[share]\ncapabilities = [\"RFID_READER\"]\n", ["L1-0", "L1-1"]),
      ("[share]\nhide_fields = [\"name\"]\n", ["L1-0", "L1-1"]),
      ("[share]\ncountries = [\"NL\"]\ntest_locations = [\"DE*NVO*EL10\"]\n", ["L1-0"]),
      ("[share]\ncountries = [\"NL\"]\ntest_locations = [\"L1\"]\n", ["L1-0", "L1-1"]),
    ])
  func filters(_ share: String, _ expected: [String]) throws {
    let view = try view(share)
    let own = try location(Sample.location("L1", at: Self.now, powers: [22, 150]))
    let seen = view.location(own, shown: ShownEVSEs(text: nil))
    #expect(seen?.evses.map(\.uid.text) ?? [] == expected)
    if share.contains("name") { #expect(seen?.name == nil) }
    #expect(view.findings.map(\.code) == (share.contains("nowhere") ? ["BR231"] : []))
  }

  @Test("test locations are shown in status test, whatever the filter says, and in no other")
  func testLocations() throws {
    let text = "[share]\ntest_locations = [\"T*\", \"DE*NVO*EL10\"]\n"
    let shown = ShownEVSEs(text: nil)
    let test = try location(Sample.location("T1", at: Self.now, publish: false))
    let mixed = try location(Sample.location("L1", at: Self.now, powers: [22, 150]))
    #expect(try view(text).location(test, shown: shown) != nil)
    #expect(try view(text).location(mixed, shown: shown)?.evses.count == 2)
    #expect(try view(text, status: .live).location(test, shown: shown) == nil)
    #expect(try view(text, status: .live).location(mixed, shown: shown)?.evses.map(\.uid.text) == ["L1-1"])
  }

  @Test(
    "share.capabilities leaves only those that were agreed on",
    arguments: [
      ("", ["RFID_READER", "RESERVABLE", "OWN_WORD"]), ("capabilities = [\"reserve\"]", ["RESERVABLE"]),
      ("capabilities = [\"RFID_READER\", \"unlock\"]", ["RFID_READER"]), ("capabilities = []", []),
    ])
  func capabilities(_ line: String, _ expected: [String]) throws {
    var own = try location(Sample.location("L1", at: Self.now))
    own.evses[0].capabilities = ["RFID_READER", "RESERVABLE", "OWN_WORD"].map { Capability(rawValue: $0) }
    let seen = try view("[share]\n\(line)\n").location(own, shown: ShownEVSEs(text: nil))
    #expect(seen?.evses[0].capabilities.map(\.rawValue) == expected)
  }

  @Test(
    "LOC-12 LOC-13 only objects of our own parties are shown, and unpublished ones only where the file says so"
  )
  func parties() throws {
    let shown = ShownEVSEs(text: nil)
    let foreign = try location(Sample.location("L1", at: Self.now, party: "OTH"))
    #expect(try view("").location(foreign, shown: shown) == nil)
    let shut = try location(Sample.location("L1", at: Self.now, publish: false))
    #expect(try view("").location(shut, shown: shown) == nil)
    #expect(try view("[share]\npublish_only = false\n").location(shut, shown: shown) != nil)
  }

  @Test(
    "LOC-07 a location without an EVSE in service is not shown", arguments: [[], ["REMOVED", "REMOVED"]])
  func nothingInService(_ statuses: [String]) throws {
    let powers = statuses.map { _ in 22 }
    let own = try location(Sample.location("L1", at: Self.now, powers: powers, statuses: statuses))
    #expect(try view("").location(own, shown: ShownEVSEs(text: nil)) == nil)
    let half = try location(Sample.location("L1", at: Self.now, powers: [22, 22], statuses: ["REMOVED"]))
    #expect(try view("").location(half, shown: ShownEVSEs(text: nil))?.evses.count == 2)
  }

  @Test("LOC-35 plug and charge is promised only where it was agreed on")
  func plugAndCharge() throws {
    var own = try location(Sample.location("L1", at: Self.now))
    own.evses[0].connectors[0].capabilities = ["ISO_15118_2_PLUG_AND_CHARGE", "ISO_15118_20_PLUG_AND_CHARGE"]
      .map {
        ConnectorCapability(rawValue: $0)
      }
    let seen = try view("[share]\ncapabilities = [\"reserve\", \"ISO_15118_2_PLUG_AND_CHARGE\"]\n")
      .location(own, shown: ShownEVSEs(text: nil))
    #expect(seen?.evses[0].connectors[0].capabilities.map(\.rawValue) == ["ISO_15118_2_PLUG_AND_CHARGE"])
  }

  @Test("TOK-17 tokens of passing users are sent as NEVER")
  func passingUsers() throws {
    for (type, whitelist) in [("APP_USER", "NEVER"), ("AD_HOC_USER", "NEVER"), ("RFID", "ALLOWED")] {
      let own = try OwnText.read(Token.self, JSONText(Sample.token("A", at: Self.now, type: type).text))
      #expect(try view("").token(own)?.whitelist.rawValue == whitelist, "\(type)")
    }
  }

  @Test("TOK-18 contracts of ISO 15118 are not sent")
  func contracts() throws {
    let own = try OwnText.read(Token.self, JSONText(Sample.token("A", at: Self.now, type: "EMAID").text))
    #expect(try view("").token(own) == nil)
  }

  @Test("X-32 an EVSE that was shown and is filtered now stays as REMOVED")
  func removedEVSE() throws {
    let view = try view("[share]\npower_min = \"50 kW\"\n")
    let own = try location(Sample.location("L1", at: Self.now, powers: [22, 150]))
    let seen = view.location(own, shown: ShownEVSEs(text: "l1-0"))
    #expect(seen?.evses.map { "\($0.uid) \($0.status)" } == ["L1-1 AVAILABLE", "L1-0 REMOVED"])
  }

  @Test(
    "tokens: types and groups", arguments: [("", 3), ("types = [\"RFID\"]", 2), ("groups = [\"fleet\"]", 1)])
  func tokens(_ line: String, _ count: Int) throws {
    let view = try view(line.isEmpty ? "" : "[share.tokens]\n\(line)\n")
    let objects = [
      Sample.token("A", at: Self.now), Sample.token("B", at: Self.now, group: "FLEET"),
      Sample.token("C", at: Self.now, type: "APP_USER"),
    ]
    let seen = try objects.filter { try view.token(OwnText.read(Token.self, JSONText($0.text))) != nil }
    #expect(seen.count == count)
  }
}
