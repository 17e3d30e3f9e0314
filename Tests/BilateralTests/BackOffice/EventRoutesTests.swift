import BilateralBase
import BilateralNet
import BilateralStore
import Synchronization
import BilateralTesting
import BilateralTestTools
import Testing

@testable import Bilateral

@Suite struct EventRoutesTests {
  private func append(_ count: Int, to office: Office, type: String = "object") async throws {
    try await office.commons.store.write { tx in
      for number in 1...count {
        try tx.events.append(
          Event(type: type, partner: "acme", module: "locations", id: "L\(number)", change: "updated"))
      }
    }
  }

  @Test("events are read in pages and go on where a reader stopped, over a restart")
  func resume() async throws {
    let office = try await Office.start()
    try await append(5, to: office)
    let first = try await office.send(.get, "/events?limit=2").json
    #expect(first["events"]?.elements?.map { $0["id"] } == ["L1", "L2"])
    #expect(first["events"]?[0]?["object"] == nil)
    let next = try #require(first["next"]?.int)
    await office.side.stop()
    let again = try await Office.start(on: office.side.fleet)
    let rest = try await again.send(.get, "/events?after=\(next)").json
    #expect(rest["events"]?.elements?.map { $0["id"] } == ["L3", "L4", "L5"])
    #expect(rest["missed"] == nil)
    let end = try #require(rest["next"]?.int)
    #expect(try await again.send(.get, "/events?after=\(end)").json == ["events": [], "next": JSON(end)])
    #expect(try await again.send(.get, "/events?after=x").path == "after")
    await again.stop()
  }

  @Test("a reader that waits is woken by the commit")
  func longPoll() async throws {
    let office = try await Office.start()
    async let page = office.send(.get, "/events?wait=20")
    try await append(1, to: office)
    #expect(try await page.json["events"]?[0]?["id"] == "L1")
    await office.stop()
  }

  @Test("a reader that waits in vain gets an empty page when its time is over")
  func waitEnds() async throws {
    let office = try await Office.start()
    let clock = TestClock()
    let router = office.router(on: clock)
    async let response = router.answer(try Office.request("GET /events?wait=20 HTTP/1.1"))
    await clock.sleepers(atLeast: 1)
    clock.advance(by: .seconds(20))
    let json = try JSON.parse(await response.bytes)
    #expect(json == ["events": [], "next": 0])
    await office.stop()
  }

  @Test("trimmed events are gone, and a reader that was away longer is told")
  func trimming() async throws {
    let office = try await Office.start()
    try await append(10, to: office)
    try await EventTrim(office.commons, count: 4).round()
    let late = try await office.send(.get, "/events?after=2").json
    #expect(late["missed"] == true)
    #expect(late["events"]?.elements?.count == 4)
    #expect(try await office.send(.get, "/events?after=6").json["missed"] == nil)
    await office.stop()
  }

  @Test("server-sent events carry their numbers, resume by them, and show life while nothing happens")
  func serverSent() async throws {
    let office = try await Office.start()
    try await append(3, to: office)
    let clock = TestClock()
    let router = office.router(on: clock)
    let request = try Office.request(
      "GET /events HTTP/1.1", fields: [.accept: "text/event-stream", "Last-Event-ID": "2"])
    let response = await router.answer(request)
    #expect(response.fields[.contentType] == "text/event-stream")
    guard case .stream(let stream) = response.content else {
      Issue.record("no stream")
      return
    }
    #expect(stream.endsWithClient)
    let (parts, source) = AsyncStream<String>.makeStream()
    let writing = Task {
      try await stream.write(HTTPResponseWriter { source.yield(String(decoding: $0, as: UTF8.self)) })
    }
    var received = parts.makeAsyncIterator()
    #expect(await received.next() == ": events after 2\n\n")
    #expect(await received.next()?.hasPrefix("id: 3\nevent: object\ndata: {\"seq\":3,") == true)
    try await append(1, to: office)
    #expect(await received.next()?.hasPrefix("id: 4\n") == true)
    await clock.sleepers(atLeast: 1)
    clock.advance(by: .seconds(15))
    #expect(await received.next() == ": still here\n\n")
    writing.cancel()
    _ = await writing.result
    await office.stop()
  }

  @Test("S-37 readers that wait do not hold up a platform that closes")
  func closing() async throws {
    let office = try await Office.start()
    let router = OfficeRouter(commons: office.commons, key: .open)
    let request = try Office.request("GET /events HTTP/1.1", fields: [.accept: "text/event-stream"])
    guard case .stream(let stream) = await router.answer(request).content else {
      Issue.record("no stream")
      return
    }
    async let page = router.answer(try Office.request("GET /events?wait=60 HTTP/1.1"))
    async let streamed: Void = stream.write(HTTPResponseWriter { _ in })
    office.commons.closing.open()
    try await streamed
    #expect(try JSON.parse(await page.bytes)["events"] == [])
    await office.stop()
  }
}

extension Office {
  /// The same routes on another clock, without a socket and without a token.
  func router(on clock: TestClock) -> OfficeRouter {
    var surroundings = commons.surroundings
    surroundings.clock = clock
    surroundings.elapsed = { clock.now.offset }
    return OfficeRouter(commons: commons.with(surroundings), key: .open)
  }

  /// A request for such a router.
  static func request(_ line: String, fields: HTTPFields = HTTPFields(), body: String = "") throws
    -> HTTPRequest
  {
    var head = try HTTPRequestHead(firstLine: Array(line.utf8))
    head.fields = fields
    return HTTPRequest(
      head, peer: PeerIdentity(), parameters: HTTPParameters(), body: HTTPRequestBody(Array(body.utf8)))
  }
}

extension HTTPResponse {
  /// The body of an answer that is all here.
  var bytes: [UInt8] {
    guard case .bytes(let bytes) = content else { return [] }
    return bytes
  }
}
