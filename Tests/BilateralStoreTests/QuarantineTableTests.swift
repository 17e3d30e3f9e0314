import BilateralBase
import BilateralStore
import Testing

@Suite struct QuarantineTableTests {
  let folder = StoreFolder()

  private func refused(_ identity: String = "DE-NVO/L1", _ paths: [String] = ["id"], raw: JSONText = "{}")
    -> RefusedObject
  {
    let findings = paths.map { QuarantineFinding(path: $0, code: "BW101", message: "is missing") }
    return RefusedObject(
      partner: "acme", module: "locations", identity: identity, version: "2.2.1", findings: findings, raw: raw
    )
  }

  @Test func `an object refused again replaces itself with its newest reasons`() throws {
    let store = try folder.open()
    let first = folder.clock.now
    let number = try store.writeBlocking { [self] tx in
      try tx.quarantine.hold(refused("DE-NVO/L1", ["id", "name"]))
    }
    folder.clock.advance(9)
    try store.writeBlocking { [self] tx throws in
      #expect(try tx.quarantine.hold(refused("de-nvo/l1", ["evses[0].uid"], raw: "{\"a\":1}")) == number)
    }
    let row = try #require(try store.readBlocking { tx in try tx.quarantine.list() }.first)
    #expect(row.findings.map(\.path) == ["evses[0].uid"])
    #expect(row.raw == "{\"a\":1}")
    #expect(row.count == 2)
    #expect(row.firstSeen == first && row.lastSeen == first.adding(seconds: 9))
  }

  @Test func `an object leaves when it comes in order, or when it is dropped`() throws {
    let store = try folder.open()
    try store.writeBlocking { [self] tx in
      let held = try ["a", "b"].map { try tx.quarantine.hold(refused($0)) }
      #expect(try tx.quarantine.count(partner: "acme", module: "locations") == 2)
      #expect(try tx.quarantine.resolve(partner: "acme", module: "locations", identity: "a"))
      #expect(try !tx.quarantine.resolve(partner: "acme", module: "locations", identity: "a"))
      #expect(try tx.quarantine.drop(held[1]))
      #expect(try tx.quarantine.row(held[1]) == nil)
      let findings = try tx.first("SELECT count(*) FROM quarantine_findings") {
        row throws(SQLiteError) -> Int in try row.next()
      }
      #expect(findings == 0)
    }
  }

  @Test func `a huge text is cut at a character and marked`() throws {
    let store = try folder.open()
    let raw = JSONText("x" + String(repeating: "ü", count: 200_000))
    let row = try store.writeBlocking { [self] tx in
      try tx.quarantine.row(tx.quarantine.hold(refused("a", raw: raw)))
    }
    let bytes = try #require(row?.raw.bytes)
    #expect(row?.isCut == true)
    #expect(bytes.count <= QuarantineTable<Reading>.rawLimit)
    #expect(String(validating: bytes, as: UTF8.self) != nil)
  }
}
