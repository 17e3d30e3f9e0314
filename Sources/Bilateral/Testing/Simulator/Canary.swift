import BilateralCrypto
package import BilateralNet
import Synchronization

/// A listener at a host that nobody has any business with: it counts who comes, and keeps what they say.
package final class Canary: Sendable {
  private final class Ear: TransportDelegate, Sendable {
    let canary: Canary
    init(_ canary: Canary) { self.canary = canary }
    func transportBecameReady(_ transport: any Transport) {}
    func transport(_ transport: any Transport, received bytes: UnsafeRawBufferPointer) {
      canary.state.withLock { $0.heard += bytes }
    }
    func transportReachedEnd(_ transport: any Transport, isClean: Bool) { transport.close() }
    func transportDrained(_ transport: any Transport) {}
    func transportClosed(_ transport: any Transport, error: TransportError?) {}
  }

  private let state = Mutex((visits: 0, heard: [UInt8]()))
  private let listener: Listener

  /// Listens at another loopback address than partners do, unless a test wants it at this one.
  package init(on group: EventLoopGroup, at address: UInt32 = 0x7f00_0002) throws {
    listener = try Listener(.ip(.v4(address), port: 0), on: group.next())
    listener.start(on: group) { [self] transport in
      state.withLock { $0.visits += 1 }
      transport.delegate = Ear(self)
    }
  }

  /// What its addresses begin with.
  package var origin: String { "http://\(listener.address)" }
  /// How often somebody connected.
  package var visits: Int { state.withLock { $0.visits } }
  /// Everything that was said to it.
  package var heard: [UInt8] { state.withLock { $0.heard } }

  /// Which of these tokens were said to it, plain or in Base64 of any alignment.
  package func leaks(of tokens: [String]) -> [String] {
    let text = String(decoding: heard, as: UTF8.self)
    return tokens.filter { token in Self.spellings(of: token).contains { text.contains($0) } }
  }

  /// How a token may stand in a text: plain, and in Base64 of any alignment.
  ///
  /// In Base64 its characters depend on what stands before it; the ends depend on the neighbours and are left out.
  package static func spellings(of token: String) -> [String] {
    let encoded = (0..<3).map { lead in
      let bytes = Array(repeating: UInt8(ascii: " "), count: lead) + Array(token.utf8)
      return String(Base64.encode(bytes).dropFirst(lead == 0 ? 0 : 4).prefix(token.utf8.count))
    }
    return ([token] + encoded).filter { !$0.isEmpty }
  }

  /// Stops listening.
  package func close() { listener.close() }
}
