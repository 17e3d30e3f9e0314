import Bilateral
import BilateralBase
import BilateralStore
import BilateralTesting
import Testing

@Suite struct ServedPagesTests {
  private struct Pair {
    let house: PublishHouse
    let partner: RecordingPartner

    /// Five locations, all waiting to be pushed, and their tariff already there.
    init() async throws {
      house = try await PublishHouse(["acme": Sample.partner("acme", Sample.discount)])
      partner = RecordingPartner(on: house.platform.group)
      try partner.start()
      try await house.register("acme", receiver: partner.base)
      try await house.put("locations", (0..<5).map { Sample.location("L\($0)", at: house.clock.now) })
      try await house.settle("acme")
      #expect(try await house.waiting("acme") == 6)
    }

    func read(_ query: String) async throws { _ = try await house.get("locations?\(query)", as: "acme") }

    /// The locations that are pushed now.
    func pushed() async throws -> [String] {
      try await house.deliver("acme")
      return sent()
    }

    /// The locations that were pushed since the last look.
    func sent() -> [String] {
      partner.take().filter { $0.name.hasPrefix("locations") }.map { "\($0.method) \($0.name)" }
        .sorted()
    }

    func close() async {
      await partner.stop()
      house.close()
    }
  }

  private static let puts = (0..<5).map { "PUT locations/DE/NVO/L\($0)" }

  @Test("a page counts as arrived once the next one is asked for, and is not pushed as well")
  func nextPage() async throws {
    let pair = try await Pair()
    try await pair.read("limit=2")
    try await pair.read("limit=2&offset=2")
    #expect(try await pair.pushed() == Array(Self.puts.dropFirst(2)))
    #expect(try await pair.house.waiting("acme") == 0)
    await pair.close()
  }

  @Test("reading again from a later time shows that the last page arrived")
  func nextCrawl() async throws {
    let pair = try await Pair()
    try await pair.read("limit=9")
    try await pair.read("limit=9&date_from=\(pair.house.clock.now)")
    #expect(try await pair.pushed() == [])
    await pair.close()
  }

  @Test(
    "a page that is asked for once more, or left alone, shows nothing",
    arguments: ["limit=9", "limit=1&offset=4"])
  func lostAnswer(_ second: String) async throws {
    let pair = try await Pair()
    try await pair.read("limit=9")
    try await pair.read(second)
    #expect(try await pair.pushed() == Self.puts)
    await pair.close()
  }

  @Test("while the partner reads a list, what it has no copy of yet waits for it to come there")
  func heldBack() async throws {
    let pair = try await Pair()
    let house = pair.house
    let sender = OutboxSender(.locations, for: try house.link("acme"), house.commons)
    _ = try await OutboxSender(.tariffs, for: try house.link("acme"), house.commons).round()
    try await pair.read("limit=2")
    #expect(try await sender.round() == .until(house.clock.now.adding(seconds: 1)))
    try await pair.read("limit=2&offset=2")
    house.clock.advance(seconds: 1)
    try await house.put("locations", [Sample.location("L0", at: house.clock.now, statuses: ["CHARGING"])])
    try await house.settle("acme")
    #expect(try await sender.round() == .none)
    #expect(pair.sent() == ["PUT locations/DE/NVO/L0"], "what it has read already goes at once")
    try await pair.read("limit=2&offset=4")
    #expect(try await pair.pushed() == ["PUT locations/DE/NVO/L4"], "the last page shows nothing")
    await pair.close()
  }

  @Test("what changed since the page was served is pushed, the newest state of it")
  func changedSince() async throws {
    let pair = try await Pair()
    try await pair.read("limit=3")
    pair.house.clock.advance(seconds: 5)
    try await pair.house.put("locations", [Sample.location("L1", at: pair.house.clock.now, name: "Kai")])
    try await pair.read("limit=3&offset=3")
    #expect(try await pair.pushed() == ["L1", "L3", "L4"].map { "PUT locations/DE/NVO/\($0)" })
    try await pair.house.settle("acme")
    #expect(try await pair.pushed() == [], "what was pushed is what the loop then judged")
    await pair.close()
  }

  @Test(
    "ruling 19 what is pushed in an older state while its page travels is told again: either may come last")
  func pushedMeanwhile() async throws {
    let pair = try await Pair()
    let house = pair.house
    let set: @Sendable (String) async throws -> Void = { status in
      house.clock.advance(seconds: 1)
      try await house.put("locations", [Sample.location("L1", at: house.clock.now, statuses: [status])])
      try await house.settle("acme")
    }
    #expect(try await pair.pushed().contains("PUT locations/DE/NVO/L1"))
    try await set("BLOCKED")
    pair.partner.meanwhile {
      try await set("CHARGING")
      try await pair.read("limit=9")
      try await pair.read("limit=9&date_from=\(house.clock.now)")
    }
    #expect(try await pair.pushed() == ["PATCH locations/DE/NVO/L1/L1-0", "PUT locations/DE/NVO/L1"])
    #expect(try await house.waiting("acme") == 0)
    await pair.close()
  }

  @Test(
    "ruling 19 a state that comes back to what was told is told again where the partner has read another one",
    arguments: ["locations?limit=9", "locations/L1", "locations/L1/L1-0"])
  func cameBack(_ read: String) async throws {
    let pair = try await Pair()
    let house = pair.house
    #expect(try await pair.pushed().contains("PUT locations/DE/NVO/L1"))
    for (status, isRead) in [("BLOCKED", true), ("AVAILABLE", false)] {
      house.clock.advance(seconds: 1)
      try await house.put("locations", [Sample.location("L1", at: house.clock.now, statuses: [status])])
      // The first one is read before any loop has looked at it.
      if isRead { _ = try await house.get(read, as: "acme") }
      try await house.settle("acme")
    }
    #expect(try await pair.pushed() == ["PUT locations/DE/NVO/L1"])
    #expect(try await house.waiting("acme") == 0)
    await pair.close()
  }

  @Test("what the partner has read and shows that it has is not pushed, of objects that it knew before too")
  func readOfKnown() async throws {
    let pair = try await Pair()
    let house = pair.house
    _ = try await pair.pushed()
    house.clock.advance(seconds: 1)
    try await house.put("locations", [Sample.location("L1", at: house.clock.now, statuses: ["BLOCKED"])])
    try await house.settle("acme")
    try await pair.read("limit=9")
    try await pair.read("limit=9&date_from=\(house.clock.now)")
    #expect(try await pair.pushed() == [])
    #expect(try await house.waiting("acme") == 0)
    await pair.close()
  }

  @Test("LOC-36 after a page was read, a change of status is a PATCH as after a push")
  func patchAfterPage() async throws {
    let pair = try await Pair()
    try await pair.read("limit=5")
    try await pair.read("limit=5&offset=5")
    #expect(try await pair.pushed() == [])
    pair.house.clock.advance(seconds: 5)
    try await pair.house.put(
      "locations", [Sample.location("L1", at: pair.house.clock.now, statuses: ["CHARGING"])])
    try await pair.house.settle("acme")
    #expect(try await pair.pushed() == ["PATCH locations/DE/NVO/L1/L1-0"])
    await pair.close()
  }

  @Test("TR-30 what a list shows as its time is what a window finds it by")
  func windowAfterRestamp() async throws {
    let pair = try await Pair()
    let house = pair.house
    let first = Sample.location("L9", at: house.clock.now)
    try await house.put("locations", [first])
    try await house.settle("acme")
    house.clock.advance(seconds: 60)
    let later = house.clock.now
    // Only the time of the location itself is another, which is the last member of the text.
    let restamped = first.text.dropLast("\(first.at)\"}".count) + "\(later)\"}"
    try await house.put("locations", [Sample.Object(key: first.key, text: String(restamped), at: later)])
    try await house.settle("acme")
    let answer = try await house.get("locations?date_from=\(later)", as: "acme")
    #expect(answer.ids == ["L9"])
    await pair.close()
  }
}
