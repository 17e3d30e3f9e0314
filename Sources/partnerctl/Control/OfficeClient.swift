import BilateralBase
import BilateralNet
import Glibc

/// Talks to the back office of a runtime on this machine, as the platform of its owner does.
struct OfficeClient: Sendable {
  /// The port on loopback.
  let port: UInt16
  /// What is presented.
  let token: String
  /// How long the runtime may be silent, in milliseconds.
  var patience = 120_000

  /// Sends a request.
  /// - Throws: the failure that the answer tells, exit 3 or 6 when there is none.
  func call(_ method: HTTPMethod, _ path: String, _ body: [UInt8] = [], type: String = "application/json")
    throws(Failure) -> JSON
  {
    let descriptor = try connect()
    defer { close(descriptor) }
    BlockingHTTP.setPatience(patience, of: descriptor)
    var fields: HTTPFields = [
      "Host": "127.0.0.1:\(port)", "Connection": "close", "Authorization": "Bearer \(token)",
    ]
    if method != .get {
      fields.add("Content-Type", type)
      fields.add("Content-Length", String(body.count))
    }
    try BlockingHTTP.send(HTTPEncoder.request(method, path, fields) + body, descriptor)
    var answer: [UInt8] = []
    let status = try BlockingHTTP.receive(answering: method, descriptor) { answer += $0 }
    return try ControlFault.checked(ControlAnswer(status: status), answer)
  }

  private func connect() throws(Failure) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(.fault, "no socket: \(Descriptor.reason(errno))") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      let reason = Descriptor.reason(errno)
      close(descriptor)
      throw Failure(.conflict, "no back office at 127.0.0.1:\(port): \(reason)")
    }
    return descriptor
  }
}
