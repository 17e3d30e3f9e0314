/// Values by the hash of a secret that opens them: tokens, names of sessions.
///
/// Rows are found by the first eight bytes of the hash and compared whole, in constant time (S-01): how long a search
/// took tells at most something of a hash, which nobody can choose, and nothing of the secret.
package struct HashedSecrets<Value> {
  private var rows: [UInt64: [(hash: [UInt8], value: Value)]] = [:]

  /// Nothing is open yet.
  package init() {}

  /// The value that a secret with this hash opens.
  package subscript(hash: [UInt8]) -> Value? {
    get { rows[Self.head(hash)]?.first { constantTimeEquals($0.hash, hash) }?.value }
    set {
      let head = Self.head(hash)
      var found = rows[head] ?? []
      found.removeAll { constantTimeEquals($0.hash, hash) }
      if let newValue { found.append((hash, newValue)) }
      rows[head] = found.isEmpty ? nil : found
    }
  }

  /// How many there are.
  package var count: Int { rows.values.reduce(0) { $0 + $1.count } }

  /// Each value with its hash, in no order.
  package var all: [(hash: [UInt8], value: Value)] {
    rows.values.flatMap { $0 }
  }

  /// Keeps those for which `isKept` is true.
  package mutating func keep(_ isKept: (Value) -> Bool) {
    rows = rows.compactMapValues { found in
      let kept = found.filter { isKept($0.value) }
      return kept.isEmpty ? nil : kept
    }
  }

  private static func head(_ hash: [UInt8]) -> UInt64 {
    hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension HashedSecrets: Sendable where Value: Sendable {}
