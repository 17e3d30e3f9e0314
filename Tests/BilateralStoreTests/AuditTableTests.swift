import BilateralBase
import BilateralStore
import Testing

@Suite struct AuditTableTests {
  let folder = StoreFolder()

  private func filled() throws -> Store {
    let store = try folder.open()
    try store.writeBlocking { tx in
      for index in 1...5 {
        try tx.audit.append(AuditEntry(actor: "ops", action: "terms.apply", partner: "p\(index)"))
      }
    }
    return store
  }

  private func verdict(after tampering: String, in store: Store) throws -> AuditTable<Writing>.Verdict {
    try store.writeBlocking { tx in
      try tx.run(tampering)
      return try tx.audit.verify()
    }
  }

  @Test("S-38 an untouched chain holds and its head names the last link")
  func intact() throws {
    let store = try filled()
    let (verdict, head) = try store.readBlocking { tx in (try tx.audit.verify(), try tx.audit.head()) }
    #expect(verdict == .intact(count: 5))
    #expect(head?.seq == 5)
  }

  @Test(
    "S-38 any change in the chain is found at its place",
    arguments: [
      ("UPDATE audit SET detail = '{ }' WHERE seq = 3", Int64(3), AuditTable<Writing>.Flaw.content),
      ("UPDATE audit SET partner = NULL WHERE seq = 2", 2, .content),
      ("UPDATE audit SET at = at + 1 WHERE seq = 5", 5, .content),
      ("UPDATE audit SET actor = 'opster', action = 'ms.apply' WHERE seq = 1", 1, .content),
      ("UPDATE audit SET hash = previous WHERE seq = 4", 4, .content),
      ("UPDATE audit SET previous = zeroblob(32) WHERE seq = 4", 4, .link),
      ("DELETE FROM audit WHERE seq = 3", 4, .gap),
      ("DELETE FROM audit WHERE seq = 1", 2, .gap),
      (
        "INSERT INTO audit SELECT 0, at, actor, action, partner, detail, previous, hash FROM audit WHERE seq = 1",
        0, .gap
      ),
    ])
  func tampered(sql: String, broken: Int64, flaw: AuditTable<Writing>.Flaw) throws {
    #expect(try verdict(after: sql, in: filled()) == .broken(seq: broken, flaw))
  }

  /// Changes one byte of a column: a digit of a number, a character of a text, a byte of a hash.
  private static func damages(_ column: String, _ length: Int) -> [String] {
    switch column {
    case "seq": ["seq = seq + 100", "seq = -seq"]
    case "at": (0..<8).map { "at = at | (1 << \($0 * 8)) " } + (0..<8).map { "at = at & ~(255 << \($0 * 8))" }
    case "previous", "hash":
      (0..<length).map { place in
        """
        \(column) = CAST(substr(\(column), 1, \(place)) || CASE WHEN substr(\(column), \(place + 1), 1) = x'07'
          THEN x'08' ELSE x'07' END || substr(\(column), \(place + 2)) AS BLOB)
        """
      }
    default:
      (0..<length).map { place in
        """
        \(column) = substr(\(column), 1, \(place)) || CASE WHEN substr(\(column), \(place + 1), 1) = '~'
          THEN '!' ELSE '~' END || substr(\(column), \(place + 2))
        """
      }
    }
  }

  @Test("S-38 a wrong byte anywhere is found: each byte of each column of each row of a chain")
  func everyByte() throws {
    let store = try filled()
    let lengths: [(column: String, length: Int)] = [
      ("seq", 1), ("at", 8), ("actor", 3), ("action", 11), ("partner", 2), ("detail", 2), ("previous", 32),
      ("hash", 32),
    ]
    struct Undone: Error {}
    for seq in 1...5 {
      for (column, length) in lengths {
        for damage in Self.damages(column, length) {
          nonisolated(unsafe) var verdict: AuditTable<Writing>.Verdict?
          nonisolated(unsafe) var changed = 0
          #expect(throws: Undone.self) {
            try store.writeBlocking { tx in
              let before = try tx.audit.list(limit: 10).map(\.hash)
              let old = try tx.audit.list(limit: 10)
              try tx.run("UPDATE audit SET \(damage) WHERE seq = \(seq)")
              changed = try tx.audit.list(after: -1000, limit: 10) == old && before == old.map(\.hash) ? 0 : 1
              verdict = try tx.audit.verify()
              throw Undone()
            }
          }
          guard changed == 1 else { continue }
          if case .intact = verdict { Issue.record("row \(seq): \(damage)") }
        }
      }
    }
    #expect(try store.readBlocking { tx in try tx.audit.verify() } == .intact(count: 5))
  }

  @Test("S-38 newest rows that were cut off are missed by whoever kept the head")
  func cut() throws {
    let store = try filled()
    let head = try store.readBlocking { tx in try tx.audit.head() }.map {
      AuditTable<Writing>.Head(seq: $0.seq, hash: $0.hash)
    }
    let verdicts = try store.writeBlocking { tx in
      try tx.audit.append(AuditEntry(actor: "ops", action: "terms.apply"))
      let whole = try tx.audit.verify(against: head)
      try tx.run("DELETE FROM audit WHERE seq > 3")
      let cut = try tx.audit.verify(against: head)
      let alone = try tx.audit.verify()
      for _ in 1...3 { try tx.audit.append(AuditEntry(actor: "ops", action: "other")) }
      return [whole, cut, alone, try tx.audit.verify(against: head)]
    }
    #expect(
      verdicts == [.intact(count: 6), .broken(seq: 5, .head), .intact(count: 3), .broken(seq: 5, .head)])
  }
}
