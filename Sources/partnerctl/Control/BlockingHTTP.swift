import BilateralNet
import Glibc

/// HTTP/1.1 on a connected descriptor, one exchange, blocking: enough to talk to a runtime on this machine.
enum BlockingHTTP {
  /// Lets reads and writes fail after so many silent milliseconds.
  static func setPatience(_ milliseconds: Int, of descriptor: Int32) {
    var patience = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// Sends everything.
  /// - Throws: exit 3 when the other side is silent for too long, 6 when it is gone.
  static func send(_ bytes: [UInt8], _ descriptor: Int32) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno != EINTR { throw silent(errno) }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Reads an answer, hands on its body as it comes, and returns its status.
  /// - Throws: exit 3 when the other side is silent for too long, 6 when it is gone, 70 when it speaks no HTTP.
  static func receive(answering method: HTTPMethod, _ descriptor: Int32, _ onBytes: ([UInt8]) -> Void)
    throws(Failure) -> Int
  {
    var reader = AnswerReader(method: method)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    do {
      while !reader.isComplete {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        if count < 0 { throw silent(errno) }
        let parts = count == 0 ? try reader.end() : try reader.take(chunk[..<count])
        for part in parts { onBytes(part) }
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw ControlFault.garbled
    }
    return reader.status
  }

  private static func silent(_ error: Int32) -> Failure {
    guard error == EAGAIN || error == EWOULDBLOCK else {
      return Failure(.conflict, "the runtime went away: \(Descriptor.reason(error))", help: "partnerctl run")
    }
    return Failure(.unreachable, "the runtime did not answer in time", help: "--timeout 5min waits longer")
  }
}

/// Reads one answer out of bytes that come in any portions.
struct AnswerReader {
  private let method: HTTPMethod
  private var heads = HTTPParser<HTTPResponseHead>()
  private var body: HTTPBodyParser?
  private var rest: ArraySlice<UInt8> = []
  /// The status, once the head is there; 0 before.
  private(set) var status = 0
  /// Whether the whole answer was read.
  private(set) var isComplete = false

  /// A reader for the answer to a request of that method.
  init(method: HTTPMethod) { self.method = method }

  /// Takes bytes; returns what they add to the body.
  mutating func take(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) -> [[UInt8]] {
    rest += bytes
    if body == nil {
      guard let head = try heads.parse(&rest) else { return [] }
      status = head.status.code
      body = HTTPBodyParser(try head.framing(answering: method))
    }
    var parts: [[UInt8]] = []
    while let part = try body?.parse(&rest) {
      guard case .bytes(let bytes) = part else {
        isComplete = true
        break
      }
      parts.append(Array(bytes))
    }
    return parts
  }

  /// Takes the end of the connection.
  mutating func end() throws(HTTPFault) -> [[UInt8]] {
    guard body != nil else { throw .truncatedBody }
    try body?.end()
    isComplete = true
    return []
  }
}
