import BilateralBase
import BilateralNet
import BilateralTerms
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

/// A runtime whose disk is full for a while, or may not be written: a small file system of its own.
@Suite(.serialized) struct FullDiskProcessTests {
  /// Whether this machine lets us mount one.
  private static let mayMount: Bool = {
    let folder = TestFolder()
    guard geteuid() == 0, mount("none", folder.path, "tmpfs", 0, "size=1m") == 0 else { return false }
    return umount2(folder.path, Int32(MNT_DETACH)) == 0
  }()

  /// A fleet whose state lies on a file system of six megabytes, and a partner that pushes cards.
  private final class Stage {
    let folder: TestFolder
    let provider: SimulatedPartner
    let group: EventLoopGroup
    let victim: Victim
    var state: String { folder.path + "/state" }
    private var ballast: String { state + "/ballast" }

    init() throws {
      folder = try RunCommandTests.fleet()
      let text = folder.text("partnerctl.toml") ?? ""
      try folder.write(
        "partnerctl.toml", text.replacing(#"["DE-NVO:CPO"]"#, with: #"["DE-NVO:CPO", "DE-NVO:EMSP"]"#))
      group = try EventLoopGroup(count: 1)
      provider = try PushedJourney.partner("fred", "FR-TOK", .emsp, folder, group)
      victim = Victim("the runtime", folder.path)
      try FileSystem.makeFolder(state, mode: 0o700)
      try #require(mount("none", state, "tmpfs", 0, "size=6m,mode=700") == 0)
    }

    deinit { umount2(state, Int32(MNT_DETACH)) }

    var fred: PushingPartner {
      PushingPartner(fleet: folder.path, token: provider.memory.theirToken ?? "")
    }

    /// Takes all the room that is left.
    func fill() {
      let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      defer { close(file) }
      for size in [65_536, 4096] {
        let block = [UInt8](repeating: 7, count: size)
        while write(file, block, size) == size {}
      }
    }

    func relieve() { unlink(ballast) }

    /// Mounts it anew, so that it may be written or not.
    func remount(readOnly: Bool) -> Bool {
      mount("none", state, "tmpfs", UInt(MS_REMOUNT) | (readOnly ? UInt(MS_RDONLY) : 0), "size=6m,mode=700")
        == 0
    }
  }

  private func location(_ number: Int) -> [UInt8] {
    var json =
      (try? JSON.parse(DemoObjects.locations(1).split(separator: 0x0A).first.map { Array($0) } ?? []))
      ?? .null
    json["id"] = .string("FULL\(number)")
    json["directions"] = .array(
      (0..<40).map { ["language": "de", "text": .string("\($0) " + String(repeating: "x", count: 500))] })
    return json.bytes
  }

  private func card(_ number: Int) -> [UInt8] {
    Array(
      """
      {"country_code":"FR","party_id":"TOK","uid":"CARD\(number)","type":"RFID","contract_id":"FR-TOK-C\(number)-X",\
      "issuer":"\(String(repeating: "x", count: 60))","valid":true,"whitelist":"ALLOWED",\
      "last_updated":"2026-01-01T00:00:00Z"}
      """.utf8)
  }

  @Test(
    "S-35 S-34 a runtime on a full disk refuses writes and goes on reading; with room again all goes on by itself",
    .enabled(if: mayMount, "only root may mount a small file system"), .timeLimit(.minutes(3)))
  func full() throws {
    let stage = try Stage()
    try stage.victim.start()
    _ = try stage.victim.control.verb("register", of: "fred")
    let office = try #require(stage.victim.door.client)
    var (taken, cards) = ([Int](), [Int]())
    var refusals: Set<String> = []
    func writeBoth(_ number: Int) throws {
      do {
        _ = try office.call(.put, "/own/locations/DE/NVO/FULL\(number)", location(number))
        taken.append(number)
      } catch { refusals.insert("office \(error.message)") }
      do {
        _ = try stage.fred.call(.put, "tokens/FR/TOK/CARD\(number)", card(number))
        cards.append(number)
      } catch { refusals.insert("partner \(error.message.prefix(200))") }
    }
    for round in 0..<3 {
      for number in 0..<5 { try writeBoth(round * 100 + number) }
      let before = (taken.count, cards.count)
      #expect(
        taken.count { $0 % 100 < 5 } == 5 * (round + 1) && cards.count { $0 % 100 < 5 } == 5 * (round + 1))
      stage.fill()
      // What is in the log has room there; then nothing more fits.
      for number in 10..<60 { try writeBoth(round * 100 + number) }
      #expect(taken.count < before.0 + 50 && cards.count < before.1 + 50, "the disk is full: \(refusals)")
      #expect(try office.call(.get, "/own/locations?limit=1000").elements?.count == taken.count)
      #expect(try ids(stage).isSuperset(of: cards.map { "CARD\($0)" }))
      #expect(!stage.victim.hasDied)
      stage.relieve()
    }
    for refusal in refusals {
      let isClear = refusal.hasPrefix("office BS107") || refusal.contains("\"status_code\":3000")
      #expect(isClear, "\(refusal)")
    }
    #expect(refusals.contains { $0.hasPrefix("office") } && refusals.contains { $0.hasPrefix("partner") })
    try writeBoth(900)
    #expect(taken.last == 900 && cards.last == 900)
    _ = try stage.victim.control.verb("sync", of: "fred")
    _ = try stage.victim.die(within: 0)
    try stage.victim.start()
    let again = try #require(stage.victim.door.client)
    let held = try again.call(.get, "/own/locations?limit=1000").elements ?? []
    #expect(Set(held.compactMap { $0["id"]?.string }) == Set(taken.map { "FULL\($0)" }))
    #expect(try ids(stage) == Set(cards.map { "CARD\($0)" }))
    try stage.victim.end()
  }

  private func ids(_ stage: Stage) throws -> Set<String> {
    let rows = try stage.victim.rows("SELECT object FROM received WHERE module = 'tokens' AND state = 'live'")
    return Set(rows.map { $0[0] })
  }

  @Test(
    "S-35 a runtime on a disk that may not be written does not start and says why, and starts when it may be again",
    .enabled(if: mayMount, "only root may mount a small file system"))
  func readOnly() throws {
    let stage = try Stage()
    for hasBegun in [false, true] {
      try #require(stage.remount(readOnly: true))
      let result = BuiltProgram.run(["run", "--json", "-C", stage.folder.path])
      #expect(
        result.status == 73,
        "\(result.status) \(result.talkText)")
      #expect(
        result.talkText.contains(stage.state) && result.talkText.lowercased().contains("read-only"),
        "\(hasBegun): \(result.talkText)")
      #expect(result.output.isEmpty)
      try #require(stage.remount(readOnly: false))
      try stage.victim.start()
      try stage.victim.end()
    }
  }
}
