import Bilateral
import BilateralBase
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

/// A platform inside another program: what a host hears and answers.
@Suite(.timeLimit(.minutes(2))) struct EmbeddedPlatformTests {
  private static let partner = """
    schema = "bilateral/1"
    id = "acme"
    name = "ACME"
    status = "test"
    [them]
    roles = ["NL-ACM:EMSP"]
    [connection]
    registration = "they-start"
    """

  /// Remembers what it hears; throws once where it is told to.
  private final class Host: PlatformHost {
    struct Stumble: Error {}

    let heard = Mutex<[HostEvent]>([])
    let asked = Mutex<[HostQuestion]>([])
    private let stumbles: Mutex<Bool>
    private let news: AsyncStream<Void>.Continuation
    let changes: AsyncStream<Void>

    init(stumbles: Bool = false) {
      self.stumbles = Mutex(stumbles)
      (changes, news) = AsyncStream.makeStream()
    }

    func answer(_ question: HostQuestion) async -> HostAnswer? {
      asked.withLock { $0.append(question) }
      return question.partner == "nobody" ? nil : .authorize("BLOCKED", text: "not today")
    }

    func receive(_ event: HostEvent) async throws {
      let stumbles = stumbles.withLock { stumbles in
        defer { stumbles = false }
        return stumbles
      }
      heard.withLock { $0.append(event) }
      news.yield()
      if stumbles { throw Stumble() }
    }

    func events(_ type: String) -> [HostEvent] { heard.withLock { $0.filter { $0.type == type } } }

    /// Waits until it heard that many of a type.
    func hears(_ count: Int, _ type: String) async {
      for await _ in changes where events(type).count >= count { return }
    }
  }

  private static func fleet() throws -> TestFleet {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: try TestFleet.makeCertificates())
    try fleet.partner("acme", partner)
    return fleet
  }

  /// Runs a platform for a host while a body does something with it, then drains.
  private static func serving(
    _ fleet: TestFleet, _ host: Host, _ body: (Platform) async throws -> Void
  ) async throws {
    let platform = try await Platform.open(fleet: fleet.folder, telling: .nothing)
    let (ready, report) = AsyncStream<Platform.Addresses>.makeStream()
    let task = Task { try await platform.serve(for: host) { report.yield($0) } }
    for await addresses in ready {
      #expect(addresses.publicURL.hasPrefix("https://127.0.0.1:") && !addresses.backOffice.isEmpty)
      break
    }
    try await body(platform)
    task.cancel()
    try await task.value
  }

  private static func tell(_ type: String, _ id: String, _ platform: Platform) async throws {
    _ = try await platform.commons.store.write { tx in
      try tx.events.append(Event(type: type, partner: "acme", module: "cdrs", id: id))
    }
  }

  @Test("a host hears each event in order, once more where it stumbled, and goes on after a restart")
  func events() async throws {
    let fleet = try Self.fleet()
    defer { fleet.remove() }
    let host = Host(stumbles: true)
    try await Self.serving(fleet, host) { platform in
      try await Self.tell("test.happened", "A", platform)
      await host.hears(1, "test.happened")
      try await Self.tell("test.happened", "B", platform)
      while !host.events("test.happened").contains(where: { $0.id == "B" }) {
        await host.hears(host.events("test.happened").count + 1, "test.happened")
      }
    }
    let first = host.events("test.happened")
    #expect(first.first?.id == "A" && first.last?.id == "B" && first.first?.partner == "acme")
    #expect(host.heard.withLock { $0 }.count == Set(host.heard.withLock { $0 }.map(\.number)).count + 1)

    let later = Host()
    try await Self.serving(fleet, later) { platform in
      try await Self.tell("test.happened", "C", platform)
      await later.hears(1, "test.happened")
    }
    #expect(later.events("test.happened").map(\.id) == ["C"])
  }

  @Test("a host answers a question in time; one that it passes over stays open for the fallback")
  func questions() async throws {
    let fleet = try Self.fleet()
    defer { fleet.remove() }
    let host = Host()
    try await Self.serving(fleet, host) { platform in
      let store = platform.commons.store
      let deadline = platform.commons.surroundings.wallClock.now().adding(seconds: 60)
      let wakeUps = store.wakeUps(of: .asks)
      try await store.write { tx in
        for (id, partner) in [("Q-2", "nobody"), ("Q-1", "acme")] {
          try tx.asks.put(
            id: id, kind: "authorize", partner: partner, question: JSONText(Array(#"{"uid":"C1"}"#.utf8)),
            deadline: deadline)
        }
      }
      for await _ in wakeUps where try await store.read({ tx in try tx.asks.ask("Q-1")?.answer }) != nil {
        break
      }
      let answer = try await store.read { tx in try tx.asks.ask("Q-1")?.answer?.bytes }
      let json = try JSON.parse(try #require(answer))
      #expect(json["allowed"]?.string == "BLOCKED" && json["info"]?["text"]?.string == "not today")
      #expect(try await store.read { tx in try tx.asks.ask("Q-2")?.answer } == nil)
    }
    let asked = host.asked.withLock { $0 }
    #expect(Set(asked.map(\.id)) == ["Q-1", "Q-2"] && asked.count == 2)
    #expect(
      asked.allSatisfy {
        $0.kind == "authorize" && String(decoding: $0.json, as: UTF8.self) == #"{"uid":"C1"}"#
      })
  }

  @Test("the back office answers without a socket, with the same refusals; what is no request is an error")
  func calls() async throws {
    let fleet = try Self.fleet()
    defer { fleet.remove() }
    try await Self.serving(fleet, Host()) { platform in
      let partners = try await platform.call("GET", "/partners")
      #expect(partners.status == 200)
      #expect(try JSON.parse(partners.body)["partners"]?.elements?.first?["id"]?.string == "acme")
      let bad = try await platform.call("PUT", "/own/locations/DE/NVO/LOC1", body: Array("{".utf8))
      #expect(bad.status == 400)
      #expect(try JSON.parse(bad.body)["error"]?["code"]?.string != nil)
      await #expect(throws: BilateralError.self) { try await platform.call("GET", "no path") }
    }
  }

  @Test("a fleet that runs already, and a folder without one, say so")
  func opening() async throws {
    let fleet = try Self.fleet()
    defer { fleet.remove() }
    try await Self.serving(fleet, Host()) { _ in
      let error = await #expect(throws: BilateralError.self) {
        try await Platform.open(fleet: fleet.folder, telling: .nothing)
      }
      #expect(error?.exit == 6)
    }
    let error = await #expect(throws: BilateralError.self) {
      try await Platform.open(fleet: fleet.folder + "/nowhere", telling: .nothing)
    }
    #expect(error?.exit == 65 && error?.help != nil)
  }
}
