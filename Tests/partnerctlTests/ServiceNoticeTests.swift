import Glibc
import Testing

@testable import partnerctl

/// What a service manager hears of a runtime, on a socket that stands in for its own.
@Suite(.timeLimit(.minutes(2))) struct ServiceNoticeTests {
  /// The manager's end.
  private final class Manager {
    let path: String
    private let socket: Int32

    init(_ path: String) throws {
      self.path = path
      socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let length = socklen_t(MemoryLayout<sockaddr_un>.size)
      let bound = withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
      }
      try #require(bound == 0)
    }

    deinit { close(socket) }

    /// The next message; nil when none comes for too long.
    func hear() -> String? {
      var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, 20_000) > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = recv(socket, &bytes, bytes.count, 0)
      return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    /// The next message that begins so, past signs of life.
    func hear(_ beginning: String) -> String? {
      while let message = hear() { if message.hasPrefix(beginning) { return message } }
      return nil
    }
  }

  @Test("a runtime says READY, that it lives, RELOADING until it is READY again, and STOPPING")
  func life() throws {
    let folder = try RunCommandTests.fleet()
    let manager = try Manager(folder.path + "/notify.sock")
    let runtime = RunningProgram(
      ["run", "--json", "-C", folder.path],
      environment: ["NOTIFY_SOCKET=\(manager.path)", "WATCHDOG_USEC=400000"])
    #expect(try #require(manager.hear("READY=1")).contains("STATUS=0 partners, 0 registered"))
    #expect(manager.hear("WATCHDOG=1") != nil && manager.hear("WATCHDOG=1") != nil)

    let before = ServiceNotice.monotonicMicroseconds()
    runtime.signal(SIGHUP)
    let reloading = try #require(manager.hear("RELOADING=1"))
    let told = reloading.split(separator: "=").last.flatMap { UInt64($0) } ?? 0
    #expect(told >= before && told <= ServiceNotice.monotonicMicroseconds())
    #expect(manager.hear("READY=1") != nil)

    runtime.signal(SIGTERM)
    #expect(manager.hear("STOPPING=1") != nil)
    #expect(runtime.wait() == 0)
  }

  @Test("a broken folder keeps what runs, and the manager hears that the reload is over")
  func brokenReload() throws {
    let folder = try RunCommandTests.fleet()
    let manager = try Manager(folder.path + "/notify.sock")
    let runtime = RunningProgram(
      ["run", "--json", "-C", folder.path], environment: ["NOTIFY_SOCKET=\(manager.path)"])
    #expect(manager.hear("READY=1") != nil)
    try folder.write("partnerctl.toml", "schema = nonsense")
    runtime.signal(SIGHUP)
    #expect(manager.hear("RELOADING=1") != nil && manager.hear("READY=1") != nil)
    #expect(BuiltProgram.run(["status", "--json", "-C", folder.path]).status != 3)
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
    #expect(runtime.talkText().contains("fleet.not-reloaded"))
  }

  @Test("what a manager asks for is read, and nobody who listens is no error")
  func environment() {
    #expect(ServiceNotice([:]).pulse == nil)
    #expect(ServiceNotice(["WATCHDOG_USEC": "1000000"]).pulse == nil)
    let asked = ["NOTIFY_SOCKET": "@bilateral-nobody", "WATCHDOG_USEC": "1000000"]
    #expect(ServiceNotice(asked).pulse == .milliseconds(500))
    #expect(ServiceNotice(asked.merging(["WATCHDOG_PID": "1"]) { $1 }).pulse == nil)
    #expect(ServiceNotice(asked.merging(["WATCHDOG_USEC": "soon"]) { $1 }).pulse == nil)
    ServiceNotice(asked).tell(.alive)
    ServiceNotice(["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 200)]).tell(.stopping)
    #expect(ServiceNotice.Word.ready("a\nb").text == "READY=1\nSTATUS=a b")
  }
}
