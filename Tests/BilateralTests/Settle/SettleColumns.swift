import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralStore
import BilateralTerms
import Testing

/// A platform whose charges are written as columns, without their CDRs: any party, either direction.
struct SettleColumns: Sendable {
  let house: PublishHouse

  /// Opens it on 4 November 2026, with these lines in acme's file.
  init(_ terms: String) async throws {
    let now = try #require(Timestamp(ocpi: "2026-11-04T08:00:00Z"))
    house = try await PublishHouse(
      ["acme": Sample.partner("acme", "[sync.cdrs]\nmode = \"pull\"\n" + terms)], on: HandClock(at: now))
    try await house.register("acme")
  }

  /// Writes a CDR of ours that acme was shown.
  func sold(
    _ id: String, party: String = "NVO", driver: String = "NL-ACM", day: Int = 10, parts: String,
    energy: String = "10", currency: String = "EUR", credits: String? = nil, session: String? = nil,
    way: String? = nil
  ) async throws {
    let end = try Self.end(day)
    try await house.commons.store.write { tx in
      let key = ObjectKey(country: "DE", party: party, id: id)
      _ = try tx.own.put(
        OwnObject(module: "cdrs", key: key, body: "{}", lastUpdated: end, hash: SHA256.hash(id)))
      let row = try #require(try tx.own.object("cdrs", key))
      _ = try tx.views.show(row, to: "acme", hash: row.hash)
      if let session, let way {
        try tx.sessionWays.choose(way, for: ObjectKey(country: "DE", party: party, id: session), to: "acme")
      }
      try tx.charges.keep(
        ChargeRow(
          partner: "acme", direction: .sell, key: key, kind: credits == nil ? "cdr" : "credit",
          credits: credits, driver: driver, session: session, starts: end.adding(seconds: -3600), ends: end,
          country: "DE", listed: "Charging", energy: energy, currency: currency, parts: parts,
          source: row.number))
    }
  }

  /// Writes a CDR of acme's with what re-rating said of it.
  func bought(_ id: String, verdict: String, day: Int = 10, parts: String) async throws {
    let end = try Self.end(day)
    try await house.commons.store.write { tx in
      let key = ObjectKey(country: "NL", party: "ACM", id: id)
      try tx.cdrVerdicts.keep(CDRVerdictRow(partner: "acme", key: key, verdict: verdict, detail: "{}"))
      try tx.charges.keep(
        ChargeRow(
          partner: "acme", direction: .buy, key: key, kind: "cdr", driver: "DE-NVO",
          starts: end.adding(seconds: -3600), ends: end, country: "DE", listed: "Charging", energy: "10",
          currency: "EUR", parts: parts))
    }
  }

  private static func end(_ day: Int) throws -> Timestamp {
    try #require(Timestamp(ocpi: "2026-10-\(day < 10 ? "0" : "")\(day)T10:00:00Z"))
  }

  /// Closes a period.
  func settle(
    _ period: String = "2026-10", rates: ExchangeRates = .none
  ) async throws -> [SettledDocument] {
    let outcome = try await SettlementClosing(house.commons.store).close(actor: "test") { tx in
      try SettlementOrder("acme", .init(period: period), rates: rates, in: tx)
    }
    return try outcome.statements.map { try #require(SettledDocument($0)) }
  }
}
