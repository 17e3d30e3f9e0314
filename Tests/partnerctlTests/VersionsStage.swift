import BilateralBase
import BilateralModel
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

/// One operator and three providers, each a process of its own; each provider is held to a version of OCPI.
final class VersionsStage {
  /// A process and the ways to talk to it.
  struct Platform {
    let program: RunningProgram
    let path: String
    let office: OfficeClient
    let control: ControlClient
    let versionsURL: String

    /// Everything that it said with partners; it must have ended.
    func exchanges() throws -> [JSON] {
      let words = ["logs", "-o", "jsonl", "--limit", "100000", "-C", path]
      let lines = BuiltProgram.run(words, seconds: 60).output.split(separator: 0x0A)
      return try lines.map { try JSON.parse(Array($0)) }
    }
  }

  /// A provider, as the operator knows it.
  struct Provider {
    let id: String
    let party: PartyID
    let version: OCPIVersion
    let platform: Platform
  }

  let root = TestFolder()
  let operating: Platform
  let providers: [Provider]

  /// Starts the four, with so many stations, and so many cards for each provider.
  init(locations: Int, tokens: Int) throws {
    let maker = try DemoFleet.makeAuthority()
    let names: [(String, String, OCPIVersion)] = [
      ("alfa", "NL-ALF", .v2_1_1), ("beta", "NL-BET", .v2_2_1), ("gamma", "NL-GAM", .v2_3_0),
    ]
    let volt = DemoFleet(folder: FleetFolder(path: root.path + "/volt"))
    try volt.make(name: "Nordic Volt", party: "DE-NVO:CPO", certificatesBy: maker)
    try volt.write("tariffs/adhoc.json", DemoFiles.priceList)
    for (id, party, _) in names { try volt.write("partners/\(id).toml", Self.provider(id, party)) }
    let operating = try Self.start(volt.folder.path)
    self.operating = operating
    let told = try operating.office.importing("locations", as: "DE-NVO", DemoObjects.locations(locations))
    #expect(told == locations)
    let place = root.path
    providers = try names.map { id, party, version in
      let fleet = DemoFleet(folder: FleetFolder(path: "\(place)/\(id)"))
      try fleet.make(name: "Provider \(id)", party: "\(party):EMSP", certificatesBy: maker)
      try fleet.write("partners/volt.toml", Self.operator(operating.versionsURL, version))
      let party = try #require(PartyID(party))
      let platform = try Self.start(fleet.folder.path)
      let cards = SampleNetwork(party, name: "Provider \(id)")
      let lines: [UInt8] = (0..<tokens).flatMap { cards.token($0).bytes + [0x0A as UInt8] }
      #expect(try platform.office.importing("tokens", as: nil, lines) == tokens)
      return Provider(id: id, party: party, version: version, platform: platform)
    }
  }

  /// What the operator agreed on with a provider; small pages, so that the exchange log holds bodies as a whole.
  private static func provider(_ id: String, _ party: String) -> String {
    DemoFiles.acme.replacing("\"acme\"", with: "\"\(id)\"").replacing("NL-ACM", with: party)
      .replacing("[sync.tokens]\n", with: "[sync.tokens]\npage_size = 5\n")
      .replacing("mode = \"realtime\"\n", with: "mode = \"realtime\"\nreserve = true\n")
      .replacing("[security]\n", with: "[security]\nlog_redact = []\n")
      + "[sync.sessions]\nmode = \"push\"\ndebounce = \"100 ms\"\n"
  }

  private static func `operator`(_ versionsURL: String, _ version: OCPIVersion) -> String {
    DemoFiles.volt(versionsURL)
      .replacing("[connection]\n", with: "[connection]\nversion_policy = \"pin \(version)\"\n")
      .replacing("[sync.locations]\n", with: "[sync.locations]\npage_size = 1\n")
      .replacing("[security]\n", with: "[security]\nlog_redact = []\n")
  }

  private static func start(_ path: String) throws -> Platform {
    let program = RunningProgram(["run", "--json", "-q", "-C", path])
    guard let line = program.line() else { throw Failure(.fault, "no start: \(program.talkText())") }
    let told = try JSON.parse(line)
    let port = try #require(told["backoffice"]?.string?.split(separator: ":").last.flatMap { UInt16($0) })
    let token = try #require(readFile(path + "/secrets/backoffice/token"))
    return Platform(
      program: program, path: path, office: OfficeClient(port: port, token: token),
      control: ControlClient(socket: path + "/state/test/control.sock", patience: 60_000),
      versionsURL: try #require(told["public_url"]?.string) + "/versions")
  }

  /// Makes partners of the operator and a provider; the version they speak.
  func register(_ provider: Provider) throws -> String? {
    let invitation = try operating.control.verb("invite", of: provider.id)
    let token = try #require(invitation["token"]?.string)
    let words = ["secret", "set", "volt/token-a", "-C", provider.platform.path]
    #expect(BuiltProgram.run(words, input: Array(token.utf8)).status == 0)
    let result = try provider.platform.control.verb("register", of: "volt", ["update": false])
    _ = try operating.control.verb("apply", of: provider.id)
    _ = try provider.platform.control.verb("apply", of: "volt")
    return result["version"]?.string
  }

  /// Lets the receiver fetch a module, and compares what one sent with what the other holds; how many that are.
  func compare(_ module: String, _ provider: Provider) throws -> Int {
    let isTokens = module == "tokens"
    let (sender, receiver) = isTokens ? (provider.platform, operating) : (operating, provider.platform)
    let (to, from) = isTokens ? ("volt", provider.id) : (provider.id, "volt")
    _ = try receiver.control.verb("sync", of: from, ["modules": [.string(module)], "full": true])
    var count = -1
    try wait("equal \(module) in \(provider.version)") {
      let sent = try sender.control.get("/partners/\(to)/digest?module=\(module)&side=sent")
      let received = try receiver.control.get("/partners/\(from)/digest?module=\(module)&side=received")
      count = received["count"]?.int ?? -1
      return sent["sha256"] == received["sha256"] && sent["count"] == received["count"]
    }
    return count
  }

  /// Waits until something is so.
  func wait(_ what: String, _ isSo: () throws -> Bool) throws {
    for _ in 0..<1500 {
      if (try? isSo()) == true { return }
      usleep(20_000)
    }
    throw Failure(.findings, "\(what) did not come")
  }

  /// Ends the four.
  func end() {
    for platform in [operating] + providers.map(\.platform) {
      platform.program.signal(SIGTERM)
      #expect(platform.program.wait() == 0)
    }
  }
}
