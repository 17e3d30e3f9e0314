import BilateralBase
import BilateralTerms
import Testing

@Suite struct TermsTests {
  static let head =
    "schema = \"bilateral/1\"\nid = \"acme\"\nname = \"ACME\"\n[them]\nroles = [\"NL-ACM:EMSP\"]\n"
  static let fleetText = """
    schema = "bilateral-fleet/1"
    env = "prod"
    [us]
    name = "Nordic Volt"
    parties = ["DE-NVO:CPO", "DE-NVO:EMSP"]
    """

  func read(_ more: String, defaults: String? = nil, fleet: FleetFile? = nil) -> (PartnerFile?, [Diagnostic])
  {
    let shared = defaults.flatMap {
      SharedDefaults.read(bytes: Array($0.utf8), file: "defaults.toml").defaults
    }
    return PartnerFile.read(
      bytes: Array((Self.head + more).utf8), file: "partners/acme.toml", defaults: shared, fleet: fleet)
  }

  func fleet(_ text: String = Self.fleetText) -> FleetFile? {
    FleetFile.read(bytes: Array(text.utf8), file: "partnerctl.toml").file
  }

  @Test func `every built-in default fits its own field`() {
    for table in [FieldTable.partner, FieldTable.fleet] {
      for field in table {
        #expect(field.fallback == nil || field.path.hasSuffix("token_a") || Self.fits(field), "\(field.path)")
        #expect(!field.note.isEmpty && !field.note.hasSuffix("."))
      }
      #expect(Set(table.map(\.path)).count == table.count)
    }
  }

  static func fits(_ field: Field) -> Bool {
    let text =
      head + (field.path.hasPrefix("pricing.") ? "[pricing.sell]\n[pricing.buy]\n[pricing.retail]\n" : "")
    let fleetFile = FleetFile.read(bytes: Array(fleetText.utf8), file: "f").file
    let partner = PartnerFile.read(bytes: Array(text.utf8), file: "acme.toml").file
    return partner?.entry(field.path) != nil
      || fleetFile?.effective.contains { $0.path == field.path } == true
  }

  @Test func `codes are unique and explained`() {
    #expect(Set(FindingCode.all.map(\.id)).count == FindingCode.all.count)
    #expect(FindingCode.named("bt103")?.title == "unit missing or foreign")
    #expect(FindingCode.named("BT999") == nil)
  }

  @Test func `a value comes from the file, else from the shared defaults, else from the table`() throws {
    let (file, findings) = read(
      "[connection]\ntimeout = \"5 s\"\n",
      defaults:
        "[connection]\ntimeout = \"7 s\"\nconnect_timeout = \"2 s\"\n[pricing.sell]\nmarkup = \"1 %\"\n")
    #expect(findings == [])
    let values = try #require(file).effective
    func origin(_ path: String) -> String? {
      values.first { $0.path == path }.map { "\($0.text), \($0.origin.rawValue)" }
    }
    #expect(origin("connection.timeout") == "5 s, file")
    #expect(origin("connection.connect_timeout") == "2 s, defaults.toml")
    #expect(origin("connection.max_in_flight") == "8, built-in default")
    #expect(origin("pricing.sell.markup") == nil)
    #expect(values.first { $0.path == "connection.connect_timeout" }?.place?.file == "defaults.toml")
    #expect(values.map(\.path).prefix(3) == ["schema", "id", "name"])
  }

  @Test func `who a partner is cannot be a shared default`() {
    let findings = SharedDefaults.read(bytes: Array("name = \"X\"\n".utf8), file: "defaults.toml").findings
    #expect(
      findings.map(\.description) == ["defaults.toml:1:8 BT135 error: \"name\" cannot be a shared default"])
  }

  @Test func `an environment's address comes before the common one`() throws {
    let text = """
      [connection]
      versions_url = "https://any.example/versions"
      [connection.environments.prod]
      versions_url = "https://prod.example/versions"
      token_a = "env:TOKEN"
      """
    let prod = try #require(read(text, fleet: fleet()).0)
    #expect(prod.connection.versionsURL == "https://prod.example/versions")
    #expect(prod.connection.tokenA == .environment("TOKEN"))
    let test = try #require(read(text, fleet: fleet(Self.fleetText.replacing("prod", with: "test"))).0)
    #expect(test.connection.versionsURL == "https://any.example/versions")
    #expect(test.connection.tokenA == .stored("acme/token-a"))
  }

  @Test func `our roles are the complementary ones of the fleet`() throws {
    let file = try #require(read("", fleet: fleet()).0)
    #expect(file.ourRoles.map(\.description) == ["DE-NVO:CPO"])
    #expect(file.sync("locations").mode == .push)
    #expect(file.sync("tokens").mode == .pull)
    #expect(read("[us]\nroles = [\"SE-NVO:CPO\"]\n", fleet: fleet()).1.map(\.code) == ["BT131"])
  }

  @Test func `prod refuses plain HTTP and private addresses, test and named exceptions do not`() {
    let plain = "[connection]\nversions_url = \"http://127.0.0.1:8080/versions\"\n"
    #expect(read(plain, fleet: fleet()).1.map(\.code) == ["BT126"])
    #expect(read(plain, fleet: fleet(Self.fleetText.replacing("prod", with: "test"))).1 == [])
    #expect(read(plain + "[security]\nallow_private = [\"127.0.0.0/8\"]\n", fleet: fleet()).1 == [])
  }

  @Test(arguments: [
    ("[pricing.sell]\nmrkup = \"3 %\"", "did you mean \"markup\"?"),
    ("[conection]\ntimeout = \"3 s\"", "did you mean \"connection\"?"),
    ("[share]\nmax_in_flight = 3", "\"max_in_flight\" belongs to [connection]"),
    ("[pricing.sell]\nset = { energy = \"0.29\" }", "write \"0.29 EUR/kWh\""),
    ("[pricing.sell]\nset = { energy = 0.29 }", "write \"0.29 EUR/kWh\" in quotes"),
    ("[security]\ntls_min = \"1.1\"", "did you mean \"1.2\"? allowed: 1.2, 1.3"),
  ])
  func `the help says what to write`(_ text: String, _ help: String) {
    #expect(read(text).1.map(\.help) == [help])
  }

  @Test func `the technical part and the applied part have hashes of their own`() throws {
    let before = try #require(read("[pricing.sell]\ndiscount = \"8 %\"\n").0)
    let price = try #require(read("[pricing.sell]\ndiscount = \"9 %\"\n").0)
    let speed = try #require(
      read("# note\n[pricing.sell]\ndiscount = \"8 %\"\n[connection]\nmax_in_flight = 9\n").0)
    #expect(before.sectionHash(.technical) == price.sectionHash(.technical))
    #expect(before.sectionHash(.applied) != price.sectionHash(.applied))
    #expect(before.sectionHash(.applied) == speed.sectionHash(.applied))
    #expect(before.sectionHash(.technical) != speed.sectionHash(.technical))
    #expect(before.sectionHash(.technical).utf8.count == 64)
    #expect(
      price.changes(since: before) == [TermChange(path: "pricing.sell.discount", before: "8 %", after: "9 %")]
    )
    #expect(
      before.changes(since: speed) == [TermChange(path: "connection.max_in_flight", before: "9", after: "8")])
  }

  @Test func `the authorisation section becomes a policy`() throws {
    let text = """
      [authorization]
      mode = "realtime"
      timeout = "1500 ms"
      on_timeout = "deny"
      whitelist_override = { ALWAYS = "ALLOWED_OFFLINE" }
      """
    let policy = try #require(read(text).0).authorizationPolicy
    #expect(policy.mode == .realtime && policy.onTimeout == .deny && policy.offline == .allowKnown)
    #expect(policy.timeout == .milliseconds(1500))
    #expect(policy.whitelistOverride.count == 1)
    #expect(
      read("[authorization]\nwhitelist_override = { ALWAYS = \"SOMETIMES\" }\n").1.map(\.code) == ["BT105"])
  }

  @Test func `two files may not claim the same party in the same role`() throws {
    let other = Self.head.replacing("acme", with: "beta").replacing("draft", with: "test")
    func parse(_ text: String, _ name: String) -> PartnerFile? {
      PartnerFile.read(bytes: Array(("status = \"test\"\n" + text).utf8), file: name).file
    }
    let files = [try #require(parse(Self.head, "acme.toml")), try #require(parse(other, "beta.toml"))]
    #expect(
      Fleet.check(files).map(\.description) == [
        "beta.toml:6:9 BT120 error: NL-ACM:EMSP also stands in acme.toml"
      ])
  }

  @Test func `a file of two thousand rules is read without quadratic work`() throws {
    let clock = ContinuousClock()
    let body =
      "[pricing.sell]\nbase = \"adhoc\"\n"
      + (0..<2000).map {
        "[[pricing.sell.rule]]\nid = \"r\($0)\"\nwhen = { power_min = \"1 kW\" }\nmarkup = \"1 %\"\n"
      }
      .joined()
    let time = clock.measure { #expect(read(body).1 == []) }
    #expect(time < .seconds(10))
  }

  @Test(arguments: [
    "", "secret:", "secret:/etc/x", "secret:a/../b", "secret:a//b", "secret:./a", "env:", "env:1A", "env:A-B",
    "file:", "file:../x", "file:a/./b", "plain", "Secret:a", "secret:a\u{0}b",
  ])
  func `a reference that is none, or that climbs out of its folder, is refused`(_ text: String) {
    #expect(SecretReference(text) == nil)
  }

  @Test(arguments: ["secret:acme/prod/token-a", "env:TOKEN_A", "file:tls/key.pem", "file:/etc/tls/key.pem"])
  func `a reference reads as it is written`(_ text: String) {
    #expect(SecretReference(text)?.description == text)
  }

  @Test func `the fleet file is read, and a back office is not exposed by accident`() throws {
    let sound = try #require(fleet())
    #expect(sound.environment == .prod && sound.parties.count == 2)
    #expect(sound.listen == "0.0.0.0:8443" && sound.storeKey == .stored("store/key"))
    let (none, findings) = FleetFile.read(
      bytes: Array((Self.fleetText + "\n[backoffice]\nlisten = \"0.0.0.0:8444\"\n").utf8),
      file: "partnerctl.toml")
    #expect(none == nil)
    #expect(findings.map { "\($0.code) \($0.place?.line ?? 0):\($0.place?.column ?? 0)" } == ["BT134 7:10"])
    #expect(
      FleetFile.read(bytes: Array("env = \"test\"".utf8), file: "f").findings.map(\.code) == [
        "BT107", "BT107", "BT107",
      ])
  }
}
