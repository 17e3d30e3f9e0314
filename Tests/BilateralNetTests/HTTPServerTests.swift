import BilateralNet
import BilateralTestTools
import Synchronization
import Testing

/// What a raw client sees of the server, over memory.
@Suite(.timeLimit(.minutes(1))) struct HTTPServerTests {
  private let group: EventLoopGroup
  private let loop: EventLoop

  init() throws {
    group = try EventLoopGroup(count: 1)
    loop = group.next()
  }

  private func server(_ limits: HTTPLimits = HTTPLimits(), _ configure: (inout Router) -> Void = { _ in })
    -> HTTPServer
  {
    var router = Router()
    router.on(.get, "/hello/:name") { HTTPResponse(.ok, text: "hello \($0.parameters["name"])") }
    router.on(.post, "/echo", Router.Options(bodyLimit: 100)) { HTTPResponse(.ok, body: $0.body.bytes) }
    configure(&router)
    return HTTPServer(router, on: group, limits: limits)
  }

  @Test func `pipelined requests are answered in order on one connection`() async {
    let peer = RawPeer(server(), on: loop)
    peer.send(
      "GET /hello/a HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
    peer.send("GET /hello/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    let text = await peer.received()
    let places = ["hello a", "\r\n\r\nhi", "hello b"].map { text.range(of: $0)?.lowerBound }
    #expect(!places.contains(nil))
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
  }

  @Test("S-27 a head that does not end in time gets 408 and the end")
  func slowHead() async {
    var limits = HTTPLimits()
    limits.headTime = .milliseconds(30)
    let peer = RawPeer(server(limits), on: loop)
    peer.send("GET / HTTP/1.1\r\nHos")
    #expect(await peer.received().hasPrefix("HTTP/1.1 408 "))
  }

  @Test("S-27 a body that drips gets 408 and the end")
  func slowBody() async {
    var limits = HTTPLimits()
    limits.bodyWindow = .milliseconds(30)
    let peer = RawPeer(server(limits), on: loop)
    peer.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nx")
    #expect(await peer.received().hasPrefix("HTTP/1.1 408 "))
  }

  @Test("S-29 a body above the route's limit gets 413 and the end, before it is sent")
  func tooLarge() async {
    let peer = RawPeer(server(), on: loop)
    peer.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n")
    let text = await peer.received()
    #expect(text.hasPrefix("HTTP/1.1 413 "))
    #expect(text.contains("Connection: close"))
  }

  @Test(
    "S-29 a handler that wants to answers a body above its limit in its own words, unread",
    arguments: [
      "Content-Length: 101\r\n\r\n", "Content-Length: 101\r\nExpect: 100-continue\r\n\r\n",
      "Transfer-Encoding: chunked\r\n\r\nff\r\n" + String(repeating: "x", count: 101),
    ])
  func tooLargeInItsWords(_ rest: String) async {
    let server = server {
      $0.on(.put, "/own", Router.Options(bodyLimit: 100, answersTooLarge: true)) {
        HTTPResponse(.contentTooLarge, text: "\($0.body.isTooLarge) \($0.body.bytes.count)")
      }
    }
    let peer = RawPeer(server, on: loop)
    peer.send("PUT /own HTTP/1.1\r\nHost: x\r\n" + rest)
    let text = await peer.received()
    #expect(text.hasPrefix("HTTP/1.1 413 ") && text.hasSuffix("\r\n\r\ntrue 0"))
    #expect(text.contains("Connection: close"))
    let other = RawPeer(server, on: loop)
    other.send("PUT /own HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
    #expect(await other.received("false 3").hasSuffix("false 3"))
  }

  @Test(
    "S-29 a router may tighten the limit by the head alone, so that who is refused anyway fills no memory")
  func tighter() async {
    let server = server {
      $0.on(.put, "/own", Router.Options(bodyLimit: 1000, answersTooLarge: true)) {
        HTTPResponse(.ok, text: "\($0.body.isTooLarge) \($0.body.bytes.count)")
      }
      $0.tighterLimit = { $0.fields["X-Known"] == nil ? 3 : nil }
    }
    for (fields, length, answer) in [
      ("", 500, "true 0"), ("", 3, "false 3"), ("X-Known: 1\r\n", 500, "false 500"),
      ("X-Known: 1\r\n", 1001, "true 0"),
    ] {
      let peer = RawPeer(server, on: loop)
      peer.send("PUT /own HTTP/1.1\r\nHost: x\r\n\(fields)Content-Length: \(length)\r\n\r\n")
      if answer.hasPrefix("false") { peer.send(String(repeating: "x", count: length)) }
      #expect(await peer.received(answer).hasSuffix(answer), "\(fields) \(length)")
    }
  }

  @Test func `a client that half-closes still gets its answer`() async {
    let peer = RawPeer(server(), on: loop)
    peer.send("GET /hello/a HTTP/1.1\r\nHost: x\r\n\r\n")
    peer.finish()
    #expect(await peer.received().hasSuffix("hello a"))
  }

  @Test func `an idle connection is closed without a word`() async {
    var limits = HTTPLimits()
    limits.idleTime = .milliseconds(20)
    let peer = RawPeer(server(limits), on: loop)
    peer.send("GET /hello/a HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(await peer.received().hasSuffix("hello a"))
  }

  @Test func `an event stream ends when its client goes`() async {
    let (ended, end) = AsyncStream<Bool>.makeStream()
    let server = server {
      $0.on(.get, "/events") { _ in
        HTTPResponse(.ok, [.contentType: "text/event-stream"], endsWithClient: true) { writer in
          try await writer.write(Array("data: 1\n\n".utf8))
          do { try await Task.sleep(for: .seconds(50)) } catch {}
          end.yield(Task.isCancelled)
        }
      }
    }
    for leave: @Sendable (RawPeer) -> Void in [{ $0.abort() }, { $0.finish() }] {
      let peer = RawPeer(server, on: loop)
      peer.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(await peer.received("data: 1").contains("Transfer-Encoding: chunked\r\n"))
      leave(peer)
      #expect(await ended.first { _ in true } == true)
    }
  }

  @Test func `a client that does not read is given up`() async {
    var limits = HTTPLimits()
    limits.writeTime = .milliseconds(30)
    let (ended, end) = AsyncStream<Bool>.makeStream()
    let server = server(limits) {
      $0.on(.get, "/flood") { _ in
        HTTPResponse(.ok, [:]) { writer in
          defer { end.yield(true) }
          while true { try await writer.write(Array(repeating: 65, count: 64 * 1024)) }
        }
      }
    }
    let peer = RawPeer(server, on: loop)
    peer.pause()
    peer.send("GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(await ended.first { _ in true } == true)
  }

  @Test("S-28 answers that nobody takes do not pile up: the next request waits until they have left")
  func unreadAnswers() async {
    let served = Mutex(0)
    let server = server {
      $0.on(.get, "/page", Router.Options(runsOnLoop: true)) { _ in
        served.withLock { $0 += 1 }
        return HTTPResponse(.ok, body: [UInt8](repeating: 0x78, count: 200_000))
      }
    }
    let peer = RawPeer(server, on: loop)
    peer.pause()
    peer.send(String(repeating: "GET /page HTTP/1.1\r\nHost: x\r\n\r\n", count: 50))
    peer.send("GET /hello/last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    // Whatever would be answered at once is answered when the loop has turned some times.
    for _ in 0..<200 { try? await loop.submit {} }
    #expect((1...5).contains(served.withLock { $0 }), "\(served.withLock { $0 })")
    peer.resume()
    #expect(await peer.received().hasSuffix("hello last"))
    #expect(served.withLock { $0 } == 50)
  }

  @Test("S-28 HEAD for a large page holds nothing back, since nothing of the page is sent")
  func headOfLargePage() async {
    let server = server {
      $0.on(.get, "/page", Router.Options(runsOnLoop: true)) { _ in
        HTTPResponse(.ok, body: [UInt8](repeating: 0x78, count: 400_000))
      }
    }
    let peer = RawPeer(server, on: loop)
    peer.send("HEAD /page HTTP/1.1\r\nHost: x\r\n\r\n")
    peer.send("GET /hello/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    #expect(await peer.received().hasSuffix("hello next"))
  }

  @Test("S-37 draining answers what is open, then closes")
  func drain() async {
    let (begun, begin) = AsyncStream<Void>.makeStream()
    let gate = Mutex<CheckedContinuation<Void, Never>?>(nil)
    var limits = HTTPLimits()
    limits.drainTime = .seconds(600)
    let server = server(limits) {
      $0.on(.get, "/hot") { _ in HTTPResponse(.ok, text: "hot") }
      $0.on(.get, "/slow") { _ in
        await withCheckedContinuation { continuation in
          gate.withLock { $0 = continuation }
          begin.yield()
        }
        return HTTPResponse(.ok, text: "done")
      }
    }
    let (slow, idle) = (RawPeer(server, on: loop), RawPeer(server, on: loop))
    idle.send("GET /hot HTTP/1.1\r\nHost: x\r\n\r\n")
    _ = await idle.received("hot")
    slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    _ = await begun.first { _ in true }
    async let drained: Void = server.drain()
    // A connection without a request is closed at once: by that the draining is seen to have begun.
    _ = await idle.received()
    gate.withLock { $0 }?.resume()
    let text = await slow.received()
    #expect(text.hasSuffix("done") && text.contains("Connection: close"))
    await drained
    #expect(server.connectionCount == 0)
  }

  @Test("S-37 what does not end while draining is cut off")
  func cutOff() async {
    let (begun, begin) = AsyncStream<Void>.makeStream()
    var limits = HTTPLimits()
    limits.drainTime = .milliseconds(10)
    let server = server(limits) {
      $0.on(.get, "/never") { _ in
        begin.yield()
        try await Task.sleep(for: .seconds(600))
        return HTTPResponse(.ok)
      }
    }
    let never = RawPeer(server, on: loop)
    never.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
    _ = await begun.first { _ in true }
    await server.drain()
    #expect(server.connectionCount == 0)
    #expect(await never.received() == "")
  }

  @Test func `an error that is no answer becomes 500 and a report, an answerable one its answer`() async {
    struct Oops: Error {}
    let peer = RawPeer(
      server {
        $0.on(.get, "/oops") { _ in throw Oops() }
        $0.on(.get, "/fault") { _ in throw HTTPFault.bodyTooLarge }
      }, on: loop)
    peer.send("GET /oops HTTP/1.1\r\nHost: x\r\n\r\nGET /fault HTTP/1.0\r\n\r\n")
    let text = await peer.received()
    #expect(text.hasPrefix("HTTP/1.1 500 ") && text.contains("HTTP/1.1 413 "))
    #expect(!text.contains("Oops"))
  }
}

extension String {
  fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }
}
