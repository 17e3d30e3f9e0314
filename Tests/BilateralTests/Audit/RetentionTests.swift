import BilateralBase
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

@Suite struct RetentionTests {
  @Test(
    "ruling 33 vouchers are kept for as long as the longest of our countries and files wants, and then go")
  func horizon() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme", "[cdr]\nretention = \"9 years\"\n")])
    let fleet = house.commons.fleet()
    let retention = Retention(fleet.file, Array(fleet.partners.values))
    // Germany wants eight years, the file nine: months of 31 days, so that it is never too early.
    #expect(retention.days == 9 * 12 * 31)
    #expect(Retention(fleet.file, []).days == 8 * 366)
    let now = house.clock.now
    let ages: [(String, Int64)] = [("OLD", retention.days + 1), ("KEPT", retention.days - 1)]
    for (id, days) in ages {
      let time = now.adding(seconds: -86_400 * days)
      try await house.commons.store.write { tx in
        _ = try tx.received.put(
          ReceivedObject(
            module: "cdrs", partner: "acme", key: ObjectKey(country: "NL", party: "ACM", id: id),
            version: "2.2.1",
            body: "{}", lastUpdated: time, hash: [1]))
      }
    }
    try await retention.forget(house.commons)
    let left = try await house.commons.store.read { tx in
      try tx.received.list("cdrs", ListFilter()).rows.map(\.key.id)
    }
    #expect(left == ["KEPT"])
    house.close()
  }
}
