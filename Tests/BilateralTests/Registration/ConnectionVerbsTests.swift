import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

/// Check, apply and the handshake from both ends at once.
@Suite struct ConnectionVerbsTests {
  final class Lines: Sendable {
    private let all = Mutex<[JSON]>([])
    var stream: StepStream { StepStream { line in self.all.withLock { $0.append(line) } } }
    /// Each step's name with `ok` as a sign.
    var signs: [String] {
      all.withLock { lines in
        lines.map { line in
          let sign = line["ok"]?.bool.map { $0 ? "+" : "-" } ?? "/"
          return sign + (line["name"]?.string ?? "")
        }
      }
    }
    func detail(_ name: String) -> String? {
      all.withLock { $0.first { $0["name"]?.string == name }?["detail"]?.string }
    }
  }

  func invite(_ pair: TestPair) async throws {
    let reply = try await pair.cpo.platform.invitation.invite("acme")
    let token = try #require(reply.members.first { $0.name == "token" }?.value.string)
    try pair.emsp.fleet.secret("volt/token-a", Array(token.utf8))
  }

  @Test("check walks a sound connection from name to latency and changes nothing")
  func soundCheck() async throws {
    let pair = try await TestPair.start()
    try await invite(pair)
    let lines = Lines()
    _ = try await pair.emsp.platform.check.check("volt", telling: lines.stream)
    let port = pair.cpo.listening.publicURL.port
    #expect(
      lines.signs == [
        "+name resolves", "+TCP \(port)", "+TLS", "/pin", "/client certificate", "+versions", "+endpoints",
        "+clock skew", "+latency",
      ])
    #expect(lines.detail("TLS")?.hasPrefix("TLSv1.3") == true)
    #expect(lines.detail("versions") == "2.2.1; token as Base64")
    #expect(pair.emsp.link("volt").facts.state == .new)
    await pair.stop()
  }

  @Test("check stops at a wrong pin, says so in its own step, and leaves the rest out")
  func wrongPin() async throws {
    let pin = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    let pair = try await TestPair.start(terms: .init(ofEMSP: "pinned_spki_sha256 = [\"\(pin)\"]"))
    try await invite(pair)
    let lines = Lines()
    let failure = await controlFailure {
      try await pair.emsp.platform.check.check("volt", telling: lines.stream)
    }
    #expect(failure?.exit == 3)
    #expect(
      Array(lines.signs.dropFirst(2).prefix(4)) == ["+TLS", "-pin", "/client certificate", "/versions"])
    await pair.stop()
  }

  @Test("check tells a refused token by exit code 4, a closed port by 3")
  func failures() async throws {
    let pair = try await TestPair.start()
    try pair.emsp.fleet.secret("volt/token-a", Array("not-theirs".utf8))
    let refused = await controlFailure {
      try await pair.emsp.platform.check.check("volt", telling: .silent)
    }
    #expect(refused?.exit == 4)
    try pair.emsp.fleet.partner("volt", TestPair.volt("https://127.0.0.1:1/versions"))
    let closed = await controlFailure {
      try await pair.emsp.platform.check.check("volt", telling: .silent)
    }
    #expect(closed?.exit == 3)
    await pair.stop()
  }

  @Test("ruling 9: apply puts the file on disk into force once, with audit record, event and hooks")
  func apply() async throws {
    let pair = try await TestPair.start()
    let side = pair.cpo
    let runs = Mutex(0)
    side.platform.commons.applied.add { partner, _ in runs.withLock { $0 += partner == "acme" ? 1 : 9 } }
    let acme = TestPair.pinned(TestPair.acme, to: .v2_2_1)
    #expect(side.link("acme").terms.applied == nil)
    _ = try await side.platform.application.apply("acme", telling: .silent)
    #expect(side.link("acme").terms.applied != nil && !side.link("acme").terms.hasDrift)
    try side.fleet.partner("acme", acme + TestPair.Terms.sell.replacing("8 %", with: "9 %"))
    _ = try await side.platform.reload()
    #expect(side.link("acme").terms.hasDrift)
    try side.fleet.partner("acme", acme + TestPair.Terms.sell + "\n")
    let again = try await side.platform.application.apply("acme", telling: .silent)
    #expect(again.members.contains(JSONMember("changed", false)))
    try side.fleet.partner("acme", "id = ")
    #expect(
      await controlFailure { try await side.platform.application.apply("acme", telling: .silent) }?.exit == 65
    )
    #expect(runs.withLock { $0 } == 1)
    #expect(side.link("acme").terms.applied != nil)
    await pair.stop()
  }

  @Test("ruling 9: the snapshot keeps the shared defaults it was applied with")
  func defaults() async throws {
    let pair = try await TestPair.start()
    let side = pair.cpo
    try side.fleet.write("partners/defaults.toml", "[dispute]\nwindow = \"45 days\"\n")
    _ = try await side.platform.application.apply("acme", telling: .silent)
    let applied = try #require(side.link("acme").terms.applied)
    let file = try PartnerFolder(side.platform.commons).read("acme").file
    #expect(TermsSnapshot.hash(applied, money: true) == TermsSnapshot.hash(file, money: true))
    await pair.stop()
  }

  @Test("P-08 both sides may begin at the same moment: nobody waits for ever, nobody is locked out")
  func simultaneous() async throws {
    let pair = try await TestPair.start()
    try await invite(pair)
    let back = try await pair.emsp.platform.invitation.invite("volt")
    let token = try #require(back.members.first { $0.name == "token" }?.value.string)
    try pair.cpo.fleet.secret("acme/token-a", Array(token.utf8))
    try pair.cpo.fleet.partner(
      "acme",
      TestPair.acme.replacing(
        "registration = \"they-start\"", with: "versions_url = \"\(pair.emsp.listening.publicURL)/versions\""
      ))
    async let ours = controlFailure {
      try await pair.cpo.platform.registrar.register("acme", update: false, telling: .silent)
    }
    async let theirs = controlFailure {
      try await pair.emsp.platform.registrar.register("volt", update: false, telling: .silent)
    }
    for failure in await [ours, theirs] { #expect([nil, 4, 6].contains(failure?.exit)) }
    if pair.emsp.link("volt").facts.state != .registered {
      _ = try await pair.emsp.platform.registrar.register("volt", update: false, telling: .silent)
    }
    for (side, id) in [(pair.cpo, "acme"), (pair.emsp, "volt")] {
      #expect(side.link(id).facts.state == .registered && !side.link(id).isExchanging)
    }
    await pair.stop()
  }
}
