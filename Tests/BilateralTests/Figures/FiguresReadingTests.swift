import BilateralBase
import BilateralNet
import BilateralStore
import Testing

@testable import Bilateral

@Suite struct FiguresReadingTests {
  @Test("the figures of a month equal what was taken in, and promises that were broken say whom to call")
  func month() async throws {
    let stage = try await ReceivedStage(
      """
      [cdr]
      deliver_within = "24 h"
      [service_level]
      cdr_on_time = "99 %"
      uptime = "97 %"
      authorization_success = "99 %"

      """ + WhyProviderTests.contacts)
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    stage.house.clock.advance(seconds: 12 * 3600)
    try await stage.send("C1", cost: "11.25")
    try await stage.send("C2", cost: "14.00", from: "10:00")
    stage.house.clock.advance(seconds: 48 * 3600)
    try await stage.send("C3", cost: "11.25", from: "05:00")
    let told = try await WhyProviderTests.call(
      stage.house.platform, .get, "/partners/acme/figures?period=2026-01")
    let figures = told["figures"] ?? .null
    #expect(figures["cdr_acceptance"] == ["percent": "100.00", "part": 3, "whole": 3], "\(told.text)")
    #expect(
      figures["cdr_lateness"]?["percent"] == "33.33" && figures["price_deviation"]?["percent"] == "33.33")
    #expect(told["bought"]?["sessions"] == 3 && told["bought"]?["kwh"] == "70.2")
    #expect(told["bought"]?["net"] == [["currency": "EUR", "amount": "36.50"]])
    #expect(told["bought"]?["uptime"]?["percent"] == "100.000")
    let promises = told["promises"]?.elements ?? []
    let broken = promises.filter { $0["kept"] == false }
    #expect(broken.map { $0["name"] } == ["cdr_on_time"] && broken.first?["call"]?["phone"] == "+31205550199")
    #expect(promises.contains { $0["name"] == "authorization_success" && $0["kept"] == .null })
    let odd = try await WhyProviderTests.call(
      stage.house.platform, .get, "/partners/acme/figures?period=soon")
    #expect(odd["error"]?["code"] == "BR780")
    stage.house.close()
  }

  @Test("a charger that is told as out of order is down until it is told otherwise")
  func outage() async throws {
    let office = try await Office.start()
    let commons = office.commons
    for status in ["AVAILABLE", "OUTOFORDER", "CHARGING"] {
      _ = try await office.send(
        .put, "/own/locations/DE/NVO/LOC1", OwnSample.location("LOC1", status: status))
    }
    let now = Timestamp(microseconds: .max)
    let outages = try await commons.store.read { tx in try tx.outages.list(of: "", from: .epoch, until: now) }
    #expect(
      outages.map(\.evse) == ["E1"] && outages.first?.status == "OUTOFORDER" && outages.first?.until != nil)
    await office.stop()
  }
}
