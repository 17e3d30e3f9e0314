import BilateralBase
import BilateralStore
import BilateralTerms
import Synchronization

/// Reads what reconciliation compares out of the store: some thousand rows at a time, on two cores.
struct ReconcileReading: Sendable {
  /// What was read of one direction.
  struct Shelf: Sendable {
    var book = ReconcileBook()
    /// Texts that could not be read, by id.
    var unreadable: [String] = []

    var isEmpty: Bool { book.isEmpty }

    /// Gives the book away, so that nobody else holds its memory.
    mutating func take() -> ReconcileBook {
      let taken = book
      book = ReconcileBook()
      return taken
    }
  }

  /// The book that both halves of a table are written into.
  private final class SharedBook: Sendable {
    private let book = Mutex(ReconcileBook())

    func add(_ page: Page) { book.withLock { $0.add(page.sessions, page.cdrs) } }

    func take() -> ReconcileBook {
      book.withLock { book in
        let taken = book
        book = ReconcileBook()
        return taken
      }
    }
  }

  /// Some thousand rows.
  private struct Page {
    var sessions: [ReconcileSession] = []
    var cdrs: [ReconcileCDR] = []
    var unreadable: [String] = []
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
    let book = SharedBook()
    let sessions = try await parts("sessions", into: book)
    let cdrs = try await parts("cdrs", into: book)
    var shelf = Shelf(book: book.take(), unreadable: sessions + cdrs)
    if isOurs { try await addCredits(&shelf) }
    return shelf
  }

  /// The halves of a table, read side by side.
  ///
  /// - Returns: what could not be read.
  private func parts(_ module: String, into book: SharedBook) async throws -> [String] {
    let range = try await store.read { tx in try tx.billed.range(module, partner, isOurs: isOurs) }
    guard let range else { return [] }
    let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 2
    async let lower = part(module, after: range.lowerBound - 1, upTo: middle, into: book)
    async let upper = part(module, after: middle, upTo: range.upperBound, into: book)
    return try await lower + upper
  }

  private func part(
    _ module: String, after first: Int64, upTo last: Int64, into book: SharedBook
  ) async throws -> [String] {
    var unreadable: [String] = []
    var row = first
    let low = period.lowerBound.adding(seconds: -Self.margin)
    while true {
      let rows = try await store.read { [row] tx in
        isOurs
          ? try tx.billed.own(module, for: partner, after: row, upTo: last, since: low, limit: Self.chunk)
          : try tx.billed.received(
            module, partner, after: row, upTo: last, since: low, limit: Self.chunk)
      }
      guard let end = rows.last else { return unreadable }
      row = end.number
      var page = Page()
      for entry in rows { add(entry, module, &page) }
      unreadable += page.unreadable
      book.add(page)
    }
  }

  private func add(_ row: BilledRow, _ module: String, _ page: inout Page) {
    let id = "\(row.country)-\(row.party)/\(row.id)".uppercased()
    guard let fields = BilledFields(row.body.bytes), let start = fields.start else {
      page.unreadable.append("\(module) \(id)")
      return
    }
    let (evse, token) = (fields.evse?.uppercased(), fields.token.uppercased())
    if module == "sessions" {
      guard isNear(fields.end ?? start) else { return }
      page.sessions.append(
        ReconcileSession(
          id, evse: evse, token: token, from: start, to: fields.status == "ACTIVE" ? nil : fields.end,
          energy: fields.energy ?? .zero, isVoid: fields.isVoid))
    } else if let cdr = Self.cdr(row, id, fields, start, evse: evse, token: token), isNear(cdr.end) {
      page.cdrs.append(cdr)
    }
  }

  /// CDRs out of rows that were looked up one by one.
  func cdrs(_ rows: [BilledRow]) -> [ReconcileCDR] {
    var page = Page()
    for row in rows { add(row, "cdrs", &page) }
    return page.cdrs
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
    let known = shelf.book.knownCDRs
    let extra = try await store.read { tx -> [BilledRow] in
      var found: [BilledRow] = []
      for credit in try tx.billed.credits() {
        guard let of = BilledFields(credit.body.bytes)?.credits,
          known.contains("\(credit.country)-\(credit.party)/\(of)".uppercased())
        else { continue }
        found.append(credit)
        if let next = try tx.billed.revision(after: of, of: credit) { found.append(next) }
      }
      return found
    }
    var page = Page()
    for row in extra where !known.contains("\(row.country)-\(row.party)/\(row.id)".uppercased()) {
      add(row, "cdrs", &page)
    }
    shelf.book.add(page.sessions, page.cdrs)
    shelf.unreadable += page.unreadable
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
