import BilateralBase
import BilateralStore
import Testing

@Suite struct TheirTokenTableTests {
  let folder = StoreFolder()

  private func store(_ tokens: [UInt8]) throws -> Store {
    let store = try folder.open()
    try store.writeBlocking { tx in
      _ = try tx.partners.ensure("acme")
      for token in tokens { try tx.theirTokens.receive([token], form: "raw", from: "acme") }
    }
    return store
  }

  private func held(_ store: Store) throws -> (inUse: [UInt8]?, all: [[UInt8]]) {
    try store.readBlocking { tx in
      (try tx.partners.partner("acme")?.theirToken, try tx.theirTokens.list(of: "acme").map(\.token))
    }
  }

  private func accept(_ store: Store, _ token: UInt8, insteadOf refused: UInt8? = nil) throws {
    try store.writeBlocking { tx in
      let rows = try tx.theirTokens.list(of: "acme")
      func number(_ token: UInt8) -> Int64? { rows.first { $0.token == [token] }?.number }
      guard let accepted = number(token) else { return }
      try tx.theirTokens.accept(accepted, insteadOf: refused.flatMap(number), of: "acme")
    }
  }

  @Test("P-07 a new token is in use, the one before is kept until the new one was let in")
  func received() throws {
    let store = try store([1, 2])
    #expect(try held(store) == ([2], [[2], [1]]))
    try accept(store, 2)
    #expect(try held(store) == ([2], [[2]]))
  }

  @Test("P-07 an older token that is let in is used, and the newer one is not given up")
  func late() throws {
    let store = try store([1, 2])
    try accept(store, 1, insteadOf: 2)
    #expect(try held(store) == ([1], [[2], [1]]))
    try accept(store, 1)
    #expect(try held(store) == ([1], [[2], [1]]))
    try accept(store, 2, insteadOf: 1)
    #expect(try held(store) == ([2], [[2]]))
  }

  @Test func `what was learned of a token that another has replaced meanwhile is not taken`() throws {
    let store = try store([1, 2, 3])
    try accept(store, 1, insteadOf: 2)
    #expect(try held(store) == ([3], [[3], [2], [1]]))
  }

  @Test func `a token that stands in the partner's row alone is kept too`() throws {
    let store = try store([])
    try store.writeBlocking { tx in
      try tx.partners.update("acme") { row in (row.theirToken, row.theirTokenForm) = ([7], "base64") }
      try tx.theirTokens.receive([8], form: "raw", from: "acme")
    }
    #expect(try held(store) == ([8], [[8], [7]]))
  }

  @Test func `the number of tokens is bounded, and forgetting forgets all`() throws {
    let store = try store(Array(1...20))
    #expect(try held(store).all == (13...20).reversed().map { [$0] })
    try store.writeBlocking { tx in try tx.theirTokens.forget(of: "acme") }
    #expect(try held(store) == (nil, []))
  }
}
