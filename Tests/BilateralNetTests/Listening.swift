import BilateralNet

/// Notes everything a transport reports, in order.
final class Listening: TransportDelegate {
  private(set) var events: [String] = []
  private(set) var bytes: [UInt8] = []
  private(set) var error: TransportError?

  var text: String { String(decoding: bytes, as: UTF8.self) }

  init(to transport: any Transport) { transport.delegate = self }

  func transportBecameReady(_ transport: any Transport) { events.append("ready") }

  func transport(_ transport: any Transport, received bytes: UnsafeRawBufferPointer) {
    self.bytes += bytes
  }

  func transportReachedEnd(_ transport: any Transport, isClean: Bool) {
    events.append(isClean ? "end clean" : "end cut off")
  }

  func transportDrained(_ transport: any Transport) { events.append("drained") }

  func transportClosed(_ transport: any Transport, error: TransportError?) {
    self.error = error
    events.append(error.map { "closed \($0)" } ?? "closed")
  }
}
