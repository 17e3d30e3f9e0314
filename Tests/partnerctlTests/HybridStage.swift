import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

/// An operator, a hub, a provider that is reached directly and through the hub, and one that is behind the hub alone:
/// four processes.
///
/// The direct connection between operator and provider runs over two relays that a test cuts.
final class HybridStage {
  /// A platform of ours as a process, and the ways to talk to it.
  struct Platform {
    let program: RunningProgram
    let path: String
    let office: OfficeClient
    let control: ControlClient
    let port: UInt16

    /// How many live objects of a module it holds of all its partners, each once.
    func network(_ module: String) throws -> [JSON] {
      try control.get("/network/\(module)?limit=1000").elements ?? []
    }
  }

  static let locations = 13
  let root = TestFolder()
  private(set) var volt: Platform
  /// When drivers began to charge, by their number.
  var begun: [Int: Timestamp] = [:]
  let acme: Platform
  let blue: Platform
  let orders: OfficeClient
  private let hub: RunningProgram
  private let relays: [Relay]

  init(locations: Int = HybridStage.locations) throws {
    let maker = try DemoFleet.makeAuthority()
    let relays = [try Relay(), try Relay()]
    self.relays = relays
    let (toVolt, toACME) = (Self.address(relays[0]), Self.address(relays[1]))
    let names = ["volt": "DE-NVO:CPO", "acme": "NL-ACM:EMSP", "blue": "FR-BLU:EMSP"]
    for (name, party) in names {
      let fleet = DemoFleet(folder: FleetFolder(path: "\(root.path)/\(name)"))
      try fleet.make(name: name, party: party, certificatesBy: maker)
    }
    try root.write("volt/tariffs/adhoc.json", DemoFiles.priceList)
    try root.write("volt/partners/acme.toml", Self.acme(toVolt))
    try root.write("volt/partners/blue.toml", Self.blue)
    try root.write("acme/partners/volt.toml", Self.direct(toVolt, toACME))
    try root.write("blue/partners/volt.toml", Self.behind)
    let path = root.path
    hub = RunningProgram(
      ["simulate", "--role", "hub", "--parties", "SE-OTH:EMSP", "--json", "-C", "\(path)/volt"]
        + ["--also", "\(path)/acme", "--also", "\(path)/blue"])
    let started = try JSON.parse(try #require(hub.line(), "\(hub.talkText())"))
    hub.ignoreOutput()
    orders = OfficeClient(
      port: try HTTPURL(try #require(started["control"]?.string)).port, token: "none")
    for (name, pulled) in [("volt", ""), ("acme", "locations"), ("blue", "")] {
      try Self.quieten(root, name, pulled)
    }
    volt = try Self.start("\(path)/volt")
    acme = try Self.start("\(path)/acme")
    blue = try Self.start("\(path)/blue")
    relays[0].lead(to: volt.port)
    relays[1].lead(to: acme.port)
    #expect(
      try volt.office.importing("locations", as: "DE-NVO", DemoObjects.locations(locations))
        == locations)
    for (platform, party) in [(acme, "NL-ACM"), (blue, "FR-BLU")] {
      let cards = SampleNetwork(try #require(PartyID(party)), name: party)
      let lines: [UInt8] = (0..<3).flatMap { cards.token($0).bytes + [0x0A as UInt8] }
      #expect(try platform.office.importing("tokens", as: nil, lines) == 3)
    }
    try register()
  }

  /// Kills the operator's platform at a moment and starts it again, on the port that it had.
  func restart(at moment: Timestamp) throws {
    let name = "volt/partnerctl.toml"
    let text = try #require(root.text(name))
    try root.write(
      name,
      text.replacing("127.0.0.1:0/ocpi", with: "127.0.0.1:\(volt.port)/ocpi").replacing(
        "[server]\nlisten      = \"127.0.0.1:0\"", with: "[server]\nlisten      = \"127.0.0.1:\(volt.port)\"")
    )
    while WallClock.system.now() < moment { usleep(1000) }
    volt.program.signal(SIGKILL)
    _ = volt.program.wait()
    volt = try Self.start(volt.path)
    relays[0].lead(to: volt.port)
  }

  private static func address(_ relay: Relay) -> String { "https://127.0.0.1:\(relay.port)/ocpi/versions" }

  private static let route = """
    [route]
    kind           = "direct-with-hub-fallback"
    hub            = "hub"
    fallback_after = "1 s"
    return_after   = "1 s"

    """

  /// The operator's file for the provider of two ways.
  private static func acme(_ ours: String) -> String {
    DemoFiles.acme.replacing("[connection]\n", with: "[connection]\nour_versions_url = \"\(ours)\"\n")
      + "[sync.sessions]\nmode = \"push\"\ndebounce = \"100 ms\"\n\n" + route
  }

  /// The operator's file for the provider behind the hub: another discount.
  private static let blue = """
    schema = "bilateral/1"
    id     = "blue"
    name   = "Blue Drive S.A."
    status = "test"

    [them]
    roles = ["FR-BLU:EMSP"]

    [route]
    kind = "hub"
    hub  = "hub"

    [sync.locations]
    mode     = "push"
    debounce = "100 ms"

    [sync.sessions]
    mode     = "push"
    debounce = "100 ms"

    [pricing.sell]
    base     = "adhoc"
    discount = "3 %"

    """

  /// The provider's file for the operator, with both ways.
  private static func direct(_ theirs: String, _ ours: String) -> String {
    DemoFiles.volt(theirs).replacing("[connection]\n", with: "[connection]\nour_versions_url = \"\(ours)\"\n")
      + "\n" + route
  }

  /// The file for the operator of the provider behind the hub.
  private static let behind = """
    schema = "bilateral/1"
    id     = "volt"
    name   = "Nordic Volt AB"
    status = "test"

    [them]
    roles = ["DE-NVO:CPO"]

    [route]
    kind = "hub"
    hub  = "hub"

    [sync.locations]
    mode = "pull"

    [sync.tokens]
    mode = "push"

    """

  /// The hub's own lists are left alone but for one module: each partner's objects come by its own file.
  private static func quieten(_ root: TestFolder, _ name: String, _ pulled: String) throws {
    let text = try #require(root.text("\(name)/partners/hub.toml"))
    let modules = ["locations", "tariffs", "tokens", "sessions", "cdrs"].filter { $0 != pulled }
    let off = modules.map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()
    try root.write("\(name)/partners/hub.toml", text + "\n" + off)
  }

  private static func start(_ path: String) throws -> Platform {
    let program = RunningProgram(["run", "--json", "-q", "-C", path])
    guard let line = program.line() else { throw Failure(.fault, "no start: \(program.talkText())") }
    // A runtime that logs much stops when nobody reads.
    _ = program.gatherTalk()
    let told = try JSON.parse(line)
    func port(_ key: String) throws -> UInt16 {
      try #require(told[key]?.string?.split(separator: ":").last.flatMap { UInt16($0) })
    }
    return Platform(
      program: program, path: path,
      office: OfficeClient(
        port: try port("backoffice"), token: try #require(readFile(path + "/secrets/backoffice/token"))),
      control: ControlClient(socket: path + "/state/test/control.sock", patience: 60_000),
      port: try port("server"))
  }

  /// Everybody with the hub, and the two direct partners with each other.
  private func register() throws {
    for platform in [volt, acme, blue] {
      _ = try platform.control.verb("register", of: "hub", ["update": false])
    }
    let invitation = try volt.control.verb("invite", of: "acme")
    let token = try #require(invitation["token"]?.string)
    let words = ["secret", "set", "volt/token-a", "-C", acme.path]
    #expect(BuiltProgram.run(words, input: Array(token.utf8)).status == 0)
    _ = try acme.control.verb("register", of: "volt", ["update": false])
    for id in ["hub", "acme", "blue"] { _ = try volt.control.verb("apply", of: id) }
    for platform in [acme, blue] {
      for id in ["hub", "volt"] { _ = try platform.control.verb("apply", of: id) }
    }
  }

  /// Cuts the direct connection, or lets it be again.
  func cutDirect() { for relay in relays { relay.cut() } }
  func restoreDirect() throws { for relay in relays { try relay.restore() } }

  /// A driver of a party begins to charge, each at a station of its own: `S3` at the third.
  func begin(_ session: String, _ party: String) throws {
    let body = HistoryObjects.session(session, try #require(PartyID(party)))
    _ = try volt.office.call(.put, "/own/sessions/DE/NVO/\(session)", Self.moved(body, session))
  }

  /// The charge is ended and billed.
  func bill(_ session: String, _ party: String) throws {
    let body = HistoryObjects.cdr("C-\(session)", session, try #require(PartyID(party)))
    _ = try volt.office.call(.post, "/own/cdrs", Self.moved(body, session))
  }

  static func moved(_ body: [UInt8], _ session: String) -> [UInt8] {
    let number = session.dropFirst()
    let padded = String(repeating: "0", count: max(0, 5 - number.count)) + number
    let text = String(decoding: body, as: UTF8.self)
      .replacing("LOC-00001", with: "LOC-\(padded)").replacing(
        "NVO-1-1", with: "NVO-\(number)-1"
      )
      .replacing("DE*NVO*E1*1", with: "DE*NVO*E\(number)*1")
    return Array(text.utf8)
  }

  /// Ids of a module's objects as a platform holds them, each once.
  func ids(_ module: String, _ platform: Platform) throws -> [String] {
    try platform.network(module).compactMap { $0["object"]?["id"]?.string }.sorted()
  }

  /// What waits at the operator, for a failure.
  var words: String { (try? volt.control.get("/outbox").text) ?? "no outbox" }

  /// Waits until something is so.
  func wait(_ what: String, _ isSo: () throws -> Bool) throws {
    for _ in 0..<1500 {
      if (try? isSo()) == true { return }
      usleep(20_000)
    }
    let waiting = try volt.control.get("/outbox").text
    throw Failure(.findings, "\(what) did not come; waiting there: \(waiting)")
  }

  /// Ends the four.
  func end() {
    for program in [volt.program, acme.program, blue.program, hub] {
      program.signal(SIGTERM)
      #expect(program.wait() == 0)
    }
    cutDirect()
  }
}
