import BilateralNet
import BilateralTestTools
import Synchronization
import Testing

/// Client and server together: the same tests in memory, over loopback, and over loopback with TLS.
@Suite(.timeLimit(.minutes(1))) struct HTTPEndpointTests {
  private static func router() -> Router {
    var router = Router()
    router.on(.get, "/hello/:name") {
      HTTPResponse(.ok, text: "hello \($0.parameters["name"]) \($0.query("x") ?? "")")
    }
    router.on(.get, "/hot", Router.Options(runsOnLoop: true)) { _ in HTTPResponse(.ok, text: "hot") }
    router.on(.put, "/echo") { HTTPResponse(.created, body: $0.body.bytes) }
    router.on(.post, "/count", Router.Options(bodyLimit: 10_000_000, streamsBody: true)) { request in
      var count = 0
      for try await part in request.body { count += part.count }
      return HTTPResponse(.ok, text: "\(count)")
    }
    router.on(.get, "/stream/:count") { request in
      let count = Int(request.parameters["count"]) ?? 0
      return HTTPResponse(.ok, [:]) { writer in
        for _ in 0..<count { try await writer.write(Array(repeating: 120, count: 10_000)) }
      }
    }
    router.on(.get, "/broken") { _ in
      HTTPResponse(.ok, [:]) { writer in
        try await writer.write([120])
        throw CancellationError()
      }
    }
    router.on(.get, "/never") { _ in
      try await Task.sleep(for: .seconds(60))
      return HTTPResponse(.ok)
    }
    return router
  }

  @Test(arguments: Road.allCases)
  func `requests of all kinds are answered over one kept connection`(road: Road) async throws {
    try await road.travel(Self.router()) { (site) async throws in
      let hello = try await site.send(.get, "/hello/a%20b?x=%2B1")
      #expect(hello.status == .ok)
      #expect(String(decoding: hello.body, as: UTF8.self) == "hello a b +1")
      #expect(try await site.send(.head, "/hello/a").body == [])
      #expect(try await site.send(.get, "/hot").text == "hot")
      #expect(try await site.send(.put, "/echo", body: [1, 2, 3]).body == [1, 2, 3])
      #expect(try await site.send(.put, "/echo", body: []).status == .created)
      #expect(try await site.send(.get, "/nothing").status == .notFound)
      #expect(try await site.send(.delete, "/echo").fields[.allow] == "PUT")
      #expect(site.server.connectionCount == 1)
    }
  }

  @Test(arguments: Road.allCases)
  func `large bodies stream in both directions`(road: Road) async throws {
    try await road.travel(Self.router()) { (site) async throws in
      let large = [UInt8](repeating: 65, count: 3_000_000)
      #expect(try await site.send(.post, "/count", body: large).text == "3000000")
      #expect(try await site.send(.get, "/stream/200").body.count == 2_000_000)
      #expect(try await site.send(.get, "/stream/0").body.isEmpty)
    }
  }

  @Test(arguments: Road.allCases)
  func `a hundred requests at once share the connections of the pool`(road: Road) async throws {
    try await road.travel(Self.router()) { (site) async throws in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<100 {
          group.addTask { try await site.send(.get, "/hello/\(number)").text == "hello \(number) " }
        }
        for try await isRight in group { #expect(isRight) }
      }
      #expect(site.server.connectionCount <= HTTPLimits().connectionsPerOrigin)
    }
  }

  @Test(arguments: Road.allCases)
  func `a body above the limit is refused and the next request still works`(road: Road) async throws {
    try await road.travel(Self.router()) { (site) async throws in
      let large = [UInt8](repeating: 65, count: 1_100_000)
      #expect(try await site.send(.put, "/echo", body: large).status == .contentTooLarge)
      #expect(try await site.send(.get, "/hot").text == "hot")
    }
  }

  @Test(arguments: Road.allCases)
  func `an answer that breaks off, is too late or too large is an error that says so`(road: Road) async throws
  {
    try await road.travel(Self.router()) { (site) async throws in
      #expect(await site.failure("/broken")?.phase == .read)
      // On a connection that stands, so that the time is spent on waiting and not on a handshake.
      #expect(try await site.send(.get, "/hot").text == "hot")
      let late = await site.failure("/never", timeout: .milliseconds(50))
      #expect(late?.phase == .timeout)
      #expect(late?.description.contains("waiting for the answer") == true)
      let large = await site.failure("/stream/2", responseLimit: 10_001)
      #expect(large?.fault == .bodyTooLarge)
      #expect(try await site.send(.get, "/hot").text == "hot")
    }
  }

  @Test(arguments: Road.allCases)
  func `a cancelled task gives its request up`(road: Road) async throws {
    try await road.travel(Self.router()) { (site) async throws in
      let task = Task { await site.failure("/never") }
      task.cancel()
      #expect(await task.value?.phase == .cancelled)
    }
  }

  @Test("S-16 redirects are not followed", arguments: [301, 302, 303, 307, 308])
  func redirects(code: Int) async throws {
    var router = Router()
    let status = try #require(HTTPStatus(code))
    router.on(.get, "/") { _ in HTTPResponse(status, [.location: "/hot"]) }
    router.on(.get, "/hot") { _ in HTTPResponse(.ok) }
    try await Road.memory.travel(router) { (site) async throws in
      #expect(try await site.send(.get, "/").status == status)
    }
  }
}
