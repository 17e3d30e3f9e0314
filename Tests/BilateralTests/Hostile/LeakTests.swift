import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Glibc
import Synchronization
import Testing

/// A whole journey of two platforms whose secrets are known, and everything that they wrote and said searched for these.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LeakTests {
  /// Everything that was logged, in both forms.
  private final class Ear: Sendable {
    private let lines = Mutex<[String]>([])
    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var log: Log {
      Log(threshold: .debug) { [self] entry in
        lines.withLock { $0 += [LogFormat.text.line(entry), LogFormat.json.line(entry)] }
      }
    }

    func note(_ text: String) { lines.withLock { $0.append(text) } }
  }

  /// Where a secret was found: its name and the place.
  private static func finds(_ secrets: [String: String], in texts: [String: [UInt8]]) -> [String] {
    var found: [String] = []
    for (name, secret) in secrets {
      for spelling in Canary.spellings(of: secret) {
        for (place, bytes) in texts where contains(bytes, Array(spelling.utf8)) {
          found.append("\(name) in \(place)")
        }
      }
    }
    return found.sorted()
  }

  private static func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { all in
      guard let start = all.baseAddress, let first = needle.first else { return false }
      var at = 0
      while at + needle.count <= all.count,
        let found = memchr(start + at, Int32(first), all.count - needle.count - at + 1)
      {
        at = UnsafeRawPointer(found) - start
        if memcmp(start + at, needle, needle.count) == 0 { return true }
        at += 1
      }
      return false
    }
  }

  /// Pages and answers of the back office and of the control socket.
  private static func targets(_ id: String) -> [String] {
    let partner = ["coverage", "digest", "figures", "history", "locations", "tokens"].map {
      "/partners/\(id)/\($0)"
    }
    return [
      "/", "/alarms", "/asks", "/audit", "/audit/newest", "/audit/verify", "/board/partners/\(id)",
      "/board/alarms",
      "/board/why", "/board/login", "/disputes", "/exchanges", "/exchanges?partner=\(id)",
      "/exchanges?partner=%3F",
      "/healthz", "/metrics", "/outbox", "/own/locations", "/partners", "/plan", "/quarantine", "/readyz",
      "/nowhere",
    ] + partner
  }

  /// What a side shows and keeps.
  private func output(of side: TestSide, about id: String) async throws -> [String: [UInt8]] {
    var texts: [String: [UInt8]] = [:]
    let office = try side.makeClient()
    let control = HTTPClient(
      on: side.platform.group.next(), plain: Dialer(policy: .any), secure: nil,
      to: .unix(path: side.listening.control))
    for target in Self.targets(id) {
      let fields: HTTPFields = [.authorization: "Bearer \(TestFleet.officeToken)"]
      let page = try await office.send(HTTPClientRequest(.get, try side.office(target), fields))
      texts["office \(target) \(page.status.code)"] = page.body + Array("\(page.fields)".utf8)
      let answer = try await control.send(HTTPClientRequest(.get, try HTTPURL("http://localhost\(target)")))
      texts["control \(target) \(answer.status.code)"] = answer.body
    }
    office.close()
    control.close()
    let events = try await side.platform.commons.store.read { tx in try tx.events.list(after: 0, limit: 1000)
    }
    texts["events"] = Array("\(events)".utf8)
    return texts
  }

  /// Every file below the state folder.
  private func files(of side: TestSide) throws -> [String: [UInt8]] {
    let state = side.fleet.folder + "/state"
    var texts: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: state) {
      if let data = FileManager.default.contents(atPath: "\(state)/\(name)") {
        texts["file \(name)"] = Array(data)
      }
    }
    return texts
  }

  private func register(_ pair: TestPair, update: Bool = false, _ ear: Ear) async {
    let failure = await controlFailure {
      try await pair.emsp.platform.registrar.register("volt", update: update, telling: .silent)
    }
    ear.note("\(failure.map { "\($0) \($0.code) \($0.message) \($0.help ?? "")" } ?? "")")
  }

  /// Calls with tokens where none belong, as strangers and careless partners do.
  private func misuse(_ side: TestSide, right: SecretText, guessed: String, _ ear: Ear) async throws {
    let client = try side.makeClient()
    let base = "\(side.listening.publicURL)"
    let (good, bad) = (TokenForm.base64.header(for: right), TokenForm.base64.header(for: SecretText(guessed)))
    let said = "{\"token\":\"\(right.revealed)\",\"note\":\"\(right.revealed)\"}"
    let calls: [(HTTPMethod, String, String?, String?)] = [
      (.get, "/versions?token=\(guessed)", bad, nil), (.get, "/versions?token=\(right.revealed)", nil, nil),
      (.get, "/versions?token=\(right.revealed)", good, nil), (.get, "/2.2.1/\(right.revealed)", good, nil),
      (.post, "/2.2.1/credentials", good, said), (.put, "/2.2.1/credentials", good, said),
      (.put, "/2.2.1/credentials", good, String(said.dropLast())), (.put, "/2.2.1/credentials", bad, said),
      (.get, "/2.2.1/receiver/tokens/NL/ACM/\(right.revealed)", good, nil),
      (.post, "/2.2.1/receiver/commands/START_SESSION", good, said),
    ]
    for (method, path, header, body) in calls {
      var fields = HTTPFields()
      if let header { fields.set(.authorization, header) }
      let answer = try await client.send(
        HTTPClientRequest(method, try HTTPURL(base + path), fields, body: body.map { Array($0.utf8) }))
      ear.note(path.contains(right.revealed) ? "" : String(decoding: answer.body, as: UTF8.self))
    }
    // The door for our own people, guessed at.
    for path in ["/partners", "/metrics"] {
      let answer = try await client.send(
        HTTPClientRequest(.get, try side.office(path), [.authorization: "Bearer \(guessed)"]))
      ear.note(String(decoding: answer.body, as: UTF8.self))
    }
    client.close()
  }

  @Test(
    "S-03 S-02 over a whole journey no token, key or password stands in a log, error, page, figure, event or file"
  )
  func journey() async throws {
    let ear = Ear()
    let pair = try await TestPair.start(surroundings: { .system(log: ear.log) })
    var secrets = ["office token": TestFleet.officeToken, "guess": "guessed-token-0123456789-abcdef"]
    for side in [pair.cpo, pair.emsp] {
      let name = side.fleet.folder.suffix(8)
      secrets["store key \(name)"] = String(
        decoding: try side.fleet.bytes("secrets/store/key"), as: UTF8.self)
      let key = String(decoding: try side.fleet.bytes("secrets/tls/key"), as: UTF8.self)
      secrets["TLS key \(name)"] = String(key.split(separator: "\n")[1])
    }
    try pair.emsp.fleet.secret("volt/token-a", Array((secrets["guess"] ?? "").utf8))
    await register(pair, ear)
    let invited = try await pair.cpo.platform.invitation.invite("acme")
    let first = try #require(invited.members.first { $0.name == "token" }?.value.string)
    secrets["token A"] = first
    try pair.emsp.fleet.secret("volt/token-a", Array(first.utf8))
    await register(pair, ear)
    for round in 1...2 {
      secrets["token C \(round)"] = try #require(pair.emsp.link("volt").facts.theirToken).revealed
      secrets["token B \(round)"] = try #require(pair.cpo.link("acme").facts.theirToken).revealed
      let kinds: [SyncSchedule.Kind] = [.full, .delta]
      for kind in kinds {
        ear.note(
          "\(await PullStep<Location>(pair.emsp.link("volt"), pair.emsp.platform.commons).syncOnce(kind))")
      }
      let right = SecretText(try #require(secrets["token C \(round)"]))
      try await misuse(pair.cpo, right: right, guessed: secrets["guess"] ?? "", ear)
      if round == 1 { await register(pair, update: true, ear) }
    }
    #expect(secrets.count == 11 && Set(secrets.values).count == 11)
    var texts = ["log": Array(ear.text.utf8)]
    for (side, id) in [(pair.cpo, "acme"), (pair.emsp, "volt")] {
      texts.merge(try await output(of: side, about: id).map { ("\(id): \($0)", $1) }) { $1 }
    }
    _ = try? await pair.emsp.platform.registrar.unregister("volt", telling: .silent)
    await pair.cpo.stop()
    await pair.emsp.stop()
    for (side, id) in [(pair.cpo, "acme"), (pair.emsp, "volt")] {
      texts.merge(try files(of: side).map { ("\(id): \($0)", $1) }) { $1 }
    }
    texts["log"] = Array(ear.text.utf8)
    let good = texts.keys.filter { $0.hasSuffix(" 200") }
    print(
      "S-03: \(texts.count) outputs, \(texts.values.reduce(0) { $0 + $1.count }) bytes, \(secrets.count) secrets"
    )
    #expect(good.count > 40 && texts["log"].map { $0.count > 5000 } == true, "\(good.sorted())")
    #expect(
      texts.keys.contains { $0.contains("exchanges.db") }
        && texts.keys.contains { $0.contains("bilateral.db") })
    #expect(Self.finds(secrets, in: texts) == [])
    #expect(Self.finds(["known": "bilateral_"], in: texts).isEmpty == false, "the search finds what is there")
    await pair.stop()
  }
}
