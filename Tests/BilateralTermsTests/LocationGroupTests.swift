import BilateralBase
import BilateralTerms
import Testing

@Suite struct LocationGroupTests {
  private func around(_ groups: LocationGroups) -> FleetSurroundings {
    var around = FleetSurroundings()
    around.groups = groups
    return around
  }

  @Test(arguments: [
    ("locations = [\"L1\"]\n", "groups/city-ac.toml", ""),
    ("locatons = [\"L1\"]\n", "groups/city-ac.toml", "BT102"),
    ("locations = \"L1\"\n", "groups/city-ac.toml", "BT104"),
    ("countries = [\"Germany\"]\n", "groups/city-ac.toml", "BT106"),
    ("schema = \"bilateral/1\"\nlocations = [\"L1\"]\n", "groups/city-ac.toml", "BT109"),
    ("summary = \"to come\"\n", "groups/city-ac.toml", "BT137"),
    ("locations = [\"L1\"]\n", "groups/City AC.toml", "BT106"),
  ])
  func `a group file is checked like any other`(_ text: String, _ file: String, _ code: String) {
    let findings = LocationGroup.read(bytes: Array(text.utf8), file: file).findings
    #expect(findings.map(\.code).joined() == code)
    #expect(findings.allSatisfy { $0.place?.file == file })
  }

  @Test func `a line that parts applied texts is refused in every file, with its place`() throws {
    let mark = "# ==== groups/north.toml ====\n"
    let partner = TermsTests.head + mark
    let read = PartnerFile.read(bytes: Array(partner.utf8), file: "acme.toml")
    let line = TermsTests.head.split(separator: "\n", omittingEmptySubsequences: false).count
    #expect(read.file == nil && read.findings.map(\.code) == ["BT141"])
    #expect(read.findings.first?.place?.line == line)
    let group = LocationGroup.read(
      bytes: Array("cities = [\"Kiel\"]\n\(mark)".utf8), file: "groups/north.toml")
    #expect(group.group == nil && group.findings.map { "\($0.code) \($0.place?.line ?? 0)" } == ["BT141 2"])
    let shared = "# ==== partners/defaults.toml ====\n"
    #expect(SharedDefaults.read(bytes: Array(shared.utf8), file: "d.toml").defaults == nil)
    let other = TermsTests.head + "# ==== pricing ====\n # ==== groups/a.toml ====\n"
    #expect(PartnerFile.read(bytes: Array(other.utf8), file: "acme.toml").file != nil)
  }

  @Test func `a group that is not there is an error at its own place, with the one that was meant`() throws {
    let text = TermsTests.head + "[share]\ngroups = [\"depot\", \"city-acc\"]\n"
    let file = try #require(PartnerFile.read(bytes: Array(text.utf8), file: "acme.toml").file)
    let groups = LocationGroups(texts: [
      "city-ac": "locations = [\"L1\"]\n", "depot": "locations = [\"D*\"]\n",
    ])
    let finding = try #require(Fleet.check([file], in: around(groups)).first)
    #expect(
      finding.description
        == "acme.toml:7:20 BT136 error: there is no group \"city-acc\" (groups/city-acc.toml)")
    #expect(finding.help == "did you mean \"city-ac\"?")
    #expect(Fleet.check([file], in: around(LocationGroups())).map(\.severity) == [.warning, .warning])
    #expect(Fleet.check([file]) == [])
  }

  @Test func `only the groups that a file names are put into force with it`() throws {
    let text =
      TermsTests.head + "[share]\nexclude_groups = [\"depot\"]\n[pricing.sell]\nbase = \"adhoc\"\n"
      + "[[pricing.sell.rule]]\nid = \"ac\"\nmarkup = \"1 %\"\nwhen = { groups = [\"city-ac\"] }\n"
    let file = try #require(PartnerFile.read(bytes: Array(text.utf8), file: "acme.toml").file)
    let groups = LocationGroups(texts: ["city-ac": "", "depot": "", "other": ""])
    #expect(groups.texts(for: file).keys.sorted() == ["city-ac", "depot"])
  }

  @Test(arguments: [
    ("DE*NVO*E12*1", "DENVOE121", true), ("DE*NVO*E12*1", "de*nvo*e12*1", true),
    ("DE*NVO*E12*1", "DE*NVO*E12*21", false), ("DE*NVO*E12*", "DE*NVO*E12*21", true), ("L1", "L12", false),
    ("L*2", "l12", true), ("*", "", true), ("", "L1", false), ("24*", "24103", true),
  ])
  func `an EVSE id is an id, with or without its stars, and any other star is a pattern`(
    _ pattern: String, _ id: String, _ fits: Bool
  ) {
    #expect(IDPatterns([pattern]).matches(CiString(id)) == fits)
  }

  @Test(arguments: [
    ("power_min = \"50 kW\"\npower_max = \"22 kW\"", "BT138"),
    ("groups = [\"depot\"]\nexclude_groups = [\"depot\", \"staff-only\"]", "BT138"),
    ("capabilities = [\"remote-strat\"]", "BT105"), ("hide_fields = [\"uid\"]", "BT105"),
  ])
  func `a share filter that makes no sense is refused`(_ share: String, _ code: String) {
    let text = TermsTests.head + "[share]\n\(share)\n"
    #expect(PartnerFile.read(bytes: Array(text.utf8), file: "acme.toml").findings.map(\.code) == [code])
  }
}
