import BilateralNet
import BilateralTestTools
import Testing

@Suite struct MemoryTransportTests {
  private let loop = EventLoop(manualFrom: .now)

  @Test(arguments: [1, 3, Int.max])
  func `bytes arrive in order and both ends close in good order`(chunk: Int) {
    let (client, server) = MemoryTransport.pair(on: loop, chunk: chunk)
    let (here, there) = (Listening(to: client), Listening(to: server))
    client.write(Array("hello ".utf8))
    client.write(Array("there".utf8))
    #expect(client.pendingBytes == 11)
    client.close()
    loop.runUntilIdle()
    #expect(there.text == "hello there")
    #expect(there.events == ["ready", "end clean"])
    #expect(here.events == ["ready"])
    server.close()
    loop.runUntilIdle()
    #expect(there.events == ["ready", "end clean", "closed"])
    #expect(here.events == ["ready", "closed"])
  }

  @Test func `a paused reader holds the bytes back and the writer hears when they drain`() {
    var limits = TransportLimits()
    limits.lowWater = 4
    let (client, server) = MemoryTransport.pair(on: loop, limits: limits)
    let (here, there) = (Listening(to: client), Listening(to: server))
    server.pauseReading()
    client.write(Array("0123456789".utf8))
    loop.runUntilIdle()
    #expect(there.text == "")
    #expect(client.pendingBytes == 10)
    server.resumeReading()
    loop.runUntilIdle()
    #expect(there.text == "0123456789")
    #expect(here.events == ["ready", "drained"])
  }

  @Test func `an abort loses the rest and resets the peer`() {
    let (client, server) = MemoryTransport.pair(on: loop)
    let (here, there) = (Listening(to: client), Listening(to: server))
    client.abort()
    loop.runUntilIdle()
    #expect(here.events.last == "closed")
    #expect(there.events.last == "closed read: Connection reset by peer (errno 104)")
  }

  @Test func `half-close still lets the other side answer`() {
    let (client, server) = MemoryTransport.pair(on: loop)
    let (here, there) = (Listening(to: client), Listening(to: server))
    client.write([65])
    client.shutdownWrite()
    loop.runUntilIdle()
    server.write([66])
    server.close()
    loop.runUntilIdle()
    #expect(there.text == "A" && here.text == "B")
    #expect(here.events == ["ready", "end clean", "closed"])
    #expect(there.events == ["ready", "end clean", "closed"])
  }
}
