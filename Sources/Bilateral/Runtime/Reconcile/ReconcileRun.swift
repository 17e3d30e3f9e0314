package import BilateralBase
import BilateralModel
import BilateralStore
package import BilateralTerms

/// `partnerctl reconcile`: sessions, CDRs, our re-rating and the partner's statement, held against each other.
///
/// It reads the database beside a running runtime and asks nobody anything, so that a month of millions is no load to it.
package struct ReconcileRun: Sendable {
  /// What is to be compared.
  package struct Order: Sendable {
    package var partner: String
    package var period: SettlementPeriod
    /// Only CDRs of ours, or of the partner; both where it is left out.
    package var direction: Dispute.Direction?
    /// The partner's statement: how it is called, and its bytes.
    package var statement: (name: String, bytes: [UInt8])?

    package init(partner: String, period: SettlementPeriod) {
      self.partner = partner
      self.period = period
    }
  }

  /// Why nothing can be compared.
  package struct Refusal: Error, Hashable, Sendable {
    package let message: String
    package let help: String?
    /// The exit code of the command line.
    package let exit: Int32
  }

  /// What came of one direction.
  package struct Part: Sendable {
    package let direction: Dispute.Direction
    package let result: Reconciliation
    /// Lines of their statement; nil without one.
    package let lines: Int?
    /// Lines that are not understood.
    package let problems: [StatementImport.Problem]
    /// Objects that could not be read.
    package let unreadable: [String]
  }

  private let platform: Platform

  /// On what a fleet folder holds.
  package init(_ resting: RestingPlatform) { platform = resting.platform }

  /// On a platform of this process.
  package init(on platform: Platform) { self.platform = platform }

  /// Compares.
  ///
  /// - Throws: ``Refusal``, or what the store throws.
  package func run(_ order: Order) async throws -> [Part] {
    let commons = platform.commons
    guard let link = commons.links[order.partner] else {
      throw Refusal(
        message: "there is no partner \"\(order.partner)\"", help: "partnerctl status lists all", exit: 66)
    }
    let file = link.terms.money
    let period = order.period.moments(in: DisputeDesk.zone(of: file))
    let directions = order.direction.map { [$0] } ?? [.buy, .sell]
    var shelves: [(Dispute.Direction, ReconcileReading.Shelf)] = []
    for direction in directions {
      let reading = ReconcileReading(
        store: commons.store, partner: order.partner, direction: direction, period: period)
      let shelf = try await reading.read()
      if !shelf.isEmpty || order.direction != nil { shelves.append((direction, shelf)) }
    }
    if shelves.isEmpty, order.statement != nil { shelves = [(.buy, ReconcileReading.Shelf())] }
    if shelves.count > 1, order.statement != nil {
      throw Refusal(
        message: "both sides have CDRs with \(order.partner): say which ones the statement is about",
        help: "--direction buy for theirs, sell for ours", exit: 64)
    }
    var parts: [Part] = []
    while !shelves.isEmpty {
      let (direction, shelf) = shelves.removeFirst()
      parts.append(try await part(shelf, direction, order, file, link, period))
    }
    return parts
  }

  private func part(
    _ shelf: consuming ReconcileReading.Shelf, _ direction: Dispute.Direction, _ order: Order,
    _ file: PartnerFile, _ link: PartnerLink, _ period: Range<Timestamp>
  ) async throws -> Part {
    let commons = platform.commons
    let statement = try order.statement.map { try read($0, direction, file, link) }
    if let statement { try await addNamed(by: statement.lines, &shelf, direction, order.partner) }
    let unreadable = shelf.unreadable
    var result = Reconciliation(
      shelf.take(), against: statement?.lines, file.reconciliation, within: period,
      at: commons.surroundings.wallClock.now())
    let fleet = commons.fleet().file
    let lacking = result
    result = try await commons.store.read { tx in
      var appraised = lacking
      let worth = SessionWorth(partner: order.partner, fleet: fleet, tx: tx)
      appraised.appraise { worth.worth(of: $0, isOurs: direction == .sell) }
      return appraised
    }
    return Part(
      direction: direction, result: result, lines: statement?.lines.count,
      problems: statement?.problems ?? [], unreadable: unreadable)
  }

  private func read(
    _ statement: (name: String, bytes: [UInt8]), _ direction: Dispute.Direction, _ file: PartnerFile,
    _ link: PartnerLink
  ) throws -> StatementImport {
    let roles = direction == .sell ? file.ourRoles : file.theirRoles
    let owner = roles.first { $0.kind == .cpo }?.party ?? roles.first?.party
    do throws(StatementImport.Problem) {
      return try StatementImport(
        statement.bytes, named: statement.name, file.statementColumns, owner: owner,
        currency: file.settlement.currency)
    } catch {
      throw Refusal(
        message: "BR735 \(error)",
        help: "[settlement.import] of partners/\(link.id).toml says which column holds what", exit: 65)
    }
  }

  /// CDRs of other periods that the statement names: what came late is billed late.
  private func addNamed(
    by lines: [ReconcileLine], _ shelf: inout ReconcileReading.Shelf, _ direction: Dispute.Direction,
    _ partner: String
  ) async throws {
    let known = shelf.book.knownCDRs
    let missing = lines.compactMap(\.cdr).filter { !known.contains($0) }
    guard !missing.isEmpty else { return }
    let found = try await platform.commons.store.read { tx in
      try missing.compactMap { name -> BilledRow? in
        let (party, id) = DisputedCDR.parts(name)
        guard let party else { return nil }
        return try tx.billed.cdr(
          ObjectKey(country: party.country, party: party.party, id: id), partner, isOurs: direction == .sell)
      }
    }
    let all = Timestamp(microseconds: .min / 4)..<Timestamp(microseconds: .max / 4)
    let reading = ReconcileReading(
      store: platform.commons.store, partner: partner, direction: direction, period: all)
    shelf.book.add([], reading.cdrs(found))
  }
}

extension ReconcileRun.Part {
  /// As programs get it.
  package var json: JSON {
    let findings = result.findings
    let causes = ReconcileCause.allCases.compactMap { cause -> JSON? in
      let own = findings.filter { $0.cause == cause }
      guard !own.isEmpty else { return nil }
      return [
        "cause": .string(cause.rawValue), "count": JSON(own.count),
        "money": .array(Self.sums(own.compactMap(\.money)).map(Self.json)),
      ]
    }
    return [
      "direction": .string(direction.rawValue), "sessions": JSON(result.sessionCount),
      "cdrs": JSON(result.counted), "statement_lines": lines.map { JSON($0) } ?? .null,
      "matched": JSON(result.matched), "causes": .array(causes),
      "leakage": .array(result.leakage.map(Self.json)), "findings": .array(findings.map(Self.json)),
      "problems": .array(problems.map { .string("\($0)") }),
      "unreadable": .array(unreadable.map { .string($0) }),
    ]
  }

  /// The sums by currency.
  package static func sums(_ amounts: [Money]) -> [Money] {
    var sums: [Currency: Rational] = [:]
    for money in amounts { sums[money.currency, default: .zero] += money.amount }
    return sums.map { Money($0.value, $0.key) }.sorted { $0.currency.code < $1.currency.code }
  }

  private static func json(_ money: Money) -> JSON {
    ["amount": .number(money.amount.storedText), "currency": .string(money.currency.code)]
  }

  private static func json(_ finding: ReconcileFinding) -> JSON {
    func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    return [
      "cause": .string(finding.cause.rawValue), "session": text(finding.session),
      "record": text(finding.record), "other": text(finding.other),
      "money": finding.money.map(json) ?? .null, "words": .string(finding.words),
    ]
  }
}
