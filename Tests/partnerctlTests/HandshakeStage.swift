import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

/// Two platforms as processes, with a proxy between them that can hold any message of a credentials exchange.
final class HandshakeStage: Sendable {
  /// The exchange that the eMSP begins.
  enum Exchange: String, CaseIterable, Sendable {
    case post, put, delete

    /// The verb, without the folder.
    var verb: [String] {
      switch self {
      case .post: ["register", "volt"]
      case .put: ["rotate", "volt"]
      case .delete: ["unregister", "volt", "--yes"]
      }
    }

    /// How many messages it has, requests and answers of both sides.
    var messages: Int { self == .delete ? 2 : 10 }
  }

  typealias Side = KillStage.Side

  let root = TestFolder()
  let proxy: MessageProxy

  /// Makes both fleets: once invited and once registered.
  init() async throws {
    proxy = try MessageProxy()
    let maker = try DemoFleet.makeAuthority()
    try make(.cpo, "Nordic Volt", "DE-NVO:CPO", maker)
    try make(.emsp, "ACME Mobility", "NL-ACM:EMSP", maker)
    let doors = try Side.allCases.map { try proxy.open($0.rawValue, folder: path($0)) }
    for (side, door) in zip(Side.allCases, doors) { try announce(side, door) }
    let acme = DemoFiles.acme.replacing("mode     = \"push\"", with: "mode     = \"off\"")
    try fleet(.cpo).write("partners/acme.toml", acme)
    let volt = DemoFiles.volt(doors[0] + "/versions").replacing("mode = \"push\"", with: "mode = \"off\"")
    try fleet(.emsp).write("partners/volt.toml", volt)
    let (cpo, emsp) = (try start(.cpo), try start(.emsp))
    let invited = run(.cpo, ["invite", "acme", "--json"])
    let token = try #require(try JSON.parse(invited.output)["token"]?.string, "\(invited.talkText)")
    _ = run(.emsp, ["secret", "set", "volt/token-a"], input: Array(token.utf8))
    try end(cpo)
    try end(emsp)
    copy("live", to: "invited")
    let (again, other) = (try start(.cpo), try start(.emsp))
    let registered = run(.emsp, ["register", "volt"])
    try #require(registered.status == 0, "\(registered.talkText)")
    try #require(isTalking())
    try end(again)
    try end(other)
    copy("live", to: "registered")
  }

  /// What came of one case.
  struct Outcome: Sendable, CustomStringConvertible {
    var place: String
    var died: Side
    /// The one command that the words named, if any.
    var command: String?
    var states: [String]
    var isTalking: Bool

    /// Registered on both sides with traffic in both directions, or ended on both.
    var isSound: Bool {
      states == ["registered", "registered"] && isTalking || states == ["ended", "ended"]
    }

    var description: String {
      "\(place), \(died) killed: \(states.joined(separator: " and "))"
        + (isTalking ? ", traffic both ways" : "") + (command.map { ", after \($0)" } ?? "")
    }
  }

  /// Lets a side die by itself around one of its commits while the exchange runs, and starts it again.
  ///
  /// - Returns: nil when it has not come to that commit.
  func play(_ exchange: Exchange, dyingAt trap: String, _ side: Side) async throws -> Outcome? {
    copy(exchange == .post ? "invited" : "registered", to: "live")
    proxy.expect()
    let other: Side = side == .cpo ? .emsp : .cpo
    var programs = [other: try start(other)]
    let trapped = RunningProgram(
      ["run", "--json", "-q", "-C", path(side)], environment: ["BILATERAL_KILL_AT=\(trap)"])
    if let line = trapped.line() {
      proxy.lead(side.rawValue, to: try JSON.parse(line)["server"]?.string.flatMap { SocketAddress($0) })
      let verb = RunningProgram(exchange.verb + ["-C", path(.emsp)])
      while !verb.hasExited { try await Task.sleep(for: .milliseconds(5)) }
    }
    let hasDied = trapped.dies(within: 1) { trapped.hasExited }
    if !hasDied { trapped.signal(SIGKILL) }
    _ = trapped.hasExited ? 0 : trapped.wait()
    programs[side] = try start(side)
    let outcome = conclude(exchange, "\(exchange.rawValue.uppercased()) \(trap)", side)
    for program in programs.values { program.signal(SIGKILL) }
    for program in programs.values { _ = program.wait() }
    return hasDied ? outcome : nil
  }

  /// Holds the k-th message, kills a side, starts it again, lets the message go, and does what the words say.
  ///
  /// - Returns: nil when the exchange has fewer messages.
  func play(_ exchange: Exchange, holding k: Int, killing side: Side) async throws -> Outcome? {
    copy(exchange == .post ? "invited" : "registered", to: "live")
    var programs = [Side.cpo: try start(.cpo), Side.emsp: try start(.emsp)]
    proxy.expect([k: .held])
    let verb = RunningProgram(exchange.verb + ["-C", path(.emsp)])
    while !proxy.isHeld, !verb.hasExited { try await Task.sleep(for: .milliseconds(5)) }
    guard proxy.isHeld else { return nil }
    let message = proxy.messages.last ?? "?"
    programs[side]?.signal(SIGKILL)
    _ = programs[side]?.wait()
    programs[side] = try start(side)
    proxy.release()
    while !verb.hasExited { try await Task.sleep(for: .milliseconds(5)) }
    let outcome = conclude(exchange, "\(exchange.rawValue.uppercased()) \(message) held", side)
    for program in programs.values { program.signal(SIGKILL) }
    for program in programs.values { _ = program.wait() }
    return outcome
  }

  /// Follows the words where there are any, and looks at what came of it.
  private func conclude(_ exchange: Exchange, _ place: String, _ side: Side) -> Outcome {
    // A renewal must not interrupt traffic, whatever becomes of it; only then the words are followed.
    let wasTalking = exchange != .put || isTalking()
    let command = follow(exchange)
    return Outcome(
      place: place, died: side, command: command,
      states: Side.allCases.map { "\(partner($0)["state"]?.string ?? "?")" },
      isTalking: wasTalking && isTalking())
  }

  /// Types the command that `status` names on the side that began, else on the other; at most one.
  private func follow(_ exchange: Exchange) -> String? {
    for side in [Side.emsp, .cpo] {
      guard let command = partner(side)["next_step"]?["command"]?.string else { continue }
      let words = command.split(separator: " ").dropFirst().map(String.init)
      let result = run(side, words + (words.first == "unregister" ? ["--yes"] : []))
      return result.status == 0 ? command : command + " (exit \(result.status): \(result.talkText))"
    }
    return nil
  }

  /// Whether each side is let in by the other.
  private func isTalking() -> Bool {
    run(.emsp, ["sync", "volt", "-m", "locations"]).status == 0
      && run(.cpo, ["sync", "acme", "-m", "tokens"]).status == 0
  }

  /// How a side sees the other.
  private func partner(_ side: Side) -> JSON {
    let control = ControlClient(socket: path(side) + "/state/test/control.sock", patience: 5000)
    return (try? control.get("/partners"))?["partners"]?.elements?.first ?? .null
  }

  /// The CPO loses its database; the eMSP does what its own `status` says, with a token A of the CPO.
  ///
  /// - Returns: the words of `status`, and whether both sides talk again.
  func loseAndMend() throws -> (text: String, command: String?, isTalking: Bool) {
    copy("registered", to: "live")
    FileSystem.remove(path(.cpo) + "/state")
    let programs = [try start(.cpo), try start(.emsp)]
    defer {
      for program in programs { program.signal(SIGKILL) }
      for program in programs { _ = program.wait() }
    }
    #expect(run(.emsp, ["sync", "volt", "-m", "locations"]).status == 4)
    let step = partner(.emsp)["next_step"]
    let screen = run(.emsp, ["status", "volt"], input: []).text
    #expect(run(.cpo, ["reissue", "acme"]).status == 6, "there is no invitation to replace")
    #expect(run(.cpo, ["invite", "acme"]).status == 0)
    let invited = run(.cpo, ["reissue", "acme", "--json"])
    let token = try #require(try JSON.parse(invited.output)["token"]?.string, "\(invited.talkText)")
    _ = run(.emsp, ["secret", "set", "volt/token-a"], input: Array(token.utf8))
    let reset = run(.emsp, ["reset", "volt", "--take", "--yes"])
    #expect(reset.status == 0, "\(reset.text) \(reset.talkText)")
    return (step?["text"]?.string ?? screen, step?["command"]?.string, isTalking())
  }

  /// Ends the proxy.
  func stop() async { await proxy.stop() }
}

extension HandshakeStage {
  private func make(
    _ side: Side, _ name: String, _ party: String, _ maker: CertificateMaker
  ) throws {
    try fleet(side).make(name: name, party: party, certificatesBy: maker)
  }

  private func announce(_ side: Side, _ door: String) throws {
    let name = "live/\(side.rawValue)/partnerctl.toml"
    let text = try #require(root.text(name))
    try root.write(name, text.replacing("https://127.0.0.1:0/ocpi", with: door))
  }

  /// Starts a side and leads the proxy to it.
  private func start(_ side: Side) throws -> RunningProgram {
    let program = RunningProgram(["run", "--json", "-q", "-C", path(side)])
    let line = try JSON.parse(try #require(program.line(), "\(side) did not start"))
    proxy.lead(side.rawValue, to: line["server"]?.string.flatMap { SocketAddress($0) })
    return program
  }

  private func end(_ program: RunningProgram) throws {
    program.signal(SIGTERM)
    #expect(program.wait() == 0)
  }

  private func run(_ side: Side, _ words: [String], input: [UInt8] = []) -> BuiltProgram.Result {
    BuiltProgram.run(words + ["-C", path(side)], input: input, seconds: 60)
  }

  private func fleet(_ side: Side) -> DemoFleet { DemoFleet(folder: FleetFolder(path: path(side))) }

  private func path(_ side: Side) -> String { "\(root.path)/live/\(side.rawValue)" }

  private func copy(_ from: String, to: String) {
    FileSystem.remove("\(root.path)/\(to)")
    let child = try? ChildProcess("cp", ["-a", "\(root.path)/\(from)", "\(root.path)/\(to)"])
    _ = try? child?.finish()
  }
}
