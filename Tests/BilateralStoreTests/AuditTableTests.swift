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
      ("UPDATE audit SET detail = '{ }' WHERE seq = 3", Int64(3)),
      ("UPDATE audit SET partner = NULL WHERE seq = 2", 2),
      ("UPDATE audit SET at = at + 1 WHERE seq = 5", 5),
      ("UPDATE audit SET actor = 'opster', action = 'ms.apply' WHERE seq = 1", 1),
      ("UPDATE audit SET hash = previous WHERE seq = 4", 4),
      ("DELETE FROM audit WHERE seq = 3", 4),
      ("DELETE FROM audit WHERE seq = 1", 2),
    ])
  func tampered(sql: String, broken: Int64) throws {
    #expect(try verdict(after: sql, in: filled()) == .broken(seq: broken))
  }
}
