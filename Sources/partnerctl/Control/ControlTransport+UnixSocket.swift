import BilateralBase
import BilateralNet
import Glibc

extension ControlTransport {
  /// The runtime's unix socket: one connection a call, blocking, closed afterwards.
  static let unixSocket = ControlTransport {
    (request, socket, milliseconds, onBytes) throws(Failure) -> ControlAnswer in
    let descriptor = try connect(socket, milliseconds)
    defer { close(descriptor) }
    try send(message(request), descriptor)
    return try receive(request, descriptor, onBytes)
  }

  private static func message(_ request: ControlRequest) -> [UInt8] {
    var fields: HTTPFields = ["Host": "control", "Connection": "close"]
    let body = request.body?.bytes ?? []
    if request.body != nil {
      fields.add("Content-Type", "application/json")
      fields.add("Content-Length", String(body.count))
    }
    return HTTPEncoder.request(request.method == "POST" ? .post : .get, request.path, fields) + body
  }

  /// A connected socket that gives up after so many silent milliseconds.
  private static func connect(_ path: String, _ milliseconds: Int) throws(Failure) -> Int32 {
    let noRuntime = Failure(
      .conflict, "no runtime runs for this fleet (nobody listens at \(path))",
      help: "start it: partnerctl run")
    let folder = open(FileSystem.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw noRuntime }
    defer { close(folder) }
    // An address holds 107 bytes; the way over the open folder is short whatever the path is.
    guard let name = path.split(separator: "/").last, name.utf8.count < 64,
      var address = address("/proc/self/fd/\(folder)/\(name)")
    else { throw noRuntime }
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(.fault, "no socket: \(Descriptor.reason(errno))") }
    var patience = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isConnected else {
      let error = errno
      close(descriptor)
      guard error == EACCES || error == EPERM else { throw noRuntime }
      throw Failure(.refused, "the runtime belongs to another user", help: "run as the user that runs it")
    }
    return descriptor
  }

  private static func address(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < room else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return address
  }

  private static func send(_ bytes: [UInt8], _ descriptor: Int32) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno != EINTR { throw silent(errno) }
      rest = rest.dropFirst(max(0, count))
    }
  }

  private static func receive(_ request: ControlRequest, _ descriptor: Int32, _ onBytes: ([UInt8]) -> Void)
    throws(Failure) -> ControlAnswer
  {
    var reader = AnswerReader(method: request.method == "POST" ? .post : .get)
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
    return ControlAnswer(status: reader.status)
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
