import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

/// Messages of a partner that come again and in another order.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ReplayTests {
  private static let times = ["2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z", "2026-02-03T00:00:00Z"]

  private static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

  /// The states of one object, oldest first; each differs from the others.
  private static func states(_ module: String, _ id: String) -> [String] {
    times.enumerated().map { place, time in
      switch module {
      case "locations":
        return HostileStage.location("NL/ACM", id).replacing("Garage 1", with: "Garage \(place)")
          .replacing("\"last_updated\":\"2023-11-14T22:13:20Z\"", with: "\"last_updated\":\"\(time)\"")
      case "sessions":
        return HostileStage.session().replacing("\"S1\"", with: "\"\(id)\"").replacing(
          "1.50", with: "1.5\(place)"
        )
        .replacing("2026-01-01T10:00:00Z", with: time)
      case "tariffs":
        return HostileStage.tariff().replacing("\"T1\"", with: "\"\(id)\"").replacing(
          "0.50", with: "0.5\(place)"
        )
        .replacing("2026-01-01T00:00:00Z", with: time)
      default:
        return HostileStage.token().replacing("\"U1\"", with: "\"\(id)\"").replacing(
          "\"A\"", with: "\"A\(place)\""
        )
        .replacing("2026-01-01T00:00:00Z", with: time)
      }
    }
  }

  private func put(_ text: String, _ path: [String], on house: PublishHouse) async throws -> Knocking.Answer {
    // The same X-Request-ID each time, as a sender that repeats does.
    try await Knocking(house).ask(.put, path, authorization: "Token token-acme", body: text)
  }

  @Test(
    "S-39 S-36 P-32 whatever order a partner's messages come in, and however often, the newest stands and is there once",
    arguments: ["locations", "sessions", "tariffs", "tokens"])
  func orders(module: String) async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    try await house.register("acme")
    for (number, order) in Self.orders.enumerated() {
      let id = "X\(number)"
      let states = Self.states(module, id)
      #expect(Set(states).count == 3)
      let path = ["2.2.1", "receiver", module, "NL", "ACM", id]
      for place in order + order + order.reversed() {
        // Our own clock jumps about meanwhile, which changes nothing.
        house.clock.advance(seconds: place == 1 ? -40_000_000 : 30_000_000)
        let answer = try await put(states[place], path, on: house)
        #expect([200, 201].contains(answer.http) && answer.ocpi == 1000, "\(order): \(answer.message)")
      }
      let stored = try await house.commons.store.read { tx in try tx.received.objects(module, id: id) }
      #expect(stored.map { String(decoding: $0.body.bytes, as: UTF8.self) } == [states[2]], "\(order)")
    }
    let changes = try await house.commons.store.read { tx in try tx.events.list(after: 0, limit: 1000) }
      .map(\.event).filter { $0.type == "\(module).changed" }
    #expect(changes.count { $0.change == "created" } == 6, "each was created once")
    #expect(changes.count { $0.change == "updated" } == 5, "and changed as often as a newer state came")
    house.close()
  }

  @Test(
    "S-39 a message repeated under the same X-Request-ID, also with another body, is judged by what it says")
  func sameRequestID() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    try await house.register("acme")
    let states = Self.states("tokens", "U1")
    let path = ["2.2.1", "receiver", "tokens", "NL", "ACM", "U1"]
    #expect(try await put(states[0], path, on: house).http == 201)
    #expect(try await put(states[1], path, on: house).http == 200)
    let late = try await put(states[0], path, on: house)
    #expect(late.ocpi == 1000 && late.message.contains("older"))
    let stored = try await house.commons.store.read { tx in try tx.received.objects("tokens", id: "U1") }
    #expect(stored.map { String(decoding: $0.body.bytes, as: UTF8.self) } == [states[1]])
    house.close()
  }

  @Test(
    "S-36 a removal stands against a replay of what was removed, also when our clock was set back between")
  func removal() async throws {
    for jump in [0, -90_000_000, 90_000_000] as [Int64] {
      let house = try await PublishHouse(["acme": Sample.partner("acme")])
      try await house.register("acme")
      let states = Self.states("tariffs", "T1")
      let path = ["2.2.1", "receiver", "tariffs", "NL", "ACM", "T1"]
      #expect(try await put(states[1], path, on: house).http == 201)
      house.clock.advance(seconds: jump)
      #expect(try await Knocking(house).ask(.delete, path, authorization: "Token token-acme").http == 200)
      for state in states[...1] {
        _ = try await put(state, path, on: house)
        let shown = try await Knocking(house).ask(.get, path, authorization: "Token token-acme")
        #expect(shown.http == 404, "\(jump): what is older or the same does not come back: \(shown.text)")
      }
      house.close()
    }
  }
}
