import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// What partners send to our server, as they really do.
@Suite(.serialized, .timeLimit(.minutes(1))) struct InboundDialectTests {
  /// A bench whose server is asked without a socket.
  private func send(
    _ bench: OddBench, _ method: HTTPMethod, _ body: String, form: TokenForm = .base64
  ) async throws -> (http: HTTPStatus, status: OCPIStatus) {
    let commons = bench.platform.commons
    let server = OCPIServer(
      modules: [LocationsReceiver(commons: commons)], links: commons.links, tokens: commons.tokens,
      surroundings: commons.surroundings, firstUse: { _, _ in })
    let path = ["2.2.1", "receiver", "locations", "DE", "NVO", "LOC1"]
    var head = try HTTPRequestHead(
      firstLine: Array("\(method.name) /ocpi/\(path.joined(separator: "/")) HTTP/1.1".utf8))
    head.fields = [.authorization: form.header(for: SecretText("our-token-of-this-test"))]
    let request = HTTPRequest(
      head, peer: PeerIdentity(address: nil), parameters: HTTPParameters(),
      body: HTTPRequestBody(Array(body.utf8)))
    let answer = await server.answer(request, path: path)
    guard case .bytes(let bytes) = answer.content else { return (answer.status, .serverError) }
    return (answer.status, try OCPIResponse(parsing: bytes).status)
  }

  private func open(_ dialect: String = "") async throws -> OddBench {
    let bench = try await OddBench.open(dialect) { _ in HTTPResponse(.notFound) }
    let hash = SHA256.hash("our-token-of-this-test")
    let rows = try await bench.platform.commons.store.write { tx in
      try tx.ourTokens.issue(hash: hash, to: "volt", kind: .session)
      return try tx.ourTokens.list(of: "volt")
    }
    bench.platform.commons.tokens.refresh("volt", with: rows)
    return bench
  }

  @Test(
    "P-01 S-09 both forms of our token are let in, until the file names one",
    arguments: [
      ("", true, true), ("inbound_token_base64 = true", true, false),
      ("inbound_token_base64 = false", false, true),
    ])
  func tokenForms(_ dialect: String, _ base64: Bool, _ raw: Bool) async throws {
    let bench = try await open(dialect)
    for (form, isIn) in [(TokenForm.base64, base64), (.raw, raw)] {
      let answer = try await send(bench, .get, "", form: form)
      #expect((answer.http == .unauthorized) == !isIn, "\(form)")
    }
    if dialect.isEmpty { #expect(bench.learned == ["inbound_token_base64 = false applied"]) }
    await bench.close()
  }

  @Test("P-110 P-23 a pushed object within an envelope or a list is taken, unless the file says no")
  func wrapped() async throws {
    let object = SampleLocation.json(1)
    let envelope = "{\"data\":\(object),\"status_code\":1000,\"timestamp\":\"2026-11-20T10:00:00Z\"}"
    let bench = try await open()
    #expect(try await send(bench, .put, envelope).status.isSuccess)
    #expect(try await send(bench, .put, "[\(object)]").status.isSuccess)
    #expect(bench.learned == ["object_in_list = true applied", "wrapped_pushes = true applied"])
    #expect(try bench.stored() == 1)
    await bench.close()
    let strict = try await open("wrapped_pushes = false\nobject_in_list = false")
    #expect(try await !send(strict, .put, envelope).status.isSuccess)
    #expect(try await !send(strict, .put, "[\(object)]").status.isSuccess)
    #expect(try strict.stored() == 0)
    await strict.close()
  }

  @Test("P-62 TR-47 a PATCH without last_updated is 2001, and stamped on arrival where the file says so")
  func missingLastUpdated() async throws {
    let bench = try await open()
    #expect(try await send(bench, .put, SampleLocation.json(1)).status.isSuccess)
    #expect(try await send(bench, .patch, "{\"name\":\"Pier\"}").status == .invalidParameters)
    #expect(bench.learned == ["missing_last_updated = true proposed"])
    await bench.close()
    let stated = try await open("missing_last_updated = true")
    #expect(try await send(stated, .put, SampleLocation.json(1)).status.isSuccess)
    #expect(try await send(stated, .patch, "{\"name\":\"Pier\"}").status.isSuccess)
    await stated.close()
  }
}
