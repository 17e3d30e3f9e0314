import BilateralBase
import BilateralStore
import Testing

@Suite struct PartnerTableTests {
  let folder = StoreFolder()

  @Test(arguments: PartnerRow.State.allCases)
  func `every state is stored and its time moves only with it`(state: PartnerRow.State) throws {
    let store = try folder.open()
    try store.writeBlocking { tx in _ = try tx.partners.update("acme") { $0.state = state } }
    let since = folder.clock.now
    folder.clock.advance(10)
    let row = try store.writeBlocking { tx in try tx.partners.update("acme") { $0.version = "2.2.1" } }
    #expect(row.state == state)
    #expect(row.stateSince == since)
    #expect(row.updatedAt == folder.clock.now)
    #expect(row.version == "2.2.1")
  }

  @Test func `endpoints are replaced as a whole and habits one by one`() throws {
    let store = try folder.open()
    try store.writeBlocking { tx in
      _ = try tx.partners.ensure("acme")
      let old = [EndpointRow(module: "locations", role: "SENDER", url: "https://a/1")]
      let new = [EndpointRow(module: "tokens", role: "RECEIVER", url: "https://a/2")]
      try tx.partners.replaceEndpoints(of: "acme", with: old)
      try tx.partners.replaceEndpoints(of: "acme", with: new)
      #expect(try tx.partners.endpoints(of: "acme") == new)
      try tx.partners.learn("token", "raw", of: "acme")
      try tx.partners.learn("token", "base64", of: "acme")
      try tx.partners.learn("paging", "none", of: "acme")
      try tx.partners.learn("paging", nil, of: "acme")
      #expect(try tx.partners.facts(of: "acme") == ["token": "base64"])
    }
  }

  @Test func `the newest snapshot runs, the same text is no news, older ones stay`() throws {
    let store = try folder.open()
    let first = folder.clock.now
    let apply = { (text: String) in
      try store.writeBlocking { tx in
        let hash = Array(text.utf8)
        return try tx.snapshots.apply(text, to: "acme", hash: hash, technicalHash: hash, moneyHash: hash)
      }
    }
    #expect(try apply("one"))
    folder.clock.advance(10)
    #expect(try !apply("one"))
    #expect(try apply("two"))
    #expect(try store.readBlocking { tx in try tx.snapshots.current(of: "acme")?.text } == "two")
    #expect(try store.readBlocking { tx in try tx.snapshots.snapshot(of: "acme", at: first)?.text } == "one")
  }

  @Test func `an attempt at registration is found at the step it has reached`() throws {
    let store = try folder.open()
    let id = try store.writeBlocking { tx in
      _ = try tx.partners.ensure("acme")
      let id = try tx.registrations.begin(.initiator, with: "acme", step: "versions", payload: [1])
      try tx.registrations.advance(id, to: "post", ourToken: [7])
      return id
    }
    store.close()
    let again = try folder.open()
    let open = try again.readBlocking { tx in try tx.registrations.open(of: "acme") }
    #expect(open.map(\.id) == [id])
    #expect(open.map(\.step) == ["post"])
    #expect(open.map(\.payload) == [[1]])
    try again.writeBlocking { tx throws in
      #expect(try tx.registrations.close(of: "acme", step: "done") == 1)
      #expect(try tx.registrations.open(of: "acme").isEmpty)
    }
  }
}
