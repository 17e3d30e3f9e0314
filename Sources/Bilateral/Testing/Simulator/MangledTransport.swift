import BilateralBase
import BilateralNet

/// A transport under a correct server that spoils the answers which ask for it by ``WireFault/field``.
final class MangledTransport: Transport, @unchecked Sendable {
  private let inner: any Transport
  private var steps: [WireStep] = []
  private var isSilent = false
  private var isBusy = false
  private var closesAfter = false

  init(_ inner: any Transport) { self.inner = inner }

  var loop: EventLoop { inner.loop }
  var delegate: (any TransportDelegate)? {
    get { inner.delegate }
    set { inner.delegate = newValue }
  }
  var peer: PeerIdentity { inner.peer }
  var pendingBytes: Int { inner.pendingBytes }

  func write(_ bytes: [UInt8]) {
    guard !isSilent else { return }
    guard let (fault, head, body) = Self.faulty(bytes) else {
      if isBusy { steps.append(.send(bytes)) } else { inner.write(bytes) }
      return
    }
    steps += fault.steps(head: head, body: body)
    if !isBusy { go() }
  }

  func pauseReading() { inner.pauseReading() }
  func resumeReading() { inner.resumeReading() }
  func shutdownWrite() { inner.shutdownWrite() }
  func close() { if isBusy { closesAfter = true } else { inner.close() } }

  func abort() {
    (isSilent, steps) = (true, [])
    inner.abort()
  }

  private func go() {
    isBusy = true
    while !steps.isEmpty {
      switch steps.removeFirst() {
      case .send(let bytes): inner.write(bytes)
      case .pause(let time):
        loop.schedule(after: time) { [self] in if !isSilent { go() } }
        return
      case .end:
        isSilent = true
        inner.close()
      case .silence: isSilent = true
      }
    }
    isBusy = false
    if closesAfter { inner.close() }
  }

  /// The fault that the head of a message asks for, with the head free of it.
  private static func faulty(_ bytes: [UInt8]) -> (WireFault, head: String, body: [UInt8])? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let mark = "\(WireFault.field):"
    guard let line = lines.first(where: { $0.hasPrefix(mark) }),
      let fault = WireFault(String(line.dropFirst(mark.count + 1)))
    else { return nil }
    let head = lines.filter { $0 != line }.joined(separator: "\r\n") + "\r\n\r\n"
    return (fault, head, Array(bytes[end.upperBound...]))
  }
}
