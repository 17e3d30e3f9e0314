import BilateralNet
import Testing

@Suite struct RouterTests {
  private func router(_ patterns: String...) -> Router {
    var router = Router()
    for pattern in patterns { router.on(.get, pattern) { _ in HTTPResponse(.ok, text: pattern) } }
    return router
  }

  private func answer(_ router: Router, _ method: HTTPMethod = .get, _ path: String) async throws
    -> HTTPResponse
  {
    var parser = HTTPParser<HTTPRequestHead>()
    var wire = Array("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)[...]
    let head = try #require(try parser.parse(&wire))
    let match = router.match(head.method, path: head.target.path)
    return try await match.handler(
      HTTPRequest(head, peer: PeerIdentity(), parameters: match.parameters, body: HTTPRequestBody([])))
  }

  @Test(arguments: [
    ("/a/b", "/a/b"), ("/a/x", "/a/:id"), ("/a/b/c", "/a/*rest"), ("/a", "/a/*rest"), ("/a/b/", "/a/b"),
    ("/", "/"), ("/a/b%2Fc", "/a/:id"), ("/a//", "/a/*rest"),
  ])
  func `fixed segments win over parameters, those over the rest`(path: String, pattern: String) async throws {
    let response = try await answer(router("/a/b", "/a/:id", "/a/*rest", "/"), .get, path)
    guard case .bytes(let bytes) = response.content else { return }
    #expect(String(decoding: bytes, as: UTF8.self) == pattern)
  }

  @Test("TR-90 TR-91 parameters are decoded once per segment, with or without a slash at the end")
  func parameters() {
    let router = router("/ocpi/:version/:module/*rest")
    for path in ["/ocpi/2.2.1/tokens/NL/a%2Fb%252F", "/ocpi/2.2.1/tokens/NL/a%2Fb%252F/"] {
      let match = router.match(.get, path: path)
      #expect(match.parameters["version"] == "2.2.1")
      #expect(match.parameters["module"] == "tokens")
      #expect(match.parameters.rest == ["NL", "a/b%2F"])
    }
  }

  @Test func `another method gets 405 with Allow, OPTIONS the same list, HEAD the route of GET`() async throws
  {
    var router = router("/x")
    router.on(.put, "/x") { _ in HTTPResponse(.ok) }
    #expect(try await answer(router, .delete, "/x").fields[.allow] == "GET, HEAD, PUT")
    #expect(try await answer(router, .delete, "/x").status == .methodNotAllowed)
    #expect(try await answer(router, .options, "/x").status == .noContent)
    #expect(try await answer(router, .head, "/x").status == .ok)
  }

  @Test("S-14 an unknown path gets 404 by a handler of one's own", arguments: ["/y", "/x/y", "/X", "//x"])
  func notFound(path: String) async throws {
    var router = router("/x")
    #expect(try await answer(router, .get, path).status == .notFound)
    router.notFound = { _ in HTTPResponse(.notFound, text: "own") }
    #expect(try await answer(router, .get, path).fields[.contentType] == "text/plain; charset=utf-8")
  }

  @Test(arguments: ["/x/%00", "/x/%ff", "/x/%0d%0a"])
  func `a segment that does not decode to text gets 400`(path: String) async throws {
    #expect(try await answer(router("/x/:id"), .get, path).status == .badRequest)
  }
}
