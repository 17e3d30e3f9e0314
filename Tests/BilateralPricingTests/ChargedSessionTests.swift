import BilateralBase
import BilateralPricing
import Testing

@Suite struct ChargedSessionTests {
  @Test("R1 periods out of order are sorted, each ends where the next begins, and that is said")
  func order() throws {
    let half = try #require(Rational(1, over: 2))
    let periods = [3600, 0, 1800].map { ChargedPeriod(start: Timestamp(seconds: $0), charging: half) }
    let session = ChargedSession(start: .epoch, end: Timestamp(seconds: 5400), periods: periods)
    #expect(session.periods.map(\.start.seconds) == [0, 1800, 3600])
    #expect(session.periods.map(\.end.seconds) == [1800, 3600, 5400])
    #expect(session.findings.map(\.code) == [.periodsOutOfOrder])
  }
}
