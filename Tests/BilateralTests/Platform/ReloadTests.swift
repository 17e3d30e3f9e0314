import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralTesting
import Testing

@Suite struct ReloadTests {
  private func side() async throws -> TestSide {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: TestFleet.makeCertificates())
    try fleet.partner("acme", TestPair.acme)
    return try await TestSide.start(fleet)
  }

  private func end(_ side: TestSide) async {
    await side.stop()
    side.fleet.remove()
  }

  @Test("a new file becomes a link, a removed one ends, an unchanged one is left alone")
  func addsAndRemoves() async throws {
    let side = try await side()
    let beta = TestPair.acme.replacing("\"acme\"", with: "\"beta\"").replacing("NL-ACM", with: "NL-BET")
    try side.fleet.partner("beta", beta)
    let first = try await side.platform.reload()
    #expect(first.added == ["beta"] && first.changed.isEmpty && first.removed.isEmpty)
    try side.fleet.removeFile("partners/acme.toml")
    let second = try await side.platform.reload()
    #expect(second.removed == ["acme"] && second.added.isEmpty)
    #expect(side.platform.commons.links["acme"] == nil)
    await end(side)
  }

  @Test("ruling 9: a technical change takes effect at once, a broken file keeps the partner as it was")
  func keepsOnError() async throws {
    let side = try await side()
    try side.fleet.partner(
      "acme", TestPair.acme.replacing("they-start\"", with: "they-start\"\nmax_in_flight = 3"))
    #expect(try await side.platform.reload().changed == ["acme"])
    #expect(side.platform.commons.links["acme"]?.terms.technical.connection.maxInFlight == 3)
    try side.fleet.partner("acme", "id = ")
    let broken = try await side.platform.reload()
    #expect(broken.removed.isEmpty && broken.findings.hasErrors)
    #expect(side.platform.commons.links["acme"]?.terms.technical.connection.maxInFlight == 3)
    await end(side)
  }

  /// Writes partners like acme.
  private func write(_ count: Int, to fleet: TestFleet) throws {
    for number in 0..<count {
      try fleet.partner(
        "p\(number)",
        TestPair.acme.replacing("\"acme\"", with: "\"p\(number)\"").replacing(
          "NL-ACM", with: "NL-P0\(number)"))
    }
  }

  @Test("of many files a reload touches those alone that are new, changed, gone, or say something else")
  func touchesNothingElse() async throws {
    let side = try await side()
    try write(5, to: side.fleet)
    #expect(try await side.platform.reload().added == ["p0", "p1", "p2", "p3", "p4"])
    let links = side.platform.commons.links
    let before = links.all.reduce(into: [:]) { $0[$1.id] = $1 }
    let terms = before.mapValues(\.terms)
    try write(1, to: side.fleet)
    try side.fleet.removeFile("partners/p1.toml")
    let changed = TestPair.acme.replacing("\"acme\"", with: "\"p2\"").replacing("NL-ACM", with: "NL-P02")
    try side.fleet.partner("p2", changed.replacing("they-start\"", with: "they-start\"\ntimeout = \"7 s\""))
    try side.fleet.partner("p3", "id = \"p3\"\nname = 7\n")
    try side.fleet.partner("acme", "# a remark\n" + TestPair.acme)
    let gamma = TestPair.acme.replacing("\"acme\"", with: "\"gamma\"").replacing("NL-ACM", with: "NL-GAM")
    try side.fleet.partner("gamma", gamma)
    let result = try await side.platform.reload()
    #expect(result.added == ["gamma"] && result.changed == ["p2"])
    #expect(result.removed == ["p1"] && result.kept == ["p3"])
    #expect(links.all.map(\.id) == ["acme", "gamma", "p0", "p2", "p3", "p4"])
    for id in ["acme", "p0", "p3", "p4"] {
      let link = try #require(links[id])
      #expect(link === before[id] && link.terms === terms[id], "\(id) was touched")
    }
    #expect(
      links["p2"] === before["p2"] && links["p2"]?.terms.technical.connection.timeoutMilliseconds == 7000)
    let wrong = try #require(
      result.findings.first { $0.place?.file == "partners/p3.toml" && $0.severity == .error })
    #expect(wrong.place?.line != nil && "\(wrong)".contains("partners/p3.toml:"))
    #expect(side.platform.commons.fleet().partners["p3"]?.name == "ACME Mobility B.V.")
    await end(side)
  }

  @Test("shared defaults touch the partners for which they say something else")
  func defaults() async throws {
    let side = try await side()
    try write(1, to: side.fleet)
    _ = try await side.platform.reload()
    let own = TestPair.acme.replacing("they-start\"", with: "they-start\"\nmax_in_flight = 3")
    try side.fleet.partner("acme", own)
    #expect(try await side.platform.reload().changed == ["acme"])
    try side.fleet.partner("defaults", "[connection]\nmax_in_flight = 3\n")
    #expect(try await side.platform.reload().changed == ["p0"])
    #expect(side.platform.commons.links["p0"]?.terms.technical.connection.maxInFlight == 3)
    await end(side)
  }

  private func subject(at side: TestSide) async throws -> String? {
    let url = try HTTPURL("\(side.listening.publicURL)/versions")
    return try await side.makeClient().send(HTTPClientRequest(.get, url)).peer.tls?.certificate?.subject
  }

  @Test("S-23 a new certificate is served after a reload, an unusable one changes nothing")
  func certificate() async throws {
    let side = try await side()
    #expect(try await subject(at: side)?.contains("Nordic Volt") == true)
    let now = WallClock.system.now()
    var request = CertificateMaker.Request(
      name: "Second", notBefore: now.adding(seconds: -60), notAfter: now.adding(seconds: 3600))
    request.ipAddresses = ["127.0.0.1"]
    let pair = try CertificateMaker(authority: side.fleet.authority).issue(request)
    try side.fleet.write("tls/cert.pem", pair.certificate, mode: 0o600)
    try side.fleet.secret("tls/key", pair.key)
    _ = try await side.platform.reload()
    #expect(try await subject(at: side)?.contains("Second") == true)
    try side.fleet.write("tls/cert.pem", Array("not a certificate".utf8), mode: 0o600)
    await #expect(throws: (any Error).self) { try await side.platform.reload() }
    #expect(try await subject(at: side)?.contains("Second") == true)
    await end(side)
  }
}
