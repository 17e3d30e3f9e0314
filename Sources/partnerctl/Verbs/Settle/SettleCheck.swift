import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms

/// `settle ID --against FILE`: a statement or an invoice that the partner wrote, held against what we expect.
struct SettleCheck: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// A statement of ours with its single charges.
  private struct Ours: Sendable {
    let settled: SettledDocument
    var entries: [StatementCheckEntry] = []
  }

  private final class Seen { var entries: [Int: [StatementCheckEntry]] = [:] }

  /// Compares; ends with 1 where anything differs.
  func run(_ id: String, _ path: String) async throws(Failure) -> ExitCode {
    let bytes = try FileSystem.read(invocation.console.absolute(path))
    let fleet = try FleetFolder.find(invocation)
    let wish = SettlementOrder.Wish(period: invocation.arguments.text("period"))
    let now = invocation.arguments.has("now") ? try invocation.now() : nil
    let (order, all) = try await SettleBooks(fleet).read { tx -> (SettlementOrder, [Ours]) in
      let order = try SettlementOrder(id, wish, rates: SettleBooks.rates(fleet), now: now, in: tx)
      return (order, try Self.statements(order, in: tx))
    }
    let expected = all.filter { $0.settled.writer != .us }
    let candidates = expected.isEmpty ? all : expected
    let theirs = try read(
      bytes, path, order.file, sells: candidates.contains { $0.settled.direction == .sell })
    let ours = try choose(candidates, theirs, "\(order.period) of \(id)")
    let sells = ours.settled.direction == .sell
    let comparison = StatementCheck(
      ours.settled.statement, theirs, entries: ours.entries, owner: Self.owner(order.file, sells: sells))
    show(comparison, ours.settled, theirs, path)
    return comparison.findings.isEmpty ? .done : .findings
  }

  /// What is closed of the period, else what would be.
  private static func statements(_ order: SettlementOrder, in tx: ReadTransaction) throws -> [Ours] {
    let id = order.file.id
    guard try tx.statements.closed("\(order.period)", of: id) != nil else {
      let seen = Seen()
      let draft = try SettlementDraft(order, in: tx) { document, entry in
        let currency = entry.amounts.first?.net.currency ?? .euro
        seen.entries[document, default: []].append(StatementCheckEntry(entry, in: currency))
      }
      return draft.due.map {
        Ours(settled: SettledDocument($0, of: id), entries: seen.entries[$0.scanned] ?? [])
      }
    }
    return try tx.statements.list(of: id, period: "\(order.period)").compactMap { row in
      guard let settled = SettledDocument(row) else { return nil }
      let seen = Seen()
      try tx.eachEntry(of: row) { entry in
        seen.entries[0, default: []].append(StatementCheckEntry(entry, in: settled.statement.currency))
      }
      return Ours(settled: settled, entries: seen.entries[0] ?? [])
    }
  }

  private static func owner(_ file: PartnerFile, sells: Bool) -> PartyID? {
    let roles = sells ? file.ourRoles : file.theirRoles
    return roles.first { $0.kind == .cpo }?.party ?? roles.first?.party
  }

  private func read(
    _ bytes: [UInt8], _ path: String, _ file: PartnerFile, sells: Bool
  ) throws(Failure) -> TheirStatement {
    let name = String(path.split(separator: "/").last ?? "")
    do throws(StatementImport.Problem) {
      return try TheirStatement(bytes, named: name, file, owner: Self.owner(file, sells: sells))
    } catch {
      throw Failure(
        .badInput, "BR718 \(error)",
        help: "statement.json of this program, UBL 2.1, or CSV by [settlement.import] of the partner file")
    }
  }

  /// The one statement of ours that theirs is about: by currency, then by the VAT numbers that it tells.
  private func choose(
    _ candidates: [Ours], _ theirs: TheirStatement, _ period: String
  ) throws(Failure) -> Ours {
    var found = candidates
    func narrow(_ isMeant: (SettledDocument) -> Bool) {
      let fitting = found.filter { isMeant($0.settled) }
      if !fitting.isEmpty { found = fitting }
    }
    narrow { theirs.currency == nil || $0.statement.currency == theirs.currency }
    if theirs.seller != nil || theirs.buyer != nil {
      narrow { theirs.isBetween($0.statement.seller.vatID, $0.statement.buyer.vatID) }
    }
    narrow { $0.statement.number == theirs.number }
    guard found.count == 1, let one = found.first else {
      throw Failure(
        .badInput,
        found.isEmpty
          ? "BR719 nothing is owed for \(period)"
          : "BR719 \(found.count) statements of \(period) may be meant",
        help: found.isEmpty
          ? "partnerctl settle ID --period P --preview shows what waits, and why"
          : "one file for each pair of legal entities and currency; an invoice with VAT numbers says which")
    }
    return one
  }

  // MARK: - showing

  private func show(
    _ comparison: StatementCheck, _ ours: SettledDocument, _ theirs: TheirStatement, _ path: String
  ) {
    switch invocation.form {
    case .json, .jsonl: invocation.screen.printRaw(json(comparison, ours, theirs).text + "\n")
    case .csv: invocation.show(table(comparison))
    case .human: tell(comparison, ours, theirs, path)
    }
  }

  private func tell(
    _ comparison: StatementCheck, _ ours: SettledDocument, _ theirs: TheirStatement, _ path: String
  ) {
    let screen = invocation.screen
    let name = ours.statement.number ?? "\(ours.statement.period), not closed yet"
    let number = theirs.number.map { " (\($0))" } ?? ""
    screen.print(
      screen.style.paint(Cell.printable("\(path)\(number) against \(ours.partner), \(name)"), .strong))
    let charges = theirs.charges == nil ? "" : "; \(comparison.same) charges are the same"
    guard !comparison.findings.isEmpty else {
      return screen.print("agrees: \(ours.statement.gross) in all, \(ours.statement.net) net\(charges)")
    }
    screen.print(table(comparison).lines(width: screen.width, style: screen.style))
    let count = comparison.findings.count
    screen.print("\(count) difference\(count == 1 ? "" : "s")\(charges); partnerctl explain CODE tells more")
  }

  private func table(_ comparison: StatementCheck) -> Table {
    func text(_ amount: Rational?) -> String { amount?.decimalText(atMost: 6) ?? "–" }
    return Table(
      columns: [
        .init(title: "CODE"), .init(title: "WHAT"), .init(title: "THEIRS", isNumber: true),
        .init(title: "OURS", isNumber: true), .init(title: "DIFFERENCE", isNumber: true),
      ],
      rows: comparison.findings.map { finding in
        [
          finding.cause.rawValue, Cell.printable("\(finding.cause.words) \(finding.subject)"),
          text(finding.theirs), text(finding.ours), text(finding.difference),
        ]
      })
  }

  private func json(
    _ comparison: StatementCheck, _ ours: SettledDocument, _ theirs: TheirStatement
  ) -> JSON {
    func text(_ amount: Rational?) -> JSON { amount.map { .string($0.decimalText(atMost: 6)) } ?? .null }
    return [
      "schema": "partnerctl.settle-check/1", "partner": .string(ours.partner),
      "period": .string("\(ours.statement.period)"),
      "statement": ours.statement.number.map { .string($0) } ?? .null,
      "theirs": theirs.number.map { .string($0) } ?? .null,
      "currency": .string(ours.statement.currency.code),
      "state": .string(comparison.findings.isEmpty ? "agrees" : "differs"),
      "same_charges": JSON(comparison.same),
      "findings": .array(
        comparison.findings.map { finding in
          [
            "code": .string(finding.cause.rawValue), "what": .string(finding.cause.words),
            "subject": .string(finding.subject), "theirs": text(finding.theirs),
            "ours": text(finding.ours), "difference": text(finding.difference),
          ]
        }),
    ]
  }
}

extension StatementCheck.Finding.Cause {
  /// For people.
  fileprivate var words: String {
    switch self {
    case .currency: "currency"
    case .gross: "gross"
    case .net: "net"
    case .tax: "tax"
    case .line: "line"
    case .missing: "missing charge"
    case .unknown: "unknown charge"
    case .amount: "amount of"
    case .unread: "not understood:"
    }
  }
}
