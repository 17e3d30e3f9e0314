import Bilateral
import BilateralBase
import BilateralNet
import BilateralTesting
import Glibc
import Synchronization
import Testing

/// Two whole platforms whose messages pass a proxy: each message of each exchange is lost once.
@Suite struct LostMessageTests {
  struct Stage: Sendable {
    let pair: TestPair
    let proxy: MessageProxy
    var cpo: PartnerLink { pair.cpo.link("acme") }
    var emsp: PartnerLink { pair.emsp.link("volt") }

    init(terms: TestPair.Terms = .quiet) async throws {
      proxy = try MessageProxy()
      pair = try await TestPair.start(terms: terms, through: proxy)
    }

    func end() async {
      await pair.stop()
      await proxy.stop()
    }

    func invite() async throws {
      let reply = try await pair.cpo.platform.invitation.invite("acme")
      let token = try #require(reply.members.first { $0.name == "token" }?.value.string)
      try pair.emsp.fleet.secret("volt/token-a", Array(token.utf8))
    }

    func register() async throws -> ControlReply {
      try await pair.emsp.platform.registrar.register("volt", update: false, telling: .silent)
    }

    func rotate() async throws -> ControlReply {
      try await pair.emsp.platform.rotation.rotate("volt", both: false, telling: .silent)
    }

    func unregister() async throws -> ControlReply {
      try await pair.emsp.platform.registrar.unregister("volt", telling: .silent)
    }

    /// A call with the session token in each direction: the proof that nobody is locked out.
    func isTalking() async -> Bool {
      for link in [emsp, cpo] {
        guard let url = link.facts.credentials, (try? await link.call(OCPIRequest(.get, url))) != nil else {
          return false
        }
      }
      return true
    }

    func step(_ link: PartnerLink) -> String? {
      NextStep.of(link.facts.relation, isRefused: link.isRefused, id: link.id)?.command
    }
  }

  /// Every message in the long loop, a sample otherwise.
  static var places: [Int] { getenv("BILATERAL_SOAK") == nil ? [2, 5, 8, 10] : Array(1...10) }

  @Test("CR-17 P-06 P-07 whichever message of POST is lost, repeating the verb registers both")
  func post() async throws {
    let stage = try await Stage()
    var noticed: [Int] = []
    for k in Self.places {
      try await stage.invite()
      stage.proxy.expect([k: .lost])
      let failure = await controlFailure { try await stage.register() }
      if failure != nil {
        #expect(stage.step(stage.emsp) == "partnerctl register volt", "\(k) \(failure?.message ?? "")")
        _ = try await stage.register()
      }
      if failure != nil { noticed.append(k) }
      #expect(await stage.isTalking(), "message \(k) of POST: \(stage.proxy.messages)")
      #expect(stage.step(stage.emsp) == nil && stage.step(stage.cpo) == nil)
      _ = try await stage.unregister()
    }
    #expect(Set(noticed).isSuperset(of: [5, 10]), "a lost POST and a lost answer are noticed")
    await stage.end()
  }

  @Test("S-10 P-07 whichever message of PUT is lost, traffic goes on, and repeating the verb renews")
  func put() async throws {
    let stage = try await Stage()
    try await stage.invite()
    _ = try await stage.register()
    for k in Self.places {
      let before = stage.emsp.facts.theirToken?.revealed
      stage.proxy.expect([k: .lost])
      let failure = await controlFailure { try await stage.rotate() }
      #expect(await stage.isTalking(), "message \(k) of PUT: \(stage.proxy.messages)")
      if failure != nil {
        // When the partner could not call back it has said no, and nothing is in doubt.
        #expect(stage.step(stage.emsp) == ([5, 10].contains(k) ? "partnerctl rotate volt" : nil), "\(k)")
        _ = try await stage.rotate()
      }
      #expect(await stage.isTalking(), "message \(k) of PUT, renewed")
      #expect(stage.emsp.facts.theirToken?.revealed != before)
      #expect(stage.step(stage.emsp) == nil && stage.step(stage.cpo) == nil)
    }
    #expect(stage.proxy.unauthorized == 0)
    await stage.end()
  }

  @Test(
    "CR-11 P-09 whichever message of DELETE is lost, repeating the verb ends both sides", arguments: 1...2)
  func delete(_ k: Int) async throws {
    let stage = try await Stage()
    try await stage.invite()
    _ = try await stage.register()
    stage.proxy.expect([k: .lost])
    #expect(await controlFailure { try await stage.unregister() }?.exit == 3)
    #expect(stage.step(stage.emsp) == "partnerctl unregister volt")
    #expect(stage.cpo.facts.state == (k == 1 ? .registered : .ended))
    _ = try await stage.unregister()
    #expect(stage.cpo.facts.state == .ended && stage.emsp.facts.state == .ended)
    await stage.end()
  }

  @Test("S-10 while both directions are under load, rotations from both sides cause no 401 at all")
  func underLoad() async throws {
    let stage = try await Stage()
    try await stage.invite()
    _ = try await stage.register()
    stage.proxy.expect()
    let load = Load()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for link in [stage.emsp, stage.cpo, stage.emsp, stage.cpo] {
        group.addTask { await load.run(link) }
      }
      defer { load.isOver.open() }
      for turn in 0..<(getenv("BILATERAL_SOAK") == nil ? 6 : 200) {
        if turn.isMultiple(of: 2) {
          _ = try await stage.rotate()
        } else {
          _ = try await stage.pair.cpo.platform.rotation.rotate("acme", both: true, telling: .silent)
        }
      }
      load.isOver.open()
      try await group.waitForAll()
    }
    #expect(stage.proxy.unauthorized == 0)
    #expect(load.failures.isEmpty)
    #expect(load.count > 40)
    await stage.end()
  }

  /// Calls without pause until it is over.
  final class Load: Sendable {
    let isOver = Latch()
    private let state = Mutex<(count: Int, failures: [String])>((0, []))
    var count: Int { state.withLock { $0.count } }
    var failures: [String] { state.withLock { $0.failures } }

    func run(_ link: PartnerLink) async {
      while !isOver.isOpen {
        guard let url = link.facts.credentials else { continue }
        do {
          _ = try await link.call(OCPIRequest(.get, url))
          state.withLock { $0.count += 1 }
        } catch {
          state.withLock { $0.failures.append("\(error)") }
        }
      }
    }
  }

  @Test("P-08 both sides rotate at the same moment, again and again: both end with tokens that work")
  func crossing() async throws {
    let stage = try await Stage()
    try await stage.invite()
    _ = try await stage.register()
    for _ in 0..<(getenv("BILATERAL_SOAK") == nil ? 1 : 10) {
      async let ours = controlFailure {
        try await stage.pair.cpo.platform.registrar.register("acme", update: true, telling: .silent)
      }
      async let theirs = controlFailure {
        try await stage.pair.emsp.platform.registrar.register("volt", update: true, telling: .silent)
      }
      for failure in await [ours, theirs] { #expect(failure == nil, "\(failure?.message ?? "")") }
      #expect(await stage.isTalking())
    }
    #expect(stage.proxy.unauthorized == 0)
    await stage.end()
  }
}
