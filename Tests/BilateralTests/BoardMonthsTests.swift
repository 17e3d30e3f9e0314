import BilateralBase
import BilateralTerms
import Testing

@testable import Bilateral

@Suite struct BoardMonthsTests {
  @Test("figures of a month are worked out once a minute, by partner and month")
  func kept() async throws {
    let months = BoardMonths()
    var reads: [String] = []
    let begin = try #require(Timestamp(ocpi: "2026-11-30T23:59:00Z"))

    func ask(_ partner: String, after seconds: Int64) async throws -> JSON {
      let now = begin.adding(seconds: seconds)
      let period = SettlementPeriod(.month, containing: CivilDate(now))
      return try await months.answer(of: partner, period, at: now) {
        reads.append("\(partner) \(period)")
        return .string("\(reads.count)")
      }
    }

    #expect(try await ask("acme", after: 0) == "1")
    #expect(try await ask("acme", after: 59) == "1")
    #expect(try await ask("blau", after: 59) == "2")
    // Another month, though the minute is not over.
    #expect(try await ask("blau", after: 60) == "3")
    #expect(try await ask("blau", after: 119) == "3")
    #expect(try await ask("blau", after: 120) == "4")
    // A clock that was set back never makes a figure last.
    #expect(try await ask("blau", after: 90) == "5")
    #expect(reads == ["acme 2026-11", "blau 2026-11", "blau 2026-12", "blau 2026-12", "blau 2026-12"])
  }

  @Test("what could not be worked out is asked again")
  func failed() async throws {
    struct Broken: Error {}
    let months = BoardMonths()
    let now = Timestamp(seconds: 1_800_000_000)
    let period = SettlementPeriod(.month, containing: CivilDate(now))
    await #expect(throws: Broken.self) {
      try await months.answer(of: "acme", period, at: now) { throw Broken() }
    }
    #expect(try await months.answer(of: "acme", period, at: now) { true } == true)
  }
}
