import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore

/// `POST /erase`: takes one driver out of what we keep, as far as the law lets us (ruling 33).
///
/// A mask stands wherever the driver was named, the same everywhere, so that figures still add up. CDRs stay as they
/// were told: they are vouchers. A token that partners still know is not erased before they were told that it is gone.
struct DriverErasure: Sendable {
  let commons: Commons
  /// What was said between us and partners; nil where there is no such log.
  let exchanges: ExchangeLog?

  func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    let order = try JSON.parse(request.body.bytes)
    guard let card = order["card"]?.string, card.utf8.count >= 4 else {
      throw ControlFailure(
        "BR776", "no card is named", help: "a uid, a contract id, or the printed number", exit: 65)
    }
    let driver = try await commons.store.read { tx in try Driver(card, in: tx) }
    guard !driver.texts.isEmpty else {
      throw ControlFailure("BR777", "nobody of that number is known: \(card)", exit: 66)
    }
    if order["dry_run"]?.bool == true { return .json(try await preview(driver)) }
    guard driver.living.isEmpty else {
      throw ControlFailure(
        "BR778", "the token is still known: \(driver.living.joined(separator: ", "))",
        help: "delete it first (DELETE /own/tokens, or ask its provider to); it is erased when it is gone",
        exit: 6)
    }
    return .json(
      try await erase(
        driver, actor: order["actor"]?.string.map { "operator \($0)" } ?? "operator",
        reason: order["reason"]?.string))
  }

  /// Who is meant, by every text that names them.
  struct Driver: Sendable {
    var texts: [String] = []
    /// Where a token of theirs still counts.
    var living: [String] = []

    init<Access>(_ card: String, in tx: Transaction<Access>) throws {
      var own = try tx.own.tokens(printed: card) + tx.own.objects("tokens", id: card)
      own = own.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      for row in own {
        if let token = try? OwnText.read(Token.self, row.body) { add(token) }
        if !row.isDeleted { living.append("ours, \(row.key.id)") }
      }
      var received = try tx.received.tokens(printed: card) + tx.received.objects("tokens", id: card)
      received = received.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      for row in received {
        let token: Token? = try? ReceivedShelf<Access>.read(row.body, row.key, row.version)
        if let token { add(token) }
        if row.state == .live { living.append("\(row.partner)'s, \(row.key.id)") }
      }
      // A card whose token is gone long since is found by what it left.
      if texts.isEmpty, try !tx.personalData.traces(of: [card]).isEmpty { texts = [card] }
    }

    private mutating func add(_ token: Token) {
      for text in [token.id.text, token.contractID.text, token.visualNumber].compactMap({ $0 })
      where text.utf8.count >= 4 && !texts.contains(text) { texts.append(text) }
    }
  }

  private func preview(_ driver: Driver) async throws -> JSON {
    let (traces, vouchers) = try await commons.store.read { tx in
      (try tx.personalData.traces(of: driver.texts), try tx.personalData.vouchers(of: driver.texts))
    }
    return Self.json(traces, vouchers, mask: nil, living: driver.living)
  }

  private func erase(_ driver: Driver, actor: String, reason: String?) async throws -> JSON {
    let mask = "ERASED-" + String(commons.surroundings.makeID().prefix(8))
    let (changed, vouchers) = try await commons.store.write(isBulk: true) { tx in
      let changed = try tx.personalData.erase(driver.texts, mask: mask)
      let vouchers = try tx.personalData.vouchers(of: driver.texts)
      // The record names the mask and not the driver.
      let detail: JSON = [
        "mask": .string(mask), "reason": reason.map { .string($0) } ?? .null,
        "changed": .object(changed.map { JSONMember($0.place, JSON($0.count)) }),
        "kept_cdrs": JSON(vouchers.count),
      ]
      try tx.audit.append(AuditEntry(actor: actor, action: "driver.erase", detail: JSONText(detail.bytes)))
      return (changed, vouchers)
    }
    let logged = try await exchanges?.erase(driver.texts, mask: mask) ?? 0
    return Self.json(
      changed + (logged > 0 ? [("exchange log", logged)] : []), vouchers, mask: mask, living: [])
  }

  private static func json(
    _ places: [(place: String, count: Int)], _ vouchers: (count: Int, newest: Timestamp?), mask: String?,
    living: [String]
  ) -> JSON {
    [
      "mask": mask.map { .string($0) } ?? .null,
      "places": .object(places.map { JSONMember($0.place, JSON($0.count)) }),
      "kept_cdrs": JSON(vouchers.count), "newest_cdr": vouchers.newest.map { .string("\($0)") } ?? .null,
      "still_known": .array(living.map { .string($0) }),
    ]
  }
}

extension ExchangeLog {
  /// Puts a mask wherever a driver is named; returns how many exchanges changed.
  func erase(_ texts: [String], mask: String) async throws -> Int {
    try await write { tx in try tx.exchanges.erase(texts, mask: mask) }
  }
}

extension Platform {
  /// The routes of `partnerctl audit`, `history` and `erase`.
  func addAuditRoutes(to router: inout Router) {
    AuditRoutes(commons: commons).add(to: &router)
    let erasure = DriverErasure(commons: commons, exchanges: exchanges)
    router.on(.post, "/erase") { try await erasure.answer($0) }
  }
}
