import BilateralBase
import BilateralStore
import BilateralTerms

/// Reads what reconciliation compares out of the store: some thousand rows at a time, on two cores.
struct ReconcileReading: Sendable {
  /// What was read of one direction.
  struct Shelf: Sendable {
    var sessions: [ReconcileSession] = []
    var cdrs: [ReconcileCDR] = []
    /// Texts that could not be read, by id.
    var unreadable: [String] = []

    var isEmpty: Bool { sessions.isEmpty && cdrs.isEmpty }
  }

  let store: Store
  let partner: String
  let direction: Dispute.Direction
  /// What ended in it is read, and what ended a little before and after.
  let period: Range<Timestamp>

  /// So many seconds around the period are read too, for what was told of over its ends.
  static let margin: Int64 = 2 * 86_400
  private static let chunk = 4000

  private var isOurs: Bool { direction == .sell }

  /// Sessions and CDRs.
  func read() async throws -> Shelf {
    var shelf = Shelf()
    for part in try await parts("sessions") { shelf.sessions += part.sessions }
    for part in try await parts("cdrs") {
      shelf.cdrs += part.cdrs
      shelf.unreadable += part.unreadable
    }
    if isOurs { try await addCredits(&shelf) }
    return shelf
  }

  /// The halves of a table, read side by side.
  private func parts(_ module: String) async throws -> [Shelf] {
    let range = try await store.read { tx in try tx.billed.range(module, partner, isOurs: isOurs) }
    guard let range else { return [] }
    let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 2
    async let lower = part(module, after: range.lowerBound - 1, upTo: middle)
    async let upper = part(module, after: middle, upTo: range.upperBound)
    return try await [lower, upper]
  }

  private func part(_ module: String, after first: Int64, upTo last: Int64) async throws -> Shelf {
    var shelf = Shelf()
    var names = Names()
    var row = first
    let low = period.lowerBound.adding(seconds: -Self.margin)
    while true {
      let rows = try await store.read { [row] tx in
        isOurs
          ? try tx.billed.own(module, for: partner, after: row, upTo: last, since: low, limit: Self.chunk)
          : try tx.billed.received(
            module, partner, after: row, upTo: last, since: low, limit: Self.chunk)
      }
      guard let end = rows.last else { return shelf }
      row = end.number
      for entry in rows { add(entry, module, &shelf, &names) }
    }
  }

  /// Texts that many rows share are kept once.
  private struct Names {
    var known: [String: String] = [:]

    mutating func shared(_ text: String) -> String {
      if let known = known[text] { return known }
      known[text] = text
      return text
    }
  }

  private func add(_ row: BilledRow, _ module: String, _ shelf: inout Shelf, _ names: inout Names) {
    let id = "\(row.country)-\(row.party)/\(row.id)".uppercased()
    guard let fields = BilledFields(row.body.bytes), let start = fields.start else {
      shelf.unreadable.append("\(module) \(id)")
      return
    }
    let evse = fields.evse.map { names.shared($0.uppercased()) }
    let token = names.shared(fields.token.uppercased())
    if module == "sessions" {
      guard isNear(fields.end ?? start) else { return }
      shelf.sessions.append(
        ReconcileSession(
          id, evse: evse, token: token, from: start, to: fields.status == "ACTIVE" ? nil : fields.end,
          energy: fields.energy ?? .zero, isVoid: fields.isVoid))
    } else if let cdr = Self.cdr(row, id, fields, start, evse: evse, token: token), isNear(cdr.end) {
      shelf.cdrs.append(cdr)
    }
  }

  /// CDRs out of rows that were looked up one by one.
  func cdrs(_ rows: [BilledRow]) -> [ReconcileCDR] {
    var (shelf, names) = (Shelf(), Names())
    for row in rows { add(row, "cdrs", &shelf, &names) }
    return shelf.cdrs
  }

  private func isNear(_ moment: Timestamp) -> Bool {
    moment >= period.lowerBound.adding(seconds: -Self.margin)
      && moment < period.upperBound.adding(seconds: Self.margin)
  }

  private static func cdr(
    _ row: BilledRow, _ id: String, _ fields: BilledFields, _ start: Timestamp, evse: String?, token: String
  ) -> ReconcileCDR? {
    guard let end = fields.end else { return nil }
    func named(_ id: String) -> String { "\(row.country)-\(row.party)/\(id)".uppercased() }
    let (verdict, objections) = said(row, fields.currency)
    return ReconcileCDR(
      id, session: fields.session.map(named), evse: evse, token: token, from: start, to: end,
      energy: fields.energy ?? .zero, net: fields.net, told: row.told, credits: fields.credits.map(named),
      verdict, objections: objections)
  }

  /// What was said of a CDR when it came, but for what is looked at anew.
  private static func said(
    _ row: BilledRow, _ currency: Currency?
  ) -> (ReconcileCDR.Verdict, [ReconcileCause]) {
    guard let word = row.verdict, let detail = row.detail else { return (.agrees, []) }
    let key = ObjectKey(country: row.country, party: row.party, id: row.id)
    let verdict = ReconcileCDR.Verdict(
      CDRVerdictRow(partner: "", key: key, verdict: word, detail: detail), currency)
    let objections = (try? JSON.parse(detail.bytes))?["objections"]?.elements ?? []
    let causes = objections.compactMap { $0["cause"]?.string.flatMap(ReconcileCause.init) }
    return (verdict, causes.filter { !$0.isComparedAnew })
  }

  /// Credits of ours that the partner does not see, and what took the place of what they took back.
  private func addCredits(_ shelf: inout Shelf) async throws {
    let known = Dictionary(shelf.cdrs.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let extra = try await store.read { tx -> [BilledRow] in
      var found: [BilledRow] = []
      for credit in try tx.billed.credits() {
        guard let of = BilledFields(credit.body.bytes)?.credits,
          known["\(credit.country)-\(credit.party)/\(of)".uppercased()] != nil
        else { continue }
        found.append(credit)
        if let next = try tx.billed.revision(after: of, of: credit) { found.append(next) }
      }
      return found
    }
    var names = Names()
    for row in extra where known["\(row.country)-\(row.party)/\(row.id)".uppercased()] == nil {
      add(row, "cdrs", &shelf, &names)
    }
  }
}

extension BilledFields {
  /// Whether no CDR is due: the session never was one, or was only asked for.
  var isVoid: Bool { status == "INVALID" || status == "RESERVATION" || status == "PENDING" }
}

extension ReconcileCause {
  /// Whether reconciliation looks at it itself, with all of the month in sight.
  var isComparedAnew: Bool {
    switch self {
    case .duplicate, .overlap, .price, .unpriceable, .late, .noSession, .currency, .energy, .time: true
    default: false
    }
  }
}
