import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralStore

/// The audit trail on the control channel: `GET /audit`, `GET /audit/newest`, `GET /audit/verify`, `GET /partners/{id}/history`.
struct AuditRoutes: Sendable {
  let commons: Commons

  func add(to router: inout Router) {
    router.on(.get, "/audit") { try await follow($0) }
    router.on(.get, "/audit/newest") { try await list($0) }
    router.on(.get, "/audit/verify") { try await verify($0) }
    router.on(.get, "/partners/:id/history") { try await history($0) }
  }

  // MARK: - what was done

  /// A thousand rows after a number, oldest first, for whoever follows the trail.
  private func follow(_ request: HTTPRequest) async throws -> HTTPResponse {
    let after = request.query("after").flatMap { Int64($0) } ?? 0
    let rows = try await commons.store.read { tx in try tx.audit.list(after: after, limit: 1000) }
    return .json(["entries": .array(rows.map(\.json)), "next": .number("\(rows.last?.seq ?? after)")])
  }

  /// The newest first, of one partner or of all.
  private func list(_ request: HTTPRequest) async throws -> HTTPResponse {
    let limit = request.query("limit").flatMap { Int($0) } ?? 100
    let before = request.query("before").flatMap { Int64($0) } ?? .max
    let partner = request.query("partner")
    let rows = try await commons.store.read { tx in
      try tx.audit.newest(of: partner, before: before, limit: min(max(1, limit), 10_000))
    }
    return .json(["items": .array(rows.map(\.json))])
  }

  /// Reads the chain from its beginning; `head` is `SEQ:HASH` as somebody noted it earlier.
  private func verify(_ request: HTTPRequest) async throws -> HTTPResponse {
    let head = try request.query("head").map(Self.head)
    let (verdict, last) = try await commons.store.read { tx in
      (try tx.audit.verify(against: head), try tx.audit.head())
    }
    let now: JSON = last.map { .string("\($0.seq):\(Hex.encode($0.hash))") } ?? .null
    switch verdict {
    case .intact(let count):
      return .json([
        "intact": true, "count": JSON(count), "head": now,
        "checked_against": request.query("head").map { .string($0) } ?? .null,
      ])
    case .broken(let seq, let flaw):
      return .json([
        "intact": false, "broken_at": .number("\(seq)"), "flaw": .string(flaw.rawValue),
        "text": .string(flaw.words(at: seq)), "head": now,
      ])
    }
  }

  private static func head(_ text: String) throws(ControlFailure) -> AuditTable<Reading>.Head {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let seq = Int64(parts[0]), let hash = Hex.decode(String(parts[1])),
      hash.count == 32
    else {
      throw ControlFailure(
        "BR775", "\"\(text)\" is no head of the audit trail",
        help: "SEQ:HASH, as `partnerctl audit verify` printed it",
        exit: 65)
    }
    return AuditTable<Reading>.Head(seq: seq, hash: hash)
  }

  // MARK: - what was in force

  /// Every text that was in force with a partner, newest first, with who applied it.
  private func history(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = request.parameters["id"]
    guard commons.links[id] != nil else { throw ControlFailure.noPartner(id) }
    let (snapshots, records) = try await commons.store.read { tx in
      (try tx.snapshots.list(of: id), try tx.audit.newest(of: id, limit: 10_000))
    }
    var actors: [String: AuditRow] = [:]
    for record in records where record.entry.action == "terms.apply" {
      let hash = (try? JSON.parse(record.entry.detail.bytes))?["sha256"]?.string
      if let hash, actors[hash] == nil { actors[hash] = record }
    }
    let rows = snapshots.enumerated().map { place, row -> JSON in
      let hash = Hex.encode(row.hash)
      return [
        "sha256": .string(hash), "applied_at": .string("\(row.appliedAt)"), "in_force": .bool(place == 0),
        "until": place == 0 ? .null : .string("\(snapshots[place - 1].appliedAt)"),
        "actor": actors[hash].map { .string($0.entry.actor) } ?? .null,
        "audit": actors[hash].map { .number("\($0.seq)") } ?? .null,
      ]
    }
    return .json(["partner": .string(id), "items": .array(rows)])
  }
}

extension AuditTable.Flaw {
  /// The flaw in words.
  func words(at seq: Int64) -> String {
    switch self {
    case .gap: "rows are missing before row \(seq), or one was put in"
    case .link: "row \(seq) follows on another row than the one before it"
    case .content: "row \(seq) says something else than when it was written"
    case .head: "row \(seq), noted as the newest, is gone or another stands in its place"
    }
  }
}

extension AuditRow {
  /// As the control channel tells it.
  var json: JSON {
    [
      "seq": .number("\(seq)"), "at": .string("\(at)"), "actor": .string(entry.actor),
      "action": .string(entry.action), "partner": entry.partner.map { .string($0) } ?? .null,
      "detail": (try? JSON.parse(entry.detail.bytes)) ?? .null, "hash": .string(Hex.encode(hash)),
    ]
  }
}
