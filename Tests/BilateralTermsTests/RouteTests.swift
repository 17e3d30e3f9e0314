import BilateralBase
import BilateralTerms
import Testing

@Suite struct RouteTests {
  private static let now = Timestamp(seconds: 1_800_000_000)

  private static func route(_ lines: String) throws -> RouteTerms {
    let text = """
      schema = "bilateral/1"
      id = "acme"
      name = "ACME"
      status = "test"
      [us]
      roles = ["DE-NVO:CPO"]
      [them]
      roles = ["NL-ACM:EMSP"]
      [route]
      \(lines)
      """
    let (file, findings) = PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml")
    return try #require(file, "\(findings)").route
  }

  private static let fallback = """
    kind = "direct-with-hub-fallback"
    hub = "gireve"
    fallback_after = "5 min"
    return_after = "30 min"
    """

  @Test func `a partner without a hub is reached directly`() throws {
    let route = try Self.route("kind = \"direct\"")
    #expect(route.way(of: .init("cdrs"), onHub: true, at: Self.now) == .direct)
    #expect(!route.usesHub && route.hasConnection)
  }

  @Test func `a partner behind a hub is reached through it alone`() throws {
    let route = try Self.route("kind = \"hub\"\nhub = \"gireve\"")
    #expect(route.way(of: .init("locations"), at: Self.now) == .hub("gireve"))
    #expect(route.usesHub && !route.hasConnection)
  }

  @Test func `a split is decided by module, then group, then country`() throws {
    let route = try Self.route(
      """
      kind = "split"
      hub = "gireve"
      per_module = { cdrs = "direct", tokens = ["hub", "direct"] }
      per_group = { "north sea" = "direct", alps = "hub" }
      per_country = { NL = "hub" }
      """)
    let hub = Way.hub("gireve")
    #expect(route.way(of: .init("cdrs", country: "NL", groups: ["alps"]), at: Self.now) == .direct)
    #expect(route.way(of: .init("tokens"), at: Self.now) == hub)
    #expect(route.way(of: .init("sessions", country: "NL", groups: ["north sea"]), at: Self.now) == .direct)
    #expect(
      route.way(of: .init("sessions", country: "NL", groups: ["north sea", "alps"]), at: Self.now) == .direct)
    #expect(route.way(of: .init("sessions", country: "DE", groups: ["alps"]), at: Self.now) == hub)
    #expect(route.way(of: .init("sessions", country: "NL"), at: Self.now) == hub)
    #expect(route.way(of: .init("sessions", country: "DE"), at: Self.now) == .direct)
    #expect(route.way(of: .init("commands"), at: Self.now) == .direct)
  }

  @Test(
    arguments: [
      ("", RouteTerms.Precedence.direct), ("precedence = [\"hub\", \"direct\"]", .hub),
      ("precedence = [\"hub\"]\non_duplicate = \"newest\"", .newest),
      ("on_duplicate = \"keep-direct\"", .direct),
    ])
  func `whose copy counts is said by on_duplicate, else by precedence, else it is the direct one`(
    _ line: String, _ expected: RouteTerms.Precedence
  ) throws {
    #expect(try Self.route(Self.fallback + "\n" + line).precedence == expected)
  }

  @Test func `an outage must last before the hub takes over, and health before the way is direct again`()
    throws
  {
    let terms = try Self.route(Self.fallback)
    var route = RouteSwitch()
    #expect(route.handle(.failed, at: .seconds(0), terms) == nil)
    #expect(route.handle(.failed, at: .seconds(299), terms) == nil)
    #expect(terms.way(of: .init("tokens"), onHub: route.isOnHub, at: Self.now) == .direct)
    #expect(route.handle(.looked, at: .seconds(300), terms) == .toHub)
    #expect(terms.way(of: .init("tokens"), onHub: route.isOnHub, at: Self.now) == .hub("gireve"))
    #expect(route.handle(.answered, at: .seconds(400), terms) == nil)
    #expect(route.handle(.failed, at: .seconds(2000), terms) == nil)
    #expect(route.handle(.looked, at: .seconds(9000), terms) == nil)
    #expect(route.handle(.answered, at: .seconds(9100), terms) == nil)
    #expect(route.handle(.answered, at: .seconds(10_899), terms) == nil)
    #expect(route.handle(.answered, at: .seconds(10_950), terms) == nil)
    #expect(route.handle(.looked, at: .seconds(10_950), terms) == .toDirect)
    #expect(!route.isOnHub)
  }

  @Test func `a connection that comes and goes stays where it is`() throws {
    let terms = try Self.route(Self.fallback)
    var route = RouteSwitch()
    for minute in 0..<100 {
      #expect(route.handle(.failed, at: .seconds(minute * 240), terms) == nil)
      #expect(route.handle(.looked, at: .seconds(minute * 240 + 199), terms) == nil)
      #expect(route.handle(.answered, at: .seconds(minute * 240 + 200), terms) == nil)
    }
  }

  @Test func `a file that names no fallback any more is direct at once`() throws {
    var route = RouteSwitch(isOnHub: true)
    #expect(route.handle(.looked, at: .zero, try Self.route("kind = \"direct\"")) == nil)
    #expect(!route.isOnHub)
  }

  @Test(arguments: [("direct", "hub:gireve"), ("hub", "direct")])
  func `before the cut-over the other way is taken, and for the hold by sessions begun before`(
    _ kind: String, _ other: String
  ) throws {
    let route = try Self.route(
      """
      kind = "\(kind)"
      hub = "gireve"
      cut_over = 2027-01-15T08:00:00Z
      cut_over_hold = "2 h"
      """)
    #expect(route.usesHub && route.hasConnection)
    let cutOver = try #require(Timestamp(ocpi: "2027-01-15T08:00:00Z"))
    func way(_ seconds: Int64, begun: Int64? = nil) -> Way {
      let begun = begun.map { cutOver.adding(seconds: $0) }
      return route.way(of: .init("sessions", begun: begun), at: cutOver.adding(seconds: seconds))
    }
    let (old, new) = (try #require(Way(other)), kind == "hub" ? Way.hub("gireve") : .direct)
    #expect(way(-1) == old && way(-1, begun: -60) == old)
    #expect(way(0) == new && way(0, begun: 0) == new)
    #expect(way(7199, begun: -1) == old && way(7200, begun: -1) == new)
  }

  @Test(arguments: ["direct", "hub:gireve"]) func `a way is written and read back`(_ text: String) {
    #expect(Way(text)?.description == text)
  }

  @Test(arguments: ["", "hub", "hub:", "Direct"]) func `what is no way is none`(_ text: String) {
    #expect(Way(text) == nil)
  }
}
