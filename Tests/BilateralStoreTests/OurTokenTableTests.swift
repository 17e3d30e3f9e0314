import BilateralBase
import BilateralCrypto
import BilateralStore
import Glibc
import Testing

@Suite struct OurTokenTableTests {
  let folder = StoreFolder()

  private func store() throws -> Store {
    let store = try folder.open()
    try store.writeBlocking { tx in
      for partner in ["acme", "other"] { _ = try tx.partners.ensure(partner) }
      try tx.ourTokens.issue(hash: [0xA], to: "acme", kind: .registration)
      try tx.ourTokens.issue(hash: [0xC1], to: "acme", kind: .session)
      try tx.ourTokens.issue(hash: [0xC2], to: "acme", kind: .session)
      try tx.ourTokens.issue(hash: [0xD], to: "other", kind: .session)
    }
    return store
  }

  private func valid(_ store: Store, _ partner: String = "acme") throws -> [[UInt8]] {
    try store.readBlocking { tx in try tx.ourTokens.list(of: partner).map(\.hash) }
  }

  private func use(_ store: Store, _ hash: [UInt8]) throws -> OurTokenRow? {
    try store.writeBlocking { tx in try tx.ourTokens.use(hash: hash) }
  }

  @Test func `all pending tokens are valid until a session token is first used, then the others die`() throws
  {
    let store = try store()
    #expect(try use(store, [0xA])?.firstUsed == folder.clock.now)
    #expect(try valid(store) == [[0xA], [0xC1], [0xC2]], "token A may repeat its registration")
    #expect(try use(store, [0xC2])?.kind == .session)
    #expect(try valid(store) == [[0xC2]])
    #expect(try use(store, [0xA]) == nil)
    #expect(try use(store, [0xC1]) == nil)
    #expect(try valid(store, "other") == [[0xD]])
  }

  @Test("S-10 a rotation has no moment without a valid token")
  func rotation() throws {
    let store = try store()
    _ = try use(store, [0xC1])
    try store.writeBlocking { tx in try tx.ourTokens.issue(hash: [0xE], to: "acme", kind: .session) }
    #expect(try use(store, [0xC1]) != nil)
    #expect(try Set(valid(store)) == [[0xC1], [0xE]])
    _ = try use(store, [0xE])
    #expect(try valid(store) == [[0xE]])
  }

  @Test("CR-16 the token that was in use lives on for the overlap; unused ones and token A end at once")
  func overlap() throws {
    let store = try store()
    try store.writeBlocking { tx in
      _ = try tx.ourTokens.use(hash: [0xC1])
      for hash: [UInt8] in [[0xB2], [0xE1], [0xE2]] {
        try tx.ourTokens.issue(hash: hash, to: "acme", kind: hash == [0xB2] ? .registration : .session)
      }
      _ = try tx.ourTokens.use(hash: [0xE2], overlap: 30)
    }
    #expect(try Set(valid(store)) == [[0xC1], [0xE2]])
    folder.clock.advance(29)
    #expect(try Set(valid(store)) == [[0xC1], [0xE2]])
    folder.clock.advance(2)
    #expect(try valid(store) == [[0xE2]])
  }

  @Test func `the oldest of too many tokens that were never used end, used ones and token A do not`() throws {
    let store = try store()
    _ = try store.writeBlocking { tx in try tx.ourTokens.noteUse(hash: [0xC1]) }
    for hash: UInt8 in 1...5 {
      folder.clock.advance(1)
      try store.writeBlocking { tx in
        try tx.ourTokens.issue(hash: [hash], to: "acme", kind: .session)
        try tx.ourTokens.prune(of: "acme", keeping: 2)
      }
    }
    #expect(try Set(valid(store)) == [[0xA], [0xC1], [4], [5]])
    #expect(try valid(store, "other") == [[0xD]])
  }

  @Test func `a use that is only noted ends nothing, and a reissued invitation ends the one before`() throws {
    let store = try store()
    try store.writeBlocking { tx in
      try tx.ourTokens.noteUse(hash: [0xC1])
      try tx.ourTokens.endInvitations(of: "acme")
    }
    #expect(try Set(valid(store)) == [[0xC1], [0xC2]])
    #expect(try store.readBlocking { tx in try tx.ourTokens.token(hash: [0xC1])?.firstUsed } != nil)
  }

  @Test func `an expired token is not valid`() throws {
    let store = try store()
    let end = folder.clock.now.adding(seconds: 60)
    try store.writeBlocking { tx in
      try tx.ourTokens.issue(hash: [0xF], to: "acme", kind: .registration, expires: end)
    }
    #expect(try use(store, [0xF]) != nil)
    folder.clock.advance(60)
    #expect(try use(store, [0xF]) == nil)
  }

  @Test("S-02 no token is in the files in the clear")
  func notInTheClear() throws {
    let token = "a-token-of-at-least-thirty-two-bytes-length"
    let store = try store()
    try store.writeBlocking { tx in
      try tx.ourTokens.issue(hash: SHA256.hash(Array(token.utf8)), to: "acme", kind: .session)
      _ = try tx.ourTokens.use(hash: SHA256.hash(Array(token.utf8)))
    }
    for suffix in ["", "-wal"] {
      let bytes = try #require(read(folder.database + suffix))
      #expect(bytes.count > 1000)
      #expect(find(Array(token.utf8), in: bytes) == false)
    }
  }

  private func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }

  private func find(_ needle: [UInt8], in hay: [UInt8]) -> Bool {
    hay.indices.contains { start in hay[start] == needle[0] && hay[start...].starts(with: needle) }
  }
}
