import BilateralBase
import BilateralStore
import Testing

/// What stands on statements, and that it stands there once.
@Suite struct ChargeTableTests {
  let folder = StoreFolder()

  static func charge(
    _ id: String, at end: Int64, _ direction: ChargeRow.Direction = .sell, kind: String = "cdr",
    parts: String = "11.75@21"
  ) -> ChargeRow {
    ChargeRow(
      partner: "acme", direction: direction, key: .test(id), kind: kind, driver: "NL-ACM",
      starts: Timestamp(seconds: end - 60), ends: Timestamp(seconds: end), listed: "AC", energy: "10",
      currency: "EUR", parts: parts)
  }

  static func statement(_ number: String, place: Int = 1) -> StatementRow {
    StatementRow(
      number: number, partner: "acme", direction: .sell, period: "2026-10", place: place,
      issued: "2026-11-04", due: nil, gross: "14.22", currency: "EUR", document: "{}", hash: [1],
      closedAt: Timestamp(seconds: 9))
  }

  private func open<Access>(_ tx: Transaction<Access>, before end: Int64 = 1000) throws -> [String] {
    var ids: [String] = []
    try tx.charges.eachOpen(of: "acme", before: Timestamp(seconds: end)) { ids.append($0.charge.key.id) }
    return ids
  }

  @Test("what is open comes by end, up to a moment; written anew it is still one")
  func listing() throws {
    let store = try folder.open()
    let seen = try store.writeBlocking { tx in
      for (id, end) in [("C2", 300), ("C1", 100), ("C3", 900)] {
        try tx.charges.keep(Self.charge(id, at: Int64(end)))
      }
      let before = try tx.charges.mark(of: "acme", before: Timestamp(seconds: 900))
      try tx.charges.keep(Self.charge("c2", at: 300, parts: "1@21"))
      let after = try tx.charges.mark(of: "acme", before: Timestamp(seconds: 900))
      #expect(before.count == 2 && after.count == 2 && before != after, "a change is seen")
      return try open(tx, before: 900)
    }
    #expect(seen == ["C1", "C2"])
  }

  @Test("a charge stands on one statement; what stands there is never changed")
  func once() throws {
    let store = try folder.open()
    try store.writeBlocking { tx in
      try tx.charges.keep(Self.charge("C1", at: 100))
      var row: Int64 = 0
      try tx.charges.eachOpen(of: "acme", before: Timestamp(seconds: 1000)) { row = $0.number }
      #expect(try tx.charges.put(row, on: "A-1", counted: "S/21/11.75"))
      #expect(try !tx.charges.put(row, on: "A-2", counted: "S/21/11.75"))
      try tx.charges.keep(Self.charge("C1", at: 500, parts: "99@21"))
      #expect(try open(tx).isEmpty)
      var parts: [String] = []
      try tx.charges.each(of: "A-1") { parts.append($0.charge.parts + " " + $0.counted) }
      #expect(parts == ["11.75@21 S/21/11.75"])
      let standing = try tx.charges.standing(.sell, .test("C1"), of: "acme")
      #expect(standing?.statement == "A-1" && standing?.counted == "S/21/11.75")
    }
  }

  @Test("a number that its transaction did not keep comes again: a series has no gaps")
  func gapFree() throws {
    let store = try folder.open()
    let first = try store.writeBlocking { tx in try tx.statements.nextNumber(in: "ACM-2026") }
    #expect(throws: Refusal.self) {
      try store.writeBlocking { tx in
        _ = try tx.statements.nextNumber(in: "ACM-2026")
        throw Refusal()
      }
    }
    let (second, other) = try store.writeBlocking { tx in
      (try tx.statements.nextNumber(in: "ACM-2026"), try tx.statements.nextNumber(in: "ACM-2027"))
    }
    #expect([first, second, other] == [1, 2, 1])
  }

  @Test("a period of a partner is closed once, and the latest one is known")
  func periods() throws {
    let store = try folder.open()
    try store.writeBlocking { tx in
      try tx.statements.close("2026-10", of: "acme", until: Timestamp(seconds: 100))
      try tx.statements.close("2026-09", of: "acme", until: Timestamp(seconds: 50))
      #expect(try tx.statements.lastClosed(of: "acme")?.period == "2026-10")
      #expect(try tx.statements.closed("2026-09", of: "acme") != nil)
      #expect(try tx.statements.closed("2026-09", of: "volt") == nil)
    }
    #expect(throws: (any Error).self) {
      try store.writeBlocking { tx in
        try tx.statements.close("2026-10", of: "acme", until: Timestamp(seconds: 100))
      }
    }
  }

  @Test("statements are found by number, partner and period; payments add up to what was told")
  func statements() throws {
    let store = try folder.open()
    try store.writeBlocking { tx in
      try tx.statements.keep(Self.statement("A-1"))
      try tx.statements.keep(Self.statement("A-2", place: 2))
      try tx.payments.keep(PaymentRow(number: "A-1", day: "2026-12-01", amount: "10.00", kind: .paid))
      try tx.payments.keep(
        PaymentRow(number: "A-1", day: "2026-12-02", amount: "4.22", kind: .setOff, note: "A-2"))
      #expect(try tx.statements.list(of: "acme", period: "2026-10").map(\.number) == ["A-1", "A-2"])
      #expect(try tx.statements.statement("A-2") == Self.statement("A-2", place: 2))
      #expect(try tx.payments.list(of: "A-1").map(\.amount) == ["10.00", "4.22"])
      #expect(try tx.payments.list().count == 2)
    }
  }
}
