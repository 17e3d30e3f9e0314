import BilateralBase
import BilateralStore
import Testing

@Suite struct ExchangeTableTests {
  let folder = StoreFolder()

  private func open(_ count: Int = Migrations.exchanges.count) throws -> Store {
    try Store(
      at: folder.database, options: folder.options, migrations: Array(Migrations.exchanges.prefix(count)))
  }

  private func exchange(_ number: Int, request: String?, correlation: String?) -> ExchangeRow {
    ExchangeRow(
      at: Timestamp(seconds: 1_790_000_000 + Int64(number)), partner: number % 2 == 0 ? "even" : "odd",
      direction: .inbound,
      module: "tokens", method: "GET", path: "/\(number)", http: 200, ocpi: 1000, level: .info,
      requestID: request,
      correlation: correlation, microseconds: 1, requestSize: 0, responseSize: 0, request: nil, response: nil,
      error: nil)
  }

  /// A thousand, a few of which belong together: by the one id, by the other, by both.
  private func fill(_ store: Store) throws {
    try store.writeBlocking { tx in
      for number in 1...1000 {
        let (first, second, both) = (number % 300 == 7, number % 300 == 9, number == 500)
        try tx.exchanges.append(
          exchange(
            number, request: first || both ? "wanted" : "r\(number)",
            correlation: second || both ? "wanted" : number % 5 == 0 ? nil : "c\(number)"))
      }
    }
  }

  private func paths(_ store: Store, _ filter: ExchangeFilter, limit: Int = 100) throws -> [String] {
    try store.readBlocking { tx in try tx.exchanges.list(filter, limit: limit).map(\.path) }
  }

  private var wanted: ExchangeFilter {
    var filter = ExchangeFilter()
    filter.correlation = "wanted"
    return filter
  }

  @Test func `those of one id are found in all parts, each once, oldest first`() throws {
    let store = try open()
    #expect(try paths(store, wanted).isEmpty)
    try fill(store)
    let all = ["/7", "/9", "/307", "/309", "/500", "/607", "/609", "/907", "/909"]
    #expect(try paths(store, wanted) == all)
    #expect(try paths(store, wanted, limit: 2) == ["/907", "/909"])
    var narrow = wanted
    narrow.partner = "even"
    #expect(try paths(store, narrow) == ["/500"])
    #expect(try paths(store, ExchangeFilter(), limit: 3) == ["/998", "/999", "/1000"])
    // The oldest parts go.
    _ = try store.writeBlocking { tx in
      try tx.exchanges.trim(before: Timestamp(seconds: 1_790_000_308), largerThan: .max)
    }
    #expect(try paths(store, wanted) == Array(all.dropFirst(3)))
    store.close()
  }

  @Test func `what an older program kept is found after the upgrade`() throws {
    let old = try open(2)
    try fill(old)
    old.close()
    let store = try open()
    #expect(try paths(store, wanted).count == 9)
    let problems = try DatabaseCheck.whole.problems(of: folder.database)
    #expect(problems.isEmpty)
    store.close()
  }
}
