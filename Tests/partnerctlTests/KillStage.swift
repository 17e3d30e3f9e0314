import BilateralBase
import Glibc
import Testing

@testable import partnerctl

/// Two registered platforms on disk, to be started, killed at an exact place, and started again.
///
/// The CPO has its stations and has shown them to nobody; the eMSP has fetched nothing yet. Every run begins with
/// a copy of these two folders.
final class KillStage {
  /// Which of the two.
  enum Side: String, CaseIterable { case cpo, emsp }

  static let pageSize = 50
  let root = TestFolder()
  let locations: Int

  /// Makes both fleets, registers them, imports the stations, stops both.
  ///
  /// With `pushes` the CPO pushes its stations; else the eMSP fetches them page by page.
  init(locations: Int, pushes: Bool = false) throws {
    self.locations = locations
    let maker = try DemoFleet.makeAuthority()
    try fleet(.cpo).make(name: "Nordic Volt", party: "DE-NVO:CPO", certificatesBy: maker)
    let mode = pushes ? "push" : "off"
    let acme = DemoFiles.acme.replacing("mode     = \"push\"", with: "mode     = \"\(mode)\"")
    try fleet(.cpo).write("partners/acme.toml", acme)
    try fleet(.cpo).write("tariffs/adhoc.json", DemoFiles.priceList)
    let cpo = try start(.cpo)
    let cpoLine = try holdPorts(.cpo, cpo)
    let office = try office(.cpo)
    try fleet(.emsp).make(name: "ACME Mobility", party: "NL-ACM:EMSP", certificatesBy: maker)
    let versions = try #require(cpoLine["public_url"]?.string) + "/versions"
    let paged = "[sync.locations]\npage_size = \(Self.pageSize)\n"
    try fleet(.emsp).write(
      "partners/volt.toml", DemoFiles.volt(versions).replacing("[sync.locations]\n", with: paged))
    let emsp = try start(.emsp)
    _ = try holdPorts(.emsp, emsp)
    try register()
    try end(emsp)
    _ = try office.importing("locations", as: "DE-NVO", DemoObjects.locations(locations))
    try end(cpo)
    copy("live", to: "base")
  }

  /// Puts both folders back to the beginning.
  func restore() { copy("base", to: "live") }

  /// Makes what stands now the beginning to which `restore` goes back.
  func keep() { copy("live", to: "base") }

  /// The back office of a CPO that may run into its trap; nil when it died before it listened.
  func office(of program: RunningProgram) throws -> OfficeClient? {
    guard let line = program.line() else { return nil }
    lastLine = try JSON.parse(line)
    return try office(.cpo)
  }

  /// Starts one side, with a trap if one is named, and waits until it listens or is dead.
  func start(_ side: Side, trap: String? = nil) throws -> RunningProgram {
    let program = RunningProgram(
      ["run", "--json", "-q", "-C", path(side)], environment: trap.map { ["BILATERAL_KILL_AT=\($0)"] } ?? [])
    guard trap == nil else { return program }
    lastLine = try JSON.parse(try #require(program.line(), "\(side) did not start"))
    return program
  }

  private var lastLine: JSON = .null

  /// The back office of the side that was started last.
  func office(_ side: Side) throws -> OfficeClient {
    let port = try #require(lastLine["backoffice"]?.string).split(separator: ":").last.flatMap { UInt16($0) }
    let token = try #require(root.text("live/\(side.rawValue)/secrets/backoffice/token"))
    return OfficeClient(port: try #require(port), token: token)
  }

  /// What both sides say of the locations: (count, digest) sent and received; nil while one does not answer.
  func digests() -> (sent: String, received: String)? {
    guard let sent = digest(.cpo, "acme", "sent"), let received = digest(.emsp, "volt", "received") else {
      return nil
    }
    return (sent, received)
  }

  /// The two sides' words, for a failure.
  var seen: String {
    digests().map { "sent \($0.sent), received \($0.received)" } ?? "a side does not answer"
  }

  private func digest(_ side: Side, _ partner: String, _ what: String) -> String? {
    let control = ControlClient(socket: path(side) + "/state/test/control.sock", patience: 5000)
    let answer = try? control.get("/partners/\(partner)/digest?module=locations&side=\(what)")
    return answer.flatMap { answer in
      answer["count"]?.int.map { "\($0) \(answer["sha256"]?.string ?? "")" }
    }
  }

  /// Waits until the eMSP holds what the CPO shows, all of it.
  func isComplete(seconds: Int = 20) -> Bool {
    let deadline = time(nil) + seconds
    while time(nil) <= deadline {
      if let seen = digests(), seen.sent == seen.received, seen.sent.hasPrefix("\(locations) ") {
        return true
      }
      usleep(20_000)
    }
    return false
  }

  /// Asks a side to end and waits for it.
  func end(_ program: RunningProgram) throws {
    program.signal(SIGTERM)
    #expect(program.wait() == 0)
  }

  /// Asks a side to end that may still run into its trap; true when it did.
  func endTrapped(_ program: RunningProgram) -> Bool {
    program.signal(SIGTERM)
    let status = program.wait()
    #expect(status == 0 || status == -SIGKILL)
    return status != 0
  }

  private func register() throws {
    let invited = BuiltProgram.run(["invite", "acme", "--json", "-C", path(.cpo)])
    let token = try #require(try JSON.parse(invited.output)["token"]?.string, "\(invited.talkText)")
    _ = BuiltProgram.run(["secret", "set", "volt/token-a", "-C", path(.emsp)], input: Array(token.utf8))
    let registered = BuiltProgram.run(["register", "volt", "-C", path(.emsp)])
    try #require(registered.status == 0, "\(registered.talkText)")
  }

  /// Writes the ports that the kernel chose into the fleet file, so that a restart is found at the same place.
  private func holdPorts(_ side: Side, _ program: RunningProgram) throws -> JSON {
    let name = "live/\(side.rawValue)/partnerctl.toml"
    let port = try #require(lastLine["server"]?.string?.split(separator: ":").last)
    let text = try #require(root.text(name))
    let held = text.replacing("127.0.0.1:0/ocpi", with: "127.0.0.1:\(port)/ocpi").replacing(
      "[server]\nlisten      = \"127.0.0.1:0\"", with: "[server]\nlisten      = \"127.0.0.1:\(port)\"")
    try root.write(name, held)
    return lastLine
  }

  private func fleet(_ side: Side) -> DemoFleet { DemoFleet(folder: FleetFolder(path: path(side))) }

  func path(_ side: Side) -> String { "\(root.path)/live/\(side.rawValue)" }

  private func copy(_ from: String, to: String) {
    FileSystem.remove("\(root.path)/\(to)")
    let child = try? ChildProcess("cp", ["-a", "\(root.path)/\(from)", "\(root.path)/\(to)"])
    _ = try? child?.finish()
  }
}
