import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Synchronization
import Testing

/// From the files to the webhook and the command, with everything real but the time.
@Suite struct AlarmWatchTests {
  /// The time of a test, moved by hand.
  final class Hands: Sendable {
    private let now: Mutex<Timestamp>
    init(_ start: Timestamp) { now = Mutex(start) }
    func move(_ seconds: Int64) { now.withLock { $0 = $0.adding(seconds: seconds) } }
    var clock: WallClock { WallClock { [self] in now.withLock { $0 } } }
  }

  /// A webhook that keeps what it gets.
  final class Hook: Sendable {
    let got = Mutex<[JSON]>([])
    let tokens = Mutex<[String]>([])
    let status = Mutex(HTTPStatus.ok)

    var router: Router {
      var router = Router()
      router.on(.post, "/alarm") { [self] request in
        tokens.withLock { $0.append(request.fields[.authorization] ?? "") }
        let status = status.withLock { $0 }
        if status.isSuccess { try got.withLock { $0.append(try JSON.parse(request.body.bytes)) } }
        return HTTPResponse(status, text: "")
      }
      return router
    }

    var events: [String] {
      got.withLock { $0.map { "\($0["event"]?.string ?? "") \($0["condition"]?.string ?? "")" } }
    }
  }

  private func fleet(_ hook: String, file: String) throws -> TestFleet {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: try TestFleet.makeCertificates())
    let script =
      "#!/bin/sh\ncat >> \(fleet.folder)/told.jsonl\necho >> \(fleet.folder)/told.jsonl\n"
    try fleet.write("tell.sh", Array(script.utf8), mode: 0o755)
    try fleet.secret("hook/token", Array("the-token-of-the-hook".utf8))
    let ours = String(decoding: try fleet.bytes("partnerctl.toml"), as: UTF8.self)
    try fleet.write(
      "partnerctl.toml",
      ours + """

        [channels.ops]
        webhook = "\(hook)"
        token = "secret:hook/token"
        command = ["\(fleet.folder)/tell.sh"]

        """)
    try fleet.partner("acme", TestPair.acme + file)
    return fleet
  }

  static let rules = """
    [[service_level.alarms]]
    channel = "ops"
    on = ["quarantine", "outbox", "token"]
    after = "1 min"
    quarantine = 2

    """

  @Test("an alarm reaches webhook and command, once also over a restart, until its end")
  func delivery() async throws {
    let hook = Hook()
    let group = try EventLoopGroup()
    let server = HTTPServer(hook.router, on: group, clock: .system) { _, _ in }
    let address = try server.listen(on: try #require(SocketAddress("127.0.0.1:0")))
    let fleet = try fleet("http://\(address)/alarm", file: Self.rules)
    let hands = Hands(WallClock.system.now())
    var surroundings = Surroundings.system(log: .silent)
    surroundings.wallClock = hands.clock

    let first = try await Platform.open(fleet.folder, surroundings: surroundings)
    try await hold(2, at: first)
    var watch = AlarmWatch(first.commons, loop: group.next())
    try await watch.round()
    #expect(hook.events == [])
    hands.move(60)
    let redirect = try #require(HTTPStatus(302))
    hook.status.withLock { $0 = redirect }
    try await watch.round()
    #expect(hook.events == [], "S-16 a redirect is not followed and is no success")
    hook.status.withLock { $0 = .ok }
    hands.move(30)
    try await watch.round()
    try await watch.round()
    #expect(hook.events == ["raised quarantine"])
    #expect(hook.tokens.withLock { $0 }.allSatisfy { $0 == "Bearer the-token-of-the-hook" })
    let status = try await PartnerStatus.list(first.commons)["partners"]?.elements?.first
    #expect(status?["alarms"]?.int == 1)
    first.commons.store.close()

    let second = try await Platform.open(fleet.folder, surroundings: surroundings)
    watch = AlarmWatch(second.commons, loop: group.next())
    try await watch.round()
    #expect(hook.events == ["raised quarantine"])
    _ = try await second.commons.store.write { tx in
      for row in try tx.quarantine.list(partner: "acme") { _ = try tx.quarantine.drop(row.number) }
    }
    try await watch.round()
    #expect(hook.events == ["raised quarantine", "resolved quarantine"])
    let told = String(decoding: try fleet.bytes("told.jsonl"), as: UTF8.self).split(separator: "\n")
    #expect(told.count == 3, "the command was told at the try that the webhook refused, too")
    #expect(
      try told.map { try JSON.parse(String($0))["schema"]?.string }.allSatisfy {
        $0 == "bilateral.alarm/1"
      })
    second.commons.store.close()
    await server.drain()
    group.stop()
    fleet.remove()
  }

  private func hold(_ count: Int, at platform: Platform) async throws {
    try await platform.commons.store.write { tx in
      for number in 0..<count {
        try tx.quarantine.hold(
          RefusedObject(
            partner: "acme", module: "locations", identity: "DE-NVO-L\(number)", version: "2.2.1",
            findings: [QuarantineFinding(path: "id", code: "BW201", message: "missing")], raw: "{}")
        )
      }
    }
  }

  @Test("what ends by itself is watched: an invitation that nobody uses, and the partner's own certificate")
  func endings() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    let commons = pair.cpo.platform.commons
    let reply = try await pair.cpo.platform.invitation.invite("acme")
    let token = try #require(reply.members.first { $0.name == "token" }?.value.string)
    #expect(try await ends(commons).map { $0["kind"]?.string } == ["invitation"])
    let hands = Hands(commons.surroundings.wallClock.now())
    hands.move(25 * 86_400)
    #expect(try await subjects(commons, at: hands) == ["our server certificate", "the invitation"])
    try pair.emsp.fleet.secret("volt/token-a", Array(token.utf8))
    _ = try await pair.emsp.platform.registrar.register("volt", update: false, telling: .silent)
    #expect(try await ends(commons).map { $0["name"]?.string } == ["the server certificate of 127.0.0.1"])
    let found = try await subjects(commons, at: Hands(commons.surroundings.wallClock.now()))
    #expect(found == ["our server certificate", "the server certificate of 127.0.0.1"])
    await pair.stop()
  }

  private func ends(_ commons: Commons) async throws -> [JSON] {
    try await PartnerStatus.list(commons)["partners"]?[0]?["ends"]?.elements ?? []
  }

  /// What is wrong at a moment, by what it is about.
  private func subjects(_ commons: Commons, at hands: Hands) async throws -> [String] {
    let watch = AlarmWatch(commons, loop: try EventLoopGroup(count: 1).next())
    try await watch.round(at: hands.clock.now())
    return try await commons.store.read { tx in
      try tx.alarms.list().filter { ["certificate", "token"].contains($0.key.condition) }.map(\.key.subject)
    }.sorted()
  }

  @Test(
    "a command ends within its time or is killed, and its failure is told",
    arguments: [
      (["/bin/true"], nil), (["/bin/false"], "/bin/false ended with 1"),
      (["/bin/sleep", "60"], "/bin/sleep did not end within 1000 ms and was killed"),
      (["/nonexistent"], "/nonexistent cannot be started: No such file or directory"),
      (["true"], "the command must begin with the path of a program"),
    ] as [([String], String?)])
  func commands(words: [String], problem: String?) async throws {
    let list = words.map { "\"\($0)\"" }.joined(separator: ", ")
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: try TestFleet.makeCertificates())
    let ours = String(decoding: try fleet.bytes("partnerctl.toml"), as: UTF8.self)
    try fleet.write(
      "partnerctl.toml", ours + "\n[channels.ops]\ncommand = [\(list)]\ndeadline = \"1 s\"\n")
    let platform = try await Platform.open(fleet.folder, surroundings: .system(log: .silent))
    let key = AlarmRow.Key(partner: "acme", rule: 0, condition: "lag", subject: "")
    let alarm = AlarmRow(number: 1, key: key, text: "late", since: WallClock.system.now())
    let courier = AlarmCourier(commons: platform.commons, loop: platform.group.next())
    #expect(await courier.deliver(.init(event: .raised, alarm: alarm, channel: "ops")) == problem)
    #expect(
      await courier.deliver(.init(event: .raised, alarm: alarm, channel: "none"))
        == "partnerctl.toml has no [channels.none]")
    platform.commons.store.close()
    fleet.remove()
  }
}
