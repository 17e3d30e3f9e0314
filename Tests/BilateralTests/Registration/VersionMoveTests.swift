import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import BilateralTesting
import Testing

/// A connection moves to another version.
@Suite struct VersionMoveTests {
  private func judge(_ current: OCPIVersion, _ offered: [String], _ more: String = "") throws -> VersionMove {
    VersionMove.judge(
      current, offered: offered.map { Version(version: $0, url: "https://host.example/\($0)") },
      try PartnerFiles.file(more: more).connection)
  }

  @Test("VE-10 a newer version is an upgrade, one that is gone a fallback, none at all a loss")
  func table() throws {
    #expect(try judge(.v2_2_1, ["2.1.1", "2.2.1"]) == .stay)
    #expect(try judge(.v2_2_1, ["2.2.1", "2.3.0", "9.9"]) == .upgrade(.v2_3_0))
    #expect(try judge(.v2_2_1, ["2.3.0"]) == .fallback(.v2_3_0))
    #expect(try judge(.v2_3_0, ["2.2.1", "2.1.1"]) == .fallback(.v2_2_1))
    #expect(try judge(.v2_2_1, ["9.9"]) == .lost)
    #expect(try judge(.v2_2_1, []) == .lost)
    let pinned = "version_policy = \"pin 2.2.1\""
    #expect(try judge(.v2_2_1, ["2.2.1", "2.3.0"], pinned) == .stay)
    #expect(try judge(.v2_1_1, ["2.1.1", "2.2.1"], pinned) == .fallback(.v2_2_1))
    #expect(
      try judge(.v2_2_1, ["2.2.1", "2.3.0"], "version_policy = \"at-least 2.3.0\"") == .fallback(.v2_3_0))
  }

  /// Writes both files anew, the operator's with other versions.
  private func rewrite(_ pair: VersionPair, cpo: [String], emsp more: String = "") async throws {
    let list = cpo.map { "\"\($0)\"" }.joined(separator: ", ")
    let acme = TestPair.acme.replacing("[connection]\n", with: "[connection]\nallowed_versions = [\(list)]\n")
    try pair.cpo.fleet.partner("acme", acme + TestPair.Terms.quiet.ofCPO)
    let volt = TestPair.volt("\(pair.cpo.listening.publicURL)/versions")
    let connection = volt.replacing("[connection]\n", with: "[connection]\n\(more)\n")
    let hours = "[[service_level.maintenance]]\nhours = \"00:00-24:00\"\n"
    try pair.emsp.fleet.partner(
      "volt", connection + TestPair.Terms.quiet.ofEMSP + (more.isEmpty ? "" : hours))
    _ = try await pair.cpo.platform.reload()
    _ = try await pair.emsp.platform.reload()
  }

  private func watch(_ pair: VersionPair) -> VersionWatch {
    VersionWatch(
      pair.emsp.link("volt"), commons: pair.emsp.platform.commons, registrar: pair.emsp.platform.registrar)
  }

  private func versions(_ pair: VersionPair) -> [OCPIVersion?] {
    [pair.emsp.link("volt").facts.version, pair.cpo.link("acme").facts.version]
  }

  private func changes(_ pair: VersionPair) async throws -> [String] {
    try await pair.emsp.platform.commons.store.read { tx in
      try tx.events.list(after: 0, limit: 100).compactMap(\.event.change).filter { $0.hasPrefix("version-") }
    }
  }

  @Test("CR-10 VE-13 VE-10 a version that is added is told once, and taken over when we say so")
  func upgrade() async throws {
    let pair = try await VersionPair.registered(in: .v2_1_1)
    try await rewrite(pair, cpo: ["2.1.1", "2.2.1"])
    #expect(try await watch(pair).look() == .upgrade(.v2_2_1))
    #expect(try await watch(pair).look() == .upgrade(.v2_2_1))
    #expect(try await changes(pair) == ["version-offered"])
    #expect(pair.emsp.link("volt").offer == .v2_2_1)
    _ = try await pair.emsp.platform.rotation.rotate("volt", both: false, telling: .silent)
    #expect(versions(pair) == [.v2_1_1, .v2_1_1], "renewing tokens moves nothing")
    let reply = try await pair.emsp.platform.registrar.register("volt", update: true, telling: .silent)
    #expect(reply.members.first { $0.name == "version" }?.value.string == "2.2.1")
    #expect(versions(pair) == [.v2_2_1, .v2_2_1])
    #expect(pair.emsp.link("volt").offer == nil)
    let list = try await pair.send(
      .get, "/2.2.1/sender/locations", to: pair.cpo, token: pair.tokenOfEMSP)
    #expect(list.codes == [200, 1000])
    #expect(pair.emsp.link("volt").facts.tokenForm == .raw, "the form that was let in stays")
    await pair.stop()
  }

  @Test(
    "CR-10 VE-10 in the hours of the file an upgrade is taken over by itself, and what is gone is left at once"
  )
  func automatic() async throws {
    let pair = try await VersionPair.registered(in: .v2_2_1)
    try await rewrite(pair, cpo: ["2.2.1", "2.3.0"], emsp: "upgrade = \"auto-in-window\"")
    #expect(try await watch(pair).look() == .upgrade(.v2_3_0))
    #expect(versions(pair) == [.v2_3_0, .v2_3_0])
    try await rewrite(pair, cpo: ["2.1.1"])
    let still = try await pair.send(.get, "/2.3.0/sender/locations", to: pair.cpo, token: pair.tokenOfEMSP)
    #expect(still.codes == [200, 1000], "what is in force is served until the partner has moved")
    #expect(try await watch(pair).look() == .fallback(.v2_1_1))
    #expect(versions(pair) == [.v2_1_1, .v2_1_1])
    #expect(try await changes(pair) == ["version-offered", "version-gone"])
    try await rewrite(pair, cpo: ["2.1.1"], emsp: "version_policy = \"pin 2.2.1\"")
    #expect(try await watch(pair).look() == .lost)
    #expect(versions(pair) == [.v2_1_1, .v2_1_1])
    await pair.stop()
  }

  @Test("X-11 CR-20 CR-22 two parties cannot go to 2.1.1, and are told so before credentials are sent")
  func parties() async throws {
    let stub = try StubPartner(.init(versions: ["2.1.1"]))
    let fleet = try TestFleet(
      "ACME", parties: ["NL-ACM:EMSP", "NL-AC2:EMSP"], certificatesBy: TestFleet.makeCertificates())
    try fleet.partner("volt", TestPair.volt(stub.versionsURL))
    try fleet.secret("volt/token-a", Array("token-a-of-the-stub".utf8))
    let side = try await TestSide.start(fleet)
    let failure = await controlFailure {
      try await side.platform.registrar.register("volt", update: false, telling: .silent)
    }
    #expect(failure?.code == "BR380" && failure?.exit == 4)
    #expect(failure?.message == "OCPI 2.1.1 takes one party a connection, ours are NL-AC2, NL-ACM")
    #expect(stub.requests == ["GET versions"])
    await side.stop()
    fleet.remove()
    await stub.stop()
  }
}
