import BilateralNet
import BilateralTestTools

/// A client that speaks in raw text, for what a well-behaved one never does.
final class RawPeer: TransportDelegate, @unchecked Sendable {
  private let loop: EventLoop
  private var transport: (any Transport)?
  private var text = ""
  private var isClosed = false
  private var waits: [(wanted: String?, continuation: CheckedContinuation<String, Never>)] = []

  /// Connects in memory to a server.
  init(_ server: HTTPServer, on loop: EventLoop, limits: TransportLimits = TransportLimits()) {
    self.loop = loop
    loop.execute {
      let (client, other) = MemoryTransport.pair(on: loop, limits: limits)
      client.delegate = self
      self.transport = client
      server.serve(other)
    }
  }

  func send(_ text: String) { loop.execute { self.transport?.write(Array(text.utf8)) } }

  /// Ends our direction.
  func finish() { loop.execute { self.transport?.shutdownWrite() } }

  /// Disappears.
  func abort() { loop.execute { self.transport?.abort() } }

  func pause() { loop.execute { self.transport?.pauseReading() } }

  func resume() { loop.execute { self.transport?.resumeReading() } }

  /// Everything up to now, as soon as it contains the wanted text, or the connection ended (always, when nil).
  func received(_ wanted: String? = nil) async -> String {
    await withCheckedContinuation { continuation in
      loop.execute {
        self.waits.append((wanted, continuation))
        self.check()
      }
    }
  }

  private func check() {
    waits.removeAll { wait in
      guard isClosed || wait.wanted.map({ text.contains($0) }) == true else { return false }
      wait.continuation.resume(returning: text)
      return true
    }
  }

  func transportBecameReady(_ transport: any Transport) {}

  func transport(_ transport: any Transport, received bytes: UnsafeRawBufferPointer) {
    text += String(decoding: bytes, as: UTF8.self)
    check()
  }

  func transportReachedEnd(_ transport: any Transport, isClean: Bool) {
    isClosed = true
    check()
    transport.close()
  }

  func transportDrained(_ transport: any Transport) {}

  func transportClosed(_ transport: any Transport, error: TransportError?) {
    isClosed = true
    check()
  }
}
