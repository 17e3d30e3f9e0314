import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralStore

/// Writing.
extension ConnectionExport {
  /// The export as it is kept in a file.
  package func json(at time: Timestamp) -> JSON {
    [
      "schema": .string(Self.schema), "exported_at": .string("\(time)"), "partner": .string(partner),
      "version": .string(version), "versions_url": .init(text: versionsURL),
      "their_token": ["token": .string(theirToken.revealed), "form": .string(theirTokenForm)],
      "our_tokens": .array(ourTokens.map { ["sha256": .string(Hex.encode($0))] }),
      "their_endpoints": .array(theirEndpoints.map(Self.json)),
      "our_endpoints": .array(ourEndpoints.map(Self.json)), "cursors": .array(cursors.map(Self.json)),
      "tariffs": .array(tariffs.map(\.json)),
      "sent": .array(sent.map(Self.json)), "received": .array(received.map(Self.json)),
    ]
  }

  private static func json(_ row: EndpointRow) -> JSON {
    ["module": .string(row.module), "role": .string(row.role), "url": .string(row.url)]
  }

  private static func json(_ row: CursorRow) -> JSON {
    [
      "module": .string(row.module), "kind": .string(row.kind.rawValue), "upto": .init(time: row.windowTo),
      "from": .init(time: row.windowFrom), "started_at": .init(time: row.startedAt),
      "last_success": .init(time: row.lastSuccess), "generation": .number("\(row.generation)"),
    ]
  }

  private static func json(_ sent: Sent) -> JSON {
    [
      "module": .string(sent.module), "key": json(sent.key), "hash": .string(Hex.encode(sent.hash)),
      "detail": .init(text: sent.detail), "shown": .init(text: sent.shown),
      "last_updated": .string("\(sent.lastUpdated)"), "told": .bool(sent.isTold),
    ]
  }

  private static func json(_ object: ReceivedObject) -> JSON {
    [
      "module": .string(object.module), "key": json(object.key), "version": .string(object.version),
      "last_updated": .string("\(object.lastUpdated)"),
      "object": (try? JSON.parse(object.body.bytes)) ?? .null,
    ]
  }

  private static func json(_ key: ObjectKey) -> JSON {
    [.string(key.country), .string(key.party), .string(key.id), .string(key.sub)]
  }
}

/// Reading.
extension ConnectionExport {
  /// What is wrong with an export: where, and what is expected there.
  package struct Unreadable: Error, CustomStringConvertible {
    package let description: String
  }

  /// Reads an export of ours or one written by hand.
  ///
  /// - Parameters:
  ///   - json: the document.
  ///   - id: the partner that adopts it.
  /// - Throws: `Unreadable` with the JSON path.
  package init(_ json: JSON, for id: String) throws(Unreadable) {
    guard json["schema"]?.string == Self.schema else {
      throw Unreadable(description: "schema: expected \"\(Self.schema)\"")
    }
    partner = id
    version = try Self.text(json, "version", "")
    guard OCPIVersion(version) != nil else {
      throw Unreadable(description: "version: \"\(version)\" is no OCPI version")
    }
    versionsURL = json["versions_url"]?.string
    guard let token = json["their_token"]?["token"]?.string, !token.isEmpty else {
      throw Unreadable(description: "their_token.token is missing: what we present to the partner")
    }
    theirToken = SecretText(token)
    theirTokenForm = json["their_token"]?["form"]?.string ?? "base64"
    ourTokens = try Self.list(json, "our_tokens", Self.token)
    guard !ourTokens.isEmpty else {
      throw Unreadable(description: "our_tokens is empty: the partner would be locked out")
    }
    theirEndpoints = try Self.list(json, "their_endpoints", Self.endpoint)
    ourEndpoints = try Self.list(json, "our_endpoints", Self.endpoint)
    cursors = try Self.list(json, "cursors") { (item, path) throws(Unreadable) in
      try Self.cursor(item, path, id)
    }
    tariffs = try Self.list(json, "tariffs", Self.tariff)
    sent = try Self.list(json, "sent", Self.sent)
    received = try Self.list(json, "received") { (item, path) throws(Unreadable) in
      try Self.object(item, path, id)
    }
  }

  private static func list<T>(
    _ json: JSON, _ name: String, _ read: (JSON, String) throws(Unreadable) -> T
  ) throws(Unreadable) -> [T] {
    guard let value = json[name], value != .null else { return [] }
    guard let items = value.elements else { throw Unreadable(description: "\(name): expected a list") }
    var found: [T] = []
    for (place, item) in items.enumerated() { found.append(try read(item, "\(name)[\(place)]")) }
    return found
  }

  private static func text(_ json: JSON, _ name: String, _ path: String) throws(Unreadable) -> String {
    guard let text = json[name]?.string else {
      throw Unreadable(description: "\(path.isEmpty ? "" : path + ".")\(name): expected a text")
    }
    return text
  }

  private static func time(_ json: JSON, _ name: String, _ path: String) throws(Unreadable) -> Timestamp? {
    guard let text = json[name]?.string else { return nil }
    guard let time = Timestamp(ocpi: text) else {
      throw Unreadable(description: "\(path).\(name): \"\(text)\" is no date and time")
    }
    return time
  }

  private static func token(_ json: JSON, _ path: String) throws(Unreadable) -> [UInt8] {
    if let clear = json["token"]?.string, !clear.isEmpty { return SHA256.hash(clear) }
    guard let hash = json["sha256"]?.string.flatMap(Hex.decode), hash.count == 32 else {
      throw Unreadable(description: "\(path): expected token, or sha256 of 64 hex digits")
    }
    return hash
  }

  private static func endpoint(_ json: JSON, _ path: String) throws(Unreadable) -> EndpointRow {
    EndpointRow(
      module: try text(json, "module", path), role: json["role"]?.string ?? "",
      url: try text(json, "url", path))
  }

  private static func cursor(_ json: JSON, _ path: String, _ id: String) throws(Unreadable) -> CursorRow {
    let kind = json["kind"]?.string.flatMap(CursorRow.Kind.init(rawValue:)) ?? .delta
    var row = CursorRow(partner: id, module: try text(json, "module", path), kind: kind)
    row.windowTo = try time(json, "upto", path)
    row.windowFrom = try time(json, "from", path)
    row.lastSuccess = try time(json, "last_success", path) ?? row.windowTo
    row.startedAt = try time(json, "started_at", path) ?? row.lastSuccess
    row.generation = Int64(json["generation"]?.int ?? 0)
    return row
  }

  private static func tariff(_ json: JSON, _ path: String) throws(Unreadable) -> TariffID {
    guard let tariff = TariffID(json) else { throw Unreadable(description: "\(path): expected id and base") }
    return tariff
  }

  private static func sent(_ json: JSON, _ path: String) throws(Unreadable) -> Sent {
    guard let hash = json["hash"]?.string.flatMap(Hex.decode),
      let updated = try time(json, "last_updated", path)
    else { throw Unreadable(description: "\(path): expected hash and last_updated") }
    return Sent(
      module: try text(json, "module", path), key: try key(json, path), hash: hash,
      detail: json["detail"]?.string, shown: json["shown"]?.string, lastUpdated: updated,
      isTold: json["told"]?.bool ?? true)
  }

  private static func object(
    _ json: JSON, _ path: String, _ id: String
  ) throws(Unreadable) -> ReceivedObject {
    guard let body = json["object"], body.members != nil, let updated = try time(json, "last_updated", path)
    else { throw Unreadable(description: "\(path): expected object and last_updated") }
    let bytes = body.bytes
    guard let document = try? JSONDocument(parsing: bytes) else {
      throw Unreadable(description: "\(path).object is not JSON that may stand on the wire")
    }
    return ReceivedObject(
      module: try text(json, "module", path), partner: id, key: try key(json, path),
      version: try text(json, "version", path), body: JSONText(bytes), lastUpdated: updated,
      hash: ObjectReader<Location>.hash(document.root), generation: nil)
  }

  private static func key(_ json: JSON, _ path: String) throws(Unreadable) -> ObjectKey {
    let parts = json["key"]?.elements?.compactMap(\.string) ?? []
    guard parts.count == 4 else {
      throw Unreadable(description: "\(path).key: expected [country, party, id, \"\"]")
    }
    return ObjectKey(country: parts[0], party: parts[1], id: parts[2], sub: parts[3])
  }
}

extension JSON {
  fileprivate init(text: String?) { self = text.map { .string($0) } ?? .null }
  fileprivate init(time: Timestamp?) { self = time.map { .string("\($0)") } ?? .null }
}

extension ConnectionExport.TariffID {
  /// As it stands in exports, and in what is remembered of an adoption.
  var json: JSON {
    [
      "id": .string(id), "base": .string(base), "rule": .init(text: rule),
      "hash": .init(text: hash.map { Hex.encode($0) }),
    ]
  }

  /// Reads it; nil without an id and a base.
  init?(_ json: JSON) {
    guard let id = json["id"]?.string, let base = json["base"]?.string else { return nil }
    (self.id, self.base) = (id, base)
    rule = json["rule"]?.string
    hash = json["hash"]?.string.flatMap(Hex.decode)
  }
}
