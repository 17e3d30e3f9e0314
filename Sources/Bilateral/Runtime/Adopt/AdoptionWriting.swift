import BilateralBase
import BilateralCrypto
import BilateralStore

/// What is remembered of an adoption: what a revert needs, and what must stay as the partner knows it.
struct AdoptionNote: Sendable {
  /// The name of the partner's fact that holds it.
  private static let fact = "adoption"

  /// The hash of the token of theirs that was brought.
  var theirToken: [UInt8]
  var ourTokens: [[UInt8]]
  var addresses: [AdoptedAddresses.Entry]
  /// Ids of tariffs by base and rule; they hold until other terms are applied.
  var tariffs: [ConnectionExport.TariffID]
  /// The snapshot that was in force then.
  var snapshot: Int64

  /// The note of a partner; nil when it was not adopted.
  static func of<Access>(_ id: String, in tx: Transaction<Access>) throws -> AdoptionNote? {
    guard let text = try tx.partners.facts(of: id)[fact], let json = try? JSON.parse(Array(text.utf8)),
      let their = json["their_token"]?.string.flatMap(Hex.decode)
    else { return nil }
    let segments = { (json: JSON?) in json?.elements?.compactMap(\.string) ?? [] }
    return AdoptionNote(
      theirToken: their, ourTokens: segments(json["our_tokens"]).compactMap(Hex.decode),
      addresses: json["addresses"]?.elements?.map {
        AdoptedAddresses.Entry(path: segments($0["path"]), target: segments($0["target"]))
      } ?? [],
      tariffs: json["tariffs"]?.elements?.compactMap(ConnectionExport.TariffID.init) ?? [],
      snapshot: Int64(json["snapshot"]?.int ?? 0))
  }

  func save(_ id: String, _ tx: WriteTransaction) throws {
    let texts = { (list: [String]) in JSON.array(list.map { .string($0) }) }
    let json: JSON = [
      "their_token": .string(Hex.encode(theirToken)), "our_tokens": texts(ourTokens.map { Hex.encode($0) }),
      "addresses": .array(addresses.map { ["path": texts($0.path), "target": texts($0.target)] }),
      "tariffs": .array(tariffs.map(\.json)), "snapshot": .number("\(snapshot)"),
    ]
    try tx.partners.learn(Self.fact, String(decoding: json.bytes, as: UTF8.self), of: id)
  }

  static func forget(_ id: String, _ tx: WriteTransaction) throws {
    try tx.partners.learn(fact, nil, of: id)
  }
}

/// Writes an adopted connection: one transaction.
struct AdoptionWriting: Sendable {
  let export: ConnectionExport
  let snapshot: TermsSnapshot
  let addresses: [AdoptedAddresses.Entry]
  /// Their token, sealed.
  let sealed: [UInt8]

  /// How much was taken over.
  struct Kept: Sendable {
    var received = 0
    var sent = 0
    /// Objects that the partner has and this fleet does not.
    var unknown = 0
  }

  func write(_ tx: WriteTransaction) throws -> Kept {
    try tx.partners.ensure(export.partner)
    try writeRelation(tx)
    _ = try snapshot.apply(tx, actor: "operator")
    let note = AdoptionNote(
      theirToken: SHA256.hash(export.theirToken.revealed), ourTokens: export.ourTokens,
      addresses: addresses, tariffs: export.tariffs,
      snapshot: try tx.snapshots.current(of: export.partner)?.number ?? 0)
    try note.save(export.partner, tx)
    try tx.audit.append(
      AuditEntry(
        actor: "operator", action: "credentials.adopted", partner: export.partner, detail: JSONText("{}")))
    try tx.events.append(
      Event(type: "partner", partner: export.partner, id: export.partner, change: "adopted"))
    return try writeObjects(tx)
  }

  private func writeRelation(_ tx: WriteTransaction) throws {
    let id = export.partner
    try tx.ourTokens.revoke(of: id)
    try tx.theirTokens.receive(sealed, form: export.theirTokenForm, from: id)
    try tx.partners.update(id) { row in
      (row.state, row.version, row.versionsURL) = (.registered, export.version, export.versionsURL)
      row.lastError = nil
    }
    try tx.partners.replaceEndpoints(of: id, with: export.theirEndpoints)
    for hash in export.ourTokens { try tx.ourTokens.adopt(hash: hash, of: id) }
  }

  private func writeObjects(_ tx: WriteTransaction) throws -> Kept {
    var kept = Kept()
    for object in export.received where try tx.received.put(object) != .stale { kept.received += 1 }
    // A cursor without the objects that it stands behind would hide them for ever.
    let carried = Set(export.received.map(\.module))
    for cursor in export.cursors where carried.contains(cursor.module) { try tx.cursors.save(cursor) }
    for sent in export.sent {
      let isOurs = try tx.views.adopt(
        sent.module, sent.key, by: export.partner, hash: sent.hash, detail: sent.detail, shown: sent.shown,
        lastUpdated: sent.lastUpdated, isTold: sent.isTold)
      if isOurs { kept.sent += 1 } else { kept.unknown += 1 }
    }
    return kept
  }

  /// Takes everything back that an adoption wrote.
  static func erase(_ id: String, _ tx: WriteTransaction) throws {
    try tx.ourTokens.revoke(of: id)
    try tx.theirTokens.forget(of: id)
    try tx.partners.update(id) { row in
      (row.state, row.version, row.versionsURL) = (.new, nil, nil)
      (row.theirToken, row.theirTokenForm, row.lastError) = (nil, nil, nil)
    }
    try tx.partners.replaceEndpoints(of: id, with: [])
    try tx.outbox.erase(partner: id)
    _ = try tx.views.erase(partner: id)
    _ = try tx.received.erase(partner: id)
    try tx.runningSessions.erase(partner: id)
    _ = try tx.cursors.reset(partner: id)
    try AdoptionNote.forget(id, tx)
    try tx.audit.append(
      AuditEntry(actor: "operator", action: "credentials.given-back", partner: id, detail: JSONText("{}")))
    try tx.events.append(Event(type: "partner", partner: id, id: id, change: "ended"))
  }
}
