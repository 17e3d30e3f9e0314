import BilateralNet
import Glibc
import Testing

@Suite struct ExhaustionTests {
  /// What a child of the test process does: its limit of descriptors harms nobody else.
  private static func limitDescriptors(to count: rlim_t) {
    var limit = rlimit(rlim_cur: count, rlim_max: count)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  @Test("a listener out of descriptors sheds connections and serves again when there are some")
  func survives() async {
    await #expect(processExitsWith: .success) {
      let net = try Loopback { $0.onReady = { $0.write("hi") } }
      // Everything the process may still open but a few.
      var held: [Int32] = []
      Self.limitDescriptors(to: 256)
      while case let fd = open("/dev/null", O_RDONLY), fd >= 0 { held.append(fd) }
      for fd in held.suffix(3) { close(fd) }
      for _ in 0..<3 { net.dial() }
      let deadline = ContinuousClock.now + .seconds(10)
      while !net.reports.values.contains(where: { if case .exhausted = $0 { true } else { false } }) {
        guard ContinuousClock.now < deadline else { exit(2) }
        // Waits without a processor: where the shared pool is busy, its watcher opens a file and dies when it cannot.
        poll(nil, 0, 2)
      }
      for fd in held.dropLast(3) { close(fd) }
      let later = Events()
      let loop = net.loop
      loop.execute {
        let peer = Peer(nil, label: "later", events: later)
        peer.transport = Dialer(policy: .any).dial(.address(net.listener.address), on: loop, delegate: peer)
        peer.onBytes = { $0.transport?.close() }
      }
      guard await later.closed("later")?.text == "hi" else { exit(1) }
    }
  }

  @Test(
    "S-28 connections leave a quarter of few descriptors to others, 256 of many; our own leave half of that")
  func reserve() {
    let counts = [64, 128, 1024, 524_288].map { limit in
      [DescriptorReserve.whole, .half].map { $0.count(of: limit) }
    }
    #expect(counts == [[24, 12], [32, 16], [256, 128], [256, 128]])
    #expect(!DescriptorReserve.isTouched(by: 95, of: 128, keeping: .whole))
    #expect(DescriptorReserve.isTouched(by: 96, of: 128, keeping: .whole))
    #expect(!DescriptorReserve.isTouched(by: 96, of: 128, keeping: .half))
  }

  @Test("S-28 two hundred idle connections leave a probe unharmed")
  func idle() async throws {
    let net = try Loopback { server in server.onBytes = { $0.write("pong") } }
    for _ in 0..<200 { net.dial() }
    #expect(await net.events.first(200) { if case .ready("server", _) = $0 { true } else { false } } != .late)
    let probe = Events()
    let loop = net.loop
    loop.execute {
      let peer = Peer(nil, label: "probe", events: probe)
      peer.transport = Dialer(policy: .any).dial(.address(net.listener.address), on: loop, delegate: peer)
      peer.onReady = { $0.write("ping") }
      peer.onBytes = { $0.transport?.close() }
    }
    #expect(await probe.closed("probe")?.text == "pong")
    #expect(try await loop.submit { net.listener.connectionCount } >= 200)
  }

  /// What a child of the test process does: takes all descriptors that it may have, and tells how many connections with
  /// both ends in it that makes.
  private static func roomForConnections() -> Int { min(10_000, (Int(raiseDescriptorLimit()) - 600) / 2) }

  @Test(
    "S-28 ten thousand idle connections leave a probe unharmed, whose answer comes within 50 ms",
    .enabled(if: getenv("BILATERAL_SOAK") != nil, "a long run: make soak"), .timeLimit(.minutes(5)))
  func manyIdle() async {
    let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      let count = Self.roomForConnections()
      guard count >= 9_000 else { exit(2) }
      let group = try EventLoopGroup(count: 2)
      var router = Router()
      router.on(.get, "/probe") { _ in HTTPResponse(.ok, text: "here") }
      var limits = HTTPLimits()
      (limits.headTime, limits.connectionsPerAddress) = (.seconds(600), 20_000)
      let server = HTTPServer(router, on: group, limits: limits)
      let address = try server.listen(on: .loopback())
      var held: [Int32] = []
      for _ in 0..<count {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var to = sockaddr_in()
        (to.sin_family, to.sin_port) = (sa_family_t(AF_INET), (address.port ?? 0).bigEndian)
        to.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &to) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
          }
        }
        guard socket >= 0, result == 0 else { exit(3) }
        held.append(socket)
      }
      let client = HTTPClient(on: group.next(), plain: Dialer(policy: .any), secure: nil)
      let probe = HTTPClientRequest(.get, try HTTPURL("http://\(address)/probe"))
      var times: [Duration] = []
      for _ in 0..<200 {
        let begin = ContinuousClock.now
        guard try await client.send(probe).status == .ok else { exit(4) }
        times.append(ContinuousClock.now - begin)
      }
      times.sort()
      print(
        "S-28: \(server.connectionCount) connections, a probe took \(times[100]), the slowest \(times[199])")
      guard server.connectionCount >= count, times[190] < .milliseconds(50) else { exit(5) }
      for socket in held { close(socket) }
    }
    print(String(decoding: result?.standardOutputContent ?? [], as: UTF8.self))
  }
}
