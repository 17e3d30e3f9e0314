import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import Testing

/// What partners hear while nothing can be written.
@Suite(.serialized) struct FullDiskTests {
  private func pragma(_ text: String, _ house: PublishHouse) async throws -> Int {
    try await house.commons.store.write { tx in
      try tx.first("PRAGMA \(text)") { row throws(SQLiteError) -> Int in try row.next() } ?? 0
    }
  }

  private func push(_ number: Int, _ house: PublishHouse) async throws -> Knocking.Answer {
    let (uid, padding) = ("CARD-\(number)", String(repeating: "x", count: 60))
    let text = HostileStage.token().replacing("\"U1\"", with: "\"\(uid)\"").replacing(
      "\"A\"", with: "\"\(padding)\"")
    return try await Knocking(house).ask(
      .put, ["2.2.1", "receiver", "tokens", "NL", "ACM", uid], authorization: "Token token-acme", body: text)
  }

  private func stored(_ house: PublishHouse) async throws -> Int {
    try await house.commons.store.read { tx in try tx.received.count("tokens", from: "acme") }
  }

  @Test(
    "S-35 S-34 on a full disk a push is refused with 3000 and not kept, what was acknowledged is there, and it heals without a restart"
  )
  func full() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    try await house.register("acme")
    let pages = try await pragma("page_count", house)
    _ = try await pragma("max_page_count = \(pages + 2)", house)
    var (acknowledged, refused) = (0, 0)
    for number in 0..<200 where refused < 5 {
      let answer = try await push(number, house)
      #expect([1000, 3000].contains(answer.ocpi), "\(answer.text)")
      if answer.ocpi == 1000 { acknowledged += 1 } else { refused += 1 }
      #expect(!answer.text.contains("SQLite") && !answer.text.contains(house.folder), "\(answer.text)")
    }
    #expect(refused == 5 && acknowledged > 0)
    #expect(try await stored(house) == acknowledged)
    _ = try await pragma("max_page_count = 1000000", house)
    #expect(try await push(900, house).ocpi == 1000)
    #expect(try await stored(house) == acknowledged + 1)
    house.close()
  }

  @Test(
    "S-35 while the database may not be written a push is refused with 3000, and reading goes on"
  )
  func readOnly() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    try await house.register("acme")
    #expect(try await push(1, house).ocpi == 1000)
    _ = try await pragma("query_only = 1", house)
    #expect(try await push(2, house).ocpi == 3000)
    let read = try await Knocking(house).ask(
      ["2.2.1", "receiver", "tokens", "NL", "ACM", "CARD-1"], authorization: "Token token-acme")
    #expect(read.ocpi == 1000)
    #expect(try await stored(house) == 1)
    house.close()
  }
}
