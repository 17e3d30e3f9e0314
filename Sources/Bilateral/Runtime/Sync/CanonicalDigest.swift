package import BilateralBase
import BilateralCrypto
package import BilateralModel
package import BilateralStore

/// One hash over many objects, by which two sides see whether their copies agree (ruling 38).
///
/// Objects are added in the order of country, party and id, each in its canonical form on a line of its own.
package struct CanonicalDigest: ~Copyable {
  /// What was counted and hashed.
  package struct Result: Sendable, Equatable {
    package var count = 0
    /// EVSEs of those objects, where they have any.
    package var evses = 0
    /// 64 hex digits.
    package var sha256 = ""

    /// As the control channel answers it.
    package var json: JSON {
      ["count": JSON(count), "evses": JSON(evses), "sha256": .string(sha256)]
    }
  }

  private var hash = SHA256()
  private var result = Result()
  private var line: [UInt8] = []

  package init() {}

  /// Adds the next object; a text that is no JSON is hashed as it is.
  package mutating func add(_ body: [UInt8]) {
    line.removeAll(keepingCapacity: true)
    if let document = try? JSONDocument(parsing: body) {
      CanonicalJSON.append(document.root, to: &line)
      result.evses += document.root["evses"]?.elements.reduce(0) { count, _ in count + 1 } ?? 0
    } else {
      line = body
    }
    line.append(0x0A)
    hash.update(line)
    result.count += 1
  }

  /// The result.
  package consuming func finish() -> Result {
    var result = result
    result.sha256 = Hex.encode(hash.finish())
    return result
  }

  /// The digest of any objects; their order is made here.
  package static func of(_ objects: [(key: ObjectKey, body: [UInt8])]) -> Result {
    var digest = CanonicalDigest()
    let sorted = objects.sorted { $0.key.precedes($1.key) }
    for object in sorted { digest.add(object.body) }
    return digest.finish()
  }

  /// The digest of what a partner has given us and what is live.
  ///
  /// - Throws: `StoreError`.
  package static func received(_ module: ModuleID, from partner: String, _ store: Store) async throws
    -> Result
  {
    try await store.read { tx in
      var digest = CanonicalDigest()
      try tx.received.eachCanonical(module.rawValue, from: partner) { _, body in digest.add(body.bytes) }
      return digest.finish()
    }
  }
}

extension ObjectKey {
  /// The order by which copies are compared: by bytes, so that no language's rules decide.
  fileprivate func precedes(_ other: ObjectKey) -> Bool {
    for part in [\ObjectKey.country, \.party, \.id, \.sub] where self[keyPath: part] != other[keyPath: part] {
      return self[keyPath: part].utf8.lexicographicallyPrecedes(other[keyPath: part].utf8)
    }
    return false
  }
}
