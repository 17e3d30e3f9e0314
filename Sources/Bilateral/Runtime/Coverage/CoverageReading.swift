import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// What a partner sees of ours, and why not the rest, for `partnerctl coverage`.
///
/// It only reads, so it needs no runtime.
struct CoverageReading: Sendable {
  let commons: Commons

  /// Locations judged at a time.
  private static let chunk = 500

  /// What one transaction reads.
  private struct Chunk: Sendable {
    var view: PartnerView?
    var rows: [(candidate: ViewCandidate, delivery: ViewDelivery?)] = []
  }

  /// Answers `GET /partners/{id}/coverage?items=none|hidden|all&evse=PATTERN`.
  func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = request.parameters["id"]
    guard let link = commons.links[id] else { throw ControlFailure.noPartner(id) }
    let word = request.query("items") ?? "none"
    guard let items = CoverageReport.Items(rawValue: word) else {
      throw ControlFailure("BR309", "items is one of none, hidden, all, not \"\(word)\"", exit: 65)
    }
    let report = try await report(
      link, items: items, patterns: IDPatterns(request.query("evse").map { [$0] } ?? []))
    return .json(report.json(link))
  }

  private func report(
    _ link: PartnerLink, items: CoverageReport.Items, patterns: IDPatterns
  ) async throws -> CoverageReport {
    var report = CoverageReport(
      items: items, patterns: patterns, now: commons.surroundings.wallClock.now())
    let waiting = try await commons.store.read { tx in try tx.outbox.list(partner: link.id, limit: Int.max) }
    report.tokens = try await tokens(link, waiting)
    let queue = Dictionary(
      waiting.filter { $0.module == "locations" }.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    var change: Int64 = 0
    while true {
      try Task.checkCancellation()
      let chunk = try await read(link, after: change)
      guard let last = chunk.rows.last else { return report }
      let judge = CoverageJudge(
        view: chunk.view, obstacle: Self.obstacle(link, chunk.view),
        pushes: link.terms.technical.sync("locations").pushes, queue: queue)
      for row in chunk.rows { judge.entries(row.candidate, row.delivery).forEach { report.add($0) } }
      change = last.candidate.own.shape
    }
  }

  private func read(_ link: PartnerLink, after change: Int64) async throws -> Chunk {
    try await commons.store.read { tx in
      var chunk = Chunk(view: try PartnerView.of(link, in: tx))
      for candidate in try tx.views.candidates("locations", for: link.id, after: change, limit: Self.chunk) {
        let delivery = try tx.views.delivery(of: "locations", candidate.own.key, for: link.id)
        chunk.rows.append((candidate, delivery))
      }
      return chunk
    }
  }

  private func tokens(_ link: PartnerLink, _ waiting: [OutboxRow]) async throws -> CoverageReport.Tokens {
    var tokens = try await commons.store.read { tx in
      CoverageReport.Tokens(
        total: try tx.own.count("tokens"), shown: try tx.views.count("tokens", for: link.id))
    }
    for row in waiting where row.module == "tokens" {
      if row.state == .parked { tokens.refused += 1 } else { tokens.waiting += 1 }
    }
    return tokens
  }

  /// What stands against all traffic with the partner.
  private static func obstacle(_ link: PartnerLink, _ view: PartnerView?) -> CoverageReason? {
    let state = link.facts.state
    if view == nil { return link.terms.publishing == nil ? .noTerms : .unregistered(state) }
    if let halt = link.halt(.locations) { return .stopped("the partner is \(halt.text)") }
    guard !link.carriesTraffic else { return nil }
    return .stopped("the partner is \(state.rawValue), its file says \(link.terms.technical.status.rawValue)")
  }
}

extension Platform {
  /// The route of `partnerctl coverage`.
  func addCoverageRoute(to router: inout Router) {
    let reading = CoverageReading(commons: commons)
    router.on(.get, "/partners/:id/coverage") { try await reading.answer($0) }
  }
}
