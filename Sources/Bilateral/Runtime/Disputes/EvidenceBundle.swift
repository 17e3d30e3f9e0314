import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralStore

/// All that shows how a CDR came about, as one JSON object: the same facts give the same bytes.
///
/// One file of text, so that any mail takes it, any program reads it, and a hash over it can be agreed. Each part carries
/// the SHA-256 of its own text; what is not known is null and never left out.
struct EvidenceBundle: Sendable {
  let commons: Commons
  /// Where exchanges with partners are kept; nil where they are not.
  let log: ExchangeLog?

  /// Exchanges are looked for this long around the charge.
  private static let around: Int64 = 86_400
  private static let mostExchanges = 500

  /// The evidence of a dispute.
  func json(of row: DisputeRow) async throws -> JSON {
    let isOurs = row.direction == "sell"
    let (parts, window) = try await commons.store.read { tx in
      try Self.parts(row, isOurs: isOurs, in: tx)
    }
    var members: [JSONMember] = [
      .init("evidence", "bilateral-evidence/1"), .init("dispute", row.json),
    ]
    members += parts
    members.append(.init("exchanges", try await exchanges(row, window)))
    let agreed = commons.links[row.partner]?.terms.money.disputes.evidence ?? []
    if !agreed.isEmpty {
      let lacking = EvidencePart.lacking(agreed, in: .object(members))
      members.append(.init("agreed", .object(agreed.map { .init($0, .bool(!lacking.contains($0))) })))
    }
    let hashes = members.dropFirst().map { member in
      JSONMember(member.name, .string(Hex.encode(SHA256.hash(member.value.canonicalBytes))))
    }
    members.append(.init("sha256", .object(hashes)))
    return .object(members)
  }

  private static func parts<Access>(
    _ row: DisputeRow, isOurs: Bool, in tx: Transaction<Access>
  ) throws -> ([JSONMember], Range<Timestamp>?) {
    let text =
      isOurs
      ? try tx.own.object("cdrs", row.cdr)?.body
      : try tx.received.object("cdrs", from: row.partner, row.cdr)?.body
    let body = text.flatMap { try? JSON.parse($0.bytes) }
    let start = body?["start_date_time"]?.string.flatMap { Timestamp(ocpi: $0) }
    let end = (body?["end_date_time"] ?? body?["stop_date_time"])?.string.flatMap { Timestamp(ocpi: $0) }
    let session = try body?["session_id"]?.string.flatMap { id -> JSON? in
      let key = ObjectKey(country: row.cdr.country, party: row.cdr.party, id: id)
      let text =
        isOurs
        ? try tx.own.object("sessions", key)?.body
        : try tx.received.object("sessions", from: row.partner, key)?.body
      return text.flatMap { try? JSON.parse($0.bytes) }
    }
    let steps = try tx.disputes.steps(of: row.number)
    let parts: [JSONMember] = [
      .init("steps", .array(steps.map(\.json))), .init("cdr", body ?? .null),
      .init("session", session ?? .null),
      .init("tariffs", try tariffs(body, row, isOurs: isOurs, at: start, in: tx)),
      .init("price", try price(row, isOurs: isOurs, in: tx)),
      .init("terms", try terms(of: row.partner, at: start, in: tx)),
    ]
    let window = start.flatMap { start in
      end.map { start.adding(seconds: -around)..<max(start, $0).adding(seconds: around) }
    }
    return (parts, window)
  }

  /// The tariffs as they held when the session began: those that we published, or those that the partner told.
  private static func tariffs<Access>(
    _ cdr: JSON?, _ row: DisputeRow, isOurs: Bool, at start: Timestamp?, in tx: Transaction<Access>
  ) throws -> JSON {
    guard let start else { return .null }
    var ids: [String] = []
    for period in cdr?["charging_periods"]?.elements ?? [] {
      if let id = period["tariff_id"]?.string, !ids.contains(id) { ids.append(id) }
    }
    var texts: [JSON] = []
    if isOurs {
      let published = try tx.publishedTariffs.inForce(for: row.partner, at: start)
      texts = published.filter { ids.contains($0.key.id) }.compactMap { try? JSON.parse($0.body.bytes) }
    } else {
      for id in ids {
        let key = ObjectKey(country: row.cdr.country, party: row.cdr.party, id: id)
        let versions = try tx.tariffVersions.versions(of: key, from: row.partner)
        let held = versions.first { $0.since <= start } ?? versions.last
        if let text = held.flatMap({ try? JSON.parse($0.body.bytes) }) { texts.append(text) }
      }
    }
    return .array(texts)
  }

  /// How the amount came about: our own trace, or what we say of the partner's amount.
  private static func price<Access>(
    _ row: DisputeRow, isOurs: Bool, in tx: Transaction<Access>
  ) throws -> JSON {
    let text =
      isOurs
      ? try tx.cdrPrices.price(of: row.cdr)?.trace
      : try tx.cdrVerdicts.verdict(on: row.cdr, from: row.partner)?.detail
    return text.flatMap { try? JSON.parse($0.bytes) } ?? .null
  }

  /// Which terms were in force, by their hash.
  private static func terms<Access>(
    of partner: String, at start: Timestamp?, in tx: Transaction<Access>
  ) throws -> JSON {
    guard let start, let row = try tx.snapshots.snapshot(of: partner, at: start) else { return .null }
    return ["sha256": .string(Hex.encode(row.hash)), "applied_at": .string("\(row.appliedAt)")]
  }

  /// What was said between us about the CDR or its session, oldest first.
  private func exchanges(_ row: DisputeRow, _ window: Range<Timestamp>?) async throws -> JSON {
    guard let log, let window else { return .null }
    var filter = ExchangeFilter()
    (filter.partner, filter.since, filter.until) = (row.partner, window.lowerBound, window.upperBound)
    let rows = try await log.list(filter, limit: 100_000)
    let needle = row.cdr.id.lowercased()
    let about = rows.filter { entry in
      ["cdrs", "sessions"].contains(entry.module)
        && [entry.path, entry.request ?? "", entry.response ?? ""].contains {
          $0.lowercased().contains(needle)
        }
    }
    return .array(about.sorted { $0.seq < $1.seq }.prefix(Self.mostExchanges).map(\.json))
  }
}
