import Bilateral
import BilateralBase
import BilateralModel
import BilateralStore
import Foundation
import Testing

/// A price list on disk counts when terms are applied, and at no other time (ruling 9).
@Suite struct PricesByApplyTests {
  private func prices(_ house: PublishHouse) async throws -> [String] {
    try await house.commons.store.read { tx in
      try tx.publishedTariffs.all(for: "acme").filter(\.isVisible).map { row in
        try JSON.parse(row.body.bytes)["elements"]?[0]?["price_components"]?[0]?["price"]?.text ?? "?"
      }
    }
  }

  /// Writes a file of the fleet folder.
  private func write(_ name: String, _ text: String, _ house: PublishHouse) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(house.folder)/\(name)"))
  }

  private static func file(_ status: String, _ more: String = "") -> String {
    Sample.partner("acme", Sample.discount + more).replacing(
      "status = \"test\"", with: "status = \"\(status)\"")
  }

  @Test(
    "ruling 9 another status, sync mode or version tells the prices as they were applied, whatever the list says now",
    arguments: ["suspended", "mode", "2.1.1", "2.3.0"])
  func otherways(change: String) async throws {
    let house = try await PublishHouse(["acme": Self.file("test")])
    try await house.register("acme")
    try await house.settle("acme")
    let before = try await prices(house)
    #expect(before.count == 1 && before[0].hasPrefix("0.46"))
    try write("tariffs/adhoc.json", Sample.list.replacing("0.50", with: "0.60"), house)
    switch change {
    case "suspended": try write("partners/acme.toml", Self.file("suspended"), house)
    case "mode":
      try write("partners/acme.toml", Self.file("test", "[sync.tariffs]\nmode = \"pull\"\n"), house)
    default:
      try await house.commons.store.write { tx in
        _ = try tx.partners.update("acme") { $0.version = change }
      }
    }
    try await house.reread()
    try await house.settle("acme")
    #expect(try await prices(house) == before)
    if change == "suspended" {
      try write("partners/acme.toml", Self.file("test"), house)
      try await house.reread()
      try await house.settle("acme")
      #expect(try await prices(house) == before)
    }
    try await TariffPublisher.renew(try house.link("acme"), house.commons)
    try await house.settle("acme")
    #expect(try await prices(house) != before, "applied, the list counts")
    house.close()
  }
}
