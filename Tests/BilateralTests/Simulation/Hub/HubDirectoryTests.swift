import BilateralBase
import BilateralModel
import BilateralTerms
import BilateralTesting
import Testing

/// Who is connected, and what the others are told.
@Suite struct HubDirectoryTests {
  private func words(_ entries: [HubDirectory.Entry]) -> [String] {
    entries.map { "\($0.role) \($0.status.rawValue)" }
  }

  @Test("a platform is told of all but its own parties, and never of hubs (hub: HCI01 HCI04)")
  func entries() throws {
    let sample = try HubSample()
    let told = sample.directory.entries(besides: HubSample.both)
    #expect(words(told) == ["BE-RED:CPO CONNECTED", "FR-BLU:CPO CONNECTED", "NL-ACM:EMSP CONNECTED"])
    #expect(sample.directory.entries().count == 6)
  }

  @Test("each change is news once, with its time (hub: HCI01 HCI05 HCI06)")
  func news() throws {
    var sample = try HubSample()
    let later = HubSample.now.adding(seconds: 5)
    #expect(sample.directory.refresh(at: later).isEmpty)
    sample.directory.change(HubSample.blu) { $0.isAway = true }
    let away = sample.directory.refresh(at: later)
    #expect(words(away) == ["FR-BLU:CPO OFFLINE"] && away.first?.lastUpdated == later)
    sample.directory.change(HubSample.blu) { $0.isAway = false }
    sample.directory.announce(try #require(PartyRole("SE-NEW:CPO")))
    #expect(words(sample.directory.refresh(at: later)) == ["FR-BLU:CPO CONNECTED", "SE-NEW:CPO PLANNED"])
    let number = sample.directory.open()
    sample.directory.change(number) { $0.roles = [PartyRole("SE-NEW:CPO")].compactMap(\.self) }
    #expect(words(sample.directory.refresh(at: later)) == ["SE-NEW:CPO CONNECTED"])
  }

  @Test("who leaves is SUSPENDED and not gone (hub: HCI07)")
  func leaving() throws {
    var sample = try HubSample()
    sample.directory.close(HubSample.acm)
    #expect(words(sample.directory.refresh(at: HubSample.now)) == ["NL-ACM:EMSP SUSPENDED"])
    #expect(try sample.directory.status(of: HubSample.party("NL-ACM")) == .suspended)
  }

  @Test(
    "an order counts more than what is so, and a platform all of whose parties are ordered away is cut off")
  func orders() throws {
    var sample = try HubSample()
    let (two, three) = try (HubSample.party("DE-TWO"), HubSample.party("DE-TRE"))
    sample.directory.order(two, .offline)
    #expect(!sample.directory.isCut(HubSample.both))
    sample.directory.order(three, .offline)
    #expect(sample.directory.isCut(HubSample.both))
    #expect(sample.directory.refresh(at: HubSample.now).count == 3)
    sample.directory.order(three, nil)
    #expect(!sample.directory.isCut(HubSample.both))
  }

  @Test("who registers anew takes its parties along")
  func again() throws {
    var sample = try HubSample()
    let number = sample.directory.open()
    sample.directory.change(number) { $0.roles = [PartyRole("NL-ACM:EMSP")].compactMap(\.self) }
    #expect(sample.directory.platforms[HubSample.acm] == nil)
    #expect(sample.directory.refresh(at: HubSample.now).isEmpty)
    #expect(sample.directory.platform(holding: "session-3") == nil)
    #expect(sample.directory.platform(holding: "session-2")?.number == HubSample.blu)
  }

  @Test("what is kept brings platforms back")
  func memory() throws {
    var memory = SimulatedHubMemory()
    memory.own.port = 4711
    let sample = try HubSample()
    memory.platforms = sample.directory.platforms.values.sorted { $0.number < $1.number }
    let again = SimulatedHubMemory(try JSON.parse(memory.json.bytes))
    #expect(again.platforms == memory.platforms && again.own.port == 4711)
  }
}
