import BilateralBase
import Glibc

/// Tells a service manager how the runtime stands: the datagrams of `sd_notify(3)`, without its library.
///
/// Where no manager listens, nothing is told and nothing fails.
struct ServiceNotice: Sendable {
  /// What may be told.
  enum Word: Equatable, Sendable {
    /// Everything listens.
    case ready(String)
    /// The folder is read again; another ``ready(_:)`` says that this is over.
    case reloading(monotonicMicroseconds: UInt64)
    /// No new work is taken.
    case stopping
    /// It is alive.
    case alive
    /// How it stands, in a line for people.
    case status(String)

    /// The text of the datagram.
    var text: String {
      switch self {
      case .ready(let status): "READY=1\nSTATUS=\(Self.line(status))"
      case .reloading(let now): "RELOADING=1\nMONOTONIC_USEC=\(now)"
      case .stopping: "STOPPING=1\nSTATUS=draining"
      case .alive: "WATCHDOG=1"
      case .status(let status): "STATUS=\(Self.line(status))"
      }
    }

    private static func line(_ text: String) -> String { text.replacing("\n", with: " ") }
  }

  /// How often the manager wants to hear that we are alive; nil where it does not.
  let pulse: Duration?
  private let path: String?

  /// Reads `NOTIFY_SOCKET` and `WATCHDOG_USEC`.
  init(_ environment: [String: String]) {
    path = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
    let isOurs = environment["WATCHDOG_PID"].flatMap { Int32($0) }.map { $0 == getpid() } ?? true
    let limit = isOurs ? environment["WATCHDOG_USEC"].flatMap { Int64($0) } : nil
    // Half of what the manager waits for, as its manual advises.
    pulse = path == nil ? nil : limit.flatMap { $0 > 0 ? .microseconds($0 / 2) : nil }
  }

  /// Now, on the clock that the manager compares with.
  static func monotonicMicroseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec / 1000)
  }

  /// Tells a word.
  func tell(_ word: Word) {
    guard let path, let (address, length) = Self.address(path) else { return }
    let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return }
    defer { close(socket) }
    let bytes = Array(word.text.utf8)
    _ = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        sendto(
          socket, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), address,
          length)
      }
    }
  }

  /// The address of a socket in the file system, or of one without a file where it begins with `@`.
  private static func address(_ path: String) -> (sockaddr_un, socklen_t)? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { buffer in
      buffer.copyBytes(from: bytes)
      if bytes.first == UInt8(ascii: "@") { buffer[0] = 0 }
    }
    let start = MemoryLayout<sockaddr_un>.size - room
    // A name without a file ends with its length, a path with a zero.
    return (address, socklen_t(start + bytes.count + (bytes.first == UInt8(ascii: "@") ? 0 : 1)))
  }
}
