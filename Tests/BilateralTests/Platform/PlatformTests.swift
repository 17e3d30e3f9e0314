import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite struct PlatformTests {
  private func get(_ path: String, token: String?, at side: TestSide) async throws -> HTTPClientResponse {
    var fields = HTTPFields()
    if let token { fields.set(.authorization, TokenForm.base64.header(for: SecretText(token))) }
    fields.set("X-Request-ID", "request-1")
    let url = try HTTPURL("\(side.listening.publicURL)\(path)")
    return try await side.makeClient().send(HTTPClientRequest(.get, url, fields))
  }

  private func issue(_ token: String, _ kind: OurTokenRow.Kind, at side: TestSide) async throws {
    let rows = try await side.platform.commons.store.write { tx in
      try tx.ourTokens.issue(hash: SHA256.hash(token), to: "acme", kind: kind)
      return try tx.ourTokens.list(of: "acme")
    }
    side.platform.commons.tokens.refresh("acme", with: rows)
  }

  @Test("VE-01 VE-15 TR-06 versions are served to a known token and to nobody else")
  func versions() async throws {
    let pair = try await TestPair.start()
    let stranger = try await get("/versions", token: nil, at: pair.cpo)
    #expect(stranger.status == .unauthorized)
    #expect(try OCPIResponse(parsing: stranger.body).status == .clientError)
    try await issue("token-a-of-this-test", .registration, at: pair.cpo)
    let known = try await get("/versions", token: "token-a-of-this-test", at: pair.cpo)
    #expect(known.status == .ok)
    #expect(known.fields["X-Request-ID"] == "request-1")
    let envelope = try OCPIResponse(parsing: known.body)
    #expect(envelope.data?.elements.compactMap { $0["version"]?.string } == ["2.2.1"])
    await pair.stop()
  }

  @Test(
    "TR-07 VE-12 VE-14 S-05 a registration token opens no module, S-14 an unknown address has an envelope")
  func modulesStayShut() async throws {
    let pair = try await TestPair.start()
    try await issue("token-a-of-this-test", .registration, at: pair.cpo)
    let module = try await get("/2.2.1/sender/locations", token: "token-a-of-this-test", at: pair.cpo)
    #expect(module.status == .unauthorized)
    try await issue("token-c-of-this-test", .session, at: pair.cpo)
    for _ in 0..<3 {
      #expect(try await get("/versions", token: "token-c-of-this-test", at: pair.cpo).status == .ok)
    }
    let details = try OCPIResponse(
      parsing: try await get("/2.2.1", token: "token-c-of-this-test", at: pair.cpo).body)
    let offered = details.data?["endpoints"]?.elements.compactMap { $0["identifier"]?.string } ?? []
    #expect(!offered.isEmpty && offered.allSatisfy { ModuleID(rawValue: $0).isKnown(in: .v2_2_1) })
    let nowhere = try await get("/nowhere", token: "token-c-of-this-test", at: pair.cpo)
    #expect(nowhere.status == .notFound)
    #expect(try OCPIResponse(parsing: nowhere.body).status.isSuccess == false)
    await pair.stop()
  }

  @Test("ruling 10: a second runtime on the same folder is refused")
  func secondRuntime() async throws {
    let pair = try await TestPair.start()
    await #expect(throws: StoreError.self) {
      _ = try await Platform.open(pair.cpo.fleet.folder, surroundings: .system(log: .silent))
    }
    await pair.stop()
  }

  @Test("a drained platform can be started again on its folder")
  func restart() async throws {
    let pair = try await TestPair.start()
    await pair.cpo.stop()
    let again = try await TestSide.start(pair.cpo.fleet)
    #expect(again.platform.commons.links["acme"]?.facts.state == .new)
    await again.stop()
    await pair.stop()
  }
}
