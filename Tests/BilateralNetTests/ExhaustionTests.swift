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
        await Task.yield()
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
}
