import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct AdoptionTests {
  /// A settled pair whose CPO has made its export and stopped, and a successor at the same address.
  private struct Handover {
    let pair: SettledPair
    let export: JSON
    let successor: TestSide

    var emsp: TestSide { pair.emsp }

    static func start(locations count: Int) async throws -> Handover {
      let pair = try await SettledPair.start(locations: count)
      let objects = try await pair.cpo.platform.commons.store.read { tx in
        try tx.own.list("locations", ListFilter()).rows
      }
      let export = try await pair.cpo.fetch("/partners/acme/connection")
      await pair.cpo.stop()
      let fleet = try TestFleet(
        "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: TestFleet.makeCertificates())
      try fleet.succeed(pair.cpo)
      let successor = try await TestSide.start(fleet)
      try await successor.platform.commons.store.write { tx in
        for row in objects {
          _ = try tx.own.put(
            OwnObject(
              module: row.module, key: row.key, body: row.body, lastUpdated: row.lastUpdated, hash: row.hash))
        }
      }
      return Handover(pair: pair, export: export, successor: successor)
    }

    func adopt(_ export: JSON? = nil, isTrial: Bool = false) async throws -> JSON {
      let body: JSON = ["export": export ?? self.export, "dry_run": .bool(isTrial)]
      return try await successor.ask("/partners/acme/adopt", body.text)
    }

    /// What the eMSP was told since.
    func news(after seq: Int64) async throws -> [EventRow] {
      try await emsp.platform.commons.store.read { tx in try tx.events.list(after: seq, limit: 1000) }
    }

    func mark() async throws -> Int64 {
      try await emsp.platform.commons.store.read { tx in try tx.events.newest() }
    }

    func stop() async {
      await successor.stop()
      successor.fleet.remove()
      await pair.stop()
    }
  }

  @Test("adopt goes on where the other platform stopped, the partner notices nothing, revert gives it back")
  func thereAndBack() async throws {
    let handover = try await Handover.start(locations: 30)
    let (successor, emsp) = (handover.successor, handover.emsp)
    let start = try await handover.mark()
    let before = try await emsp.platform.commons.store.read { tx in try tx.partners.partner("volt") }
    let adopted = try await handover.adopt()
    #expect(adopted["ok"]?.bool == true, "\(adopted)")
    try await successor.reaches { tx in
      let cursor = try tx.viewCursors.cursor("locations", for: "acme")?.change ?? 0
      return try cursor > 0 && tx.own.changes("locations", after: cursor, limit: 1).isEmpty
    }
    #expect(try await emsp.ask("/partners/volt/sync")["ok"]?.bool == true, "their next delta")
    let after = try await emsp.platform.commons.store.read { tx in try tx.partners.partner("volt") }
    #expect(before?.theirToken == after?.theirToken && before?.state == after?.state)
    #expect(try await handover.news(after: start).isEmpty, "nothing was sent, nothing had changed")
    let waiting = try await successor.platform.commons.store.read { try $0.outbox.list(partner: "acme") }
    #expect(waiting.isEmpty, "\(waiting.map { "\($0.module) \($0.key) \($0.state) \($0.lastError ?? "")" })")
    try await change("L3", at: successor, seenBy: emsp)
    let back = try await successor.ask("/partners/acme/give-back")
    #expect(back["ok"]?.bool == true, "\(back)")
    #expect(successor.platform.commons.links["acme"]?.facts.state == .new)
    await successor.stop()
    let first = try await TestSide.start(handover.pair.cpo.fleet)
    try await change("L7", at: first, seenBy: emsp)
    await first.stop()
    await handover.stop()
  }

  /// A status of ours changes and arrives.
  private func change(_ id: String, at side: TestSide, seenBy emsp: TestSide) async throws {
    let now = side.platform.commons.surroundings.wallClock.now().adding(seconds: 5)
    try await side.put([Sample.location(id, at: now, statuses: ["CHARGING"])])
    try await emsp.reaches { tx in
      let key = ObjectKey(country: "DE", party: "NVO", id: id)
      let body = try tx.received.object("locations", from: "volt", key)?.body.bytes ?? []
      return String(decoding: body, as: UTF8.self).contains("CHARGING")
    }
  }

  @Test("a dry run reads at the partner and changes nothing here")
  func trial() async throws {
    let handover = try await Handover.start(locations: 2)
    let answer = try await handover.adopt(isTrial: true)
    #expect(answer["ok"]?.bool == true, "\(answer)")
    #expect(handover.successor.platform.commons.links["acme"]?.facts.state == .new)
    await handover.stop()
  }

  @Test("a token that the partner refuses is not taken over")
  func deadToken() async throws {
    let handover = try await Handover.start(locations: 2)
    var export = handover.export
    export["their_token"] = ["token": "not-the-token", "form": "base64"]
    let answer = try await handover.adopt(export)
    #expect(answer["ok"]?.bool == false && answer["error"]?["code"]?.string == "BR322")
    #expect(handover.successor.platform.commons.links["acme"]?.facts.state == .new)
    await handover.stop()
  }

  @Test(
    "an export that cannot be read is refused with its path",
    arguments: [
      ("{}", "schema"), (#"{"schema":"bilateral.connection/1"}"#, "version"),
      (#"{"schema":"bilateral.connection/1","version":"2.2.1"}"#, "their_token.token"),
      (
        #"{"schema":"bilateral.connection/1","version":"2.2.1","their_token":{"token":"t"}}"#, "our_tokens"
      ),
      (
        #"""
        {"schema":"bilateral.connection/1","version":"2.2.1","their_token":{"token":"t"},
        "our_tokens":[{"token":"a"},{"sha256":"00"}]}
        """#, "our_tokens[1]"
      ),
      (
        #"""
        {"schema":"bilateral.connection/1","version":"2.2.1","their_token":{"token":"t"},
        "our_tokens":[{"token":"a"}],"cursors":[{"module":"locations","upto":"yesterday"}]}
        """#, "cursors[0].upto"
      ),
    ])
  func unreadable(_ text: String, _ path: String) throws {
    let json = try JSON.parse(text)
    let error = #expect(throws: ConnectionExport.Unreadable.self) { try ConnectionExport(json, for: "acme") }
    #expect(error?.description.hasPrefix(path) == true, "\(String(describing: error))")
  }

  @Test("the old addresses of a partner lead to ours, the longest that fits first")
  func addresses() {
    let adopted = AdoptedAddresses()
    adopted.set(
      "acme",
      [
        .init(path: ["cpo", "2.2"], target: ["2.2.1"]),
        .init(path: ["cpo", "2.2", "locations"], target: ["2.2.1", "sender", "locations"]),
      ])
    #expect(
      adopted.target(of: ["cpo", "2.2", "locations", "L1"]) == ["2.2.1", "sender", "locations", "L1"])
    #expect(adopted.target(of: ["cpo", "2.2", "credentials"]) == ["2.2.1", "credentials"])
    #expect(adopted.target(of: ["elsewhere"]) == nil)
    adopted.set("acme", [])
    #expect(adopted.target(of: ["cpo", "2.2", "locations"]) == nil)
  }

  @Test("a partner of an adopted connection is served at its old addresses")
  func oldAddress() async throws {
    let handover = try await Handover.start(locations: 3)
    var export = handover.export
    let base = "\(handover.successor.listening.publicURL)".replacingOccurrences(of: "/ocpi", with: "")
    export["our_endpoints"] = [
      ["module": "locations", "role": "SENDER", "url": .string("\(base)/legacy/cpo/locations")]
    ]
    export["our_tokens"] = [["token": "the-token-they-have-always-used"]]
    #expect(try await handover.adopt(export)["ok"]?.bool == true)
    let fields: HTTPFields = [
      .authorization: TokenForm.raw.header(for: SecretText("the-token-they-have-always-used"))
    ]
    let url = try HTTPURL("\(base)/legacy/cpo/locations/L1")
    let answer = try await handover.emsp.makeClient().send(
      HTTPClientRequest(.get, url, fields))
    #expect(answer.status == .ok)
    await handover.stop()
  }
}

extension TestFleet {
  /// Takes the place of another side that has stopped: address, certificate, files.
  fileprivate func succeed(_ side: TestSide) throws {
    for path in ["tls/cert.pem", "tls/ca.pem", "secrets/tls/key", "partners/acme.toml", "tariffs/adhoc.json"]
    {
      try write(path, try side.fleet.bytes(path), mode: path.hasPrefix("secrets") ? 0o600 : 0o644)
    }
    let text = String(decoding: try bytes("partnerctl.toml"), as: UTF8.self)
    let address = "\(side.listening.partners)"
    try write(
      "partnerctl.toml",
      text.replacingOccurrences(
        of: "[server]\nlisten = \"127.0.0.1:0\"", with: "[server]\nlisten = \"\(address)\""
      )
      .replacingOccurrences(of: "https://127.0.0.1:0/ocpi", with: "\(side.listening.publicURL)"))
  }
}
