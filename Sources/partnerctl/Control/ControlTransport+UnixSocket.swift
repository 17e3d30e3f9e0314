import BilateralBase
import BilateralNet
import Glibc

extension ControlTransport {
  /// The runtime's unix socket: one connection a call, blocking, closed afterwards.
  static let unixSocket = ControlTransport {
    (request, socket, milliseconds, onBytes) throws(Failure) -> ControlAnswer in
    let descriptor = try connect(socket, milliseconds)
    defer { close(descriptor) }
    try BlockingHTTP.send(message(request), descriptor)
    let method: HTTPMethod = request.method == "POST" ? .post : .get
    return ControlAnswer(status: try BlockingHTTP.receive(answering: method, descriptor, onBytes))
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
    let noRuntime = ControlFault.noRuntime(at: path)
    let folder = open(FileSystem.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw noRuntime }
    defer { close(folder) }
    // An address holds 107 bytes; the way over the open folder is short whatever the path is.
    guard let name = path.split(separator: "/").last, name.utf8.count < 64,
      var address = address("/proc/self/fd/\(folder)/\(name)")
    else { throw noRuntime }
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(.fault, "no socket: \(Descriptor.reason(errno))") }
    BlockingHTTP.setPatience(milliseconds, of: descriptor)
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
}
