import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms

/// `settle accrue`: what was supplied and is on no statement yet.
struct SettleAccrual: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Adds up what one partner, or all, owe or are owed without an invoice.
  func run(_ id: String?) async throws(Failure) -> ExitCode {
    let fleet = try FleetFolder.find(invocation)
    let now = try invocation.now()
    let end = try self.end(now)
    let payers = try Self.payers(fleet)
    let selected = try invocation.arguments.has("select") ? invocation.partners() : nil
    let found = try await SettleBooks(fleet).read { tx in
      try AccrualReading(before: end) { payers[$0] }.all(of: id, in: tx)
    }
    show(found.filter { accrual in selected.map { $0.contains(accrual.partner ?? "") } ?? true }, end)
    return .done
  }

  /// The first moment after the period, or now; days begin in UTC, since all partners are meant.
  private func end(_ now: Timestamp) throws(Failure) -> Timestamp {
    guard let text = invocation.arguments.text("period") else { return now }
    guard let period = SettlementPeriod(text) else {
      throw .usage("\"\(text)\" is no period", help: "such as 2026-10 or 2026-Q4", verb: "settle")
    }
    return Timestamp(seconds: Int64(period.end.daysSince1970) * 86_400)
  }

  private static func payers(_ fleet: FleetFolder) throws(Failure) -> [PartyID: String] {
    do {
      let partners = try LoadedFleet.read(fleet.path).partners.sorted { $0.key < $1.key }
      return Dictionary(
        partners.flatMap { id, file in file.theirParties.map { ($0, id) } },
        uniquingKeysWith: { first, _ in first })
    } catch {
      throw RunFault.failure(error)
    }
  }

  private func show(_ accruals: [Accrual], _ end: Timestamp) {
    switch invocation.form {
    case .jsonl: for accrual in accruals { invocation.screen.printRaw(Self.object(accrual).text + "\n") }
    case .json:
      let json: JSON = [
        "schema": "partnerctl.settle-accrue/1", "before": .string("\(end)"),
        "accruals": .array(accruals.map(Self.object)),
      ]
      invocation.screen.printRaw(json.text + "\n")
    case .human where accruals.isEmpty:
      invocation.screen.print("everything that ended before \(end) is invoiced")
    case .human, .csv: invocation.show(Self.table(accruals))
    }
  }

  private static func table(_ accruals: [Accrual]) -> Table {
    Table(
      columns: [
        .init(title: "PARTNER"), .init(title: "SIDE"), .init(title: "WHAT"),
        .init(title: "COUNT", isNumber: true),
        .init(title: "KWH", isNumber: true, rank: 1), .init(title: "NET", isNumber: true),
        .init(title: "CURRENCY"), .init(title: "WITHOUT AMOUNT", isNumber: true, rank: 1),
      ],
      rows: accruals.map { accrual in
        [
          accrual.partner ?? "–", accrual.direction.rawValue,
          accrual.stage == .noCDR ? "ended without a CDR" : "CDRs not invoiced", "\(accrual.count)",
          accrual.energy.decimalText(places: 3),
          accrual.net.decimalText(places: accrual.currency?.minorDigits ?? 2), accrual.currency?.code ?? "–",
          accrual.unknown == 0 ? "–" : "\(accrual.unknown)",
        ]
      })
  }

  private static func object(_ accrual: Accrual) -> JSON {
    [
      "partner": accrual.partner.map { .string($0) } ?? .null, "side": .string(accrual.direction.rawValue),
      "stage": .string(accrual.stage.rawValue), "count": .number("\(accrual.count)"),
      "energy_kwh": .number(accrual.energy.decimalText(atMost: 6)),
      "net": .string(accrual.net.decimalText(atMost: 6)),
      "currency": accrual.currency.map { .string($0.code) } ?? .null,
      "without_amount": .number("\(accrual.unknown)"),
    ]
  }
}
