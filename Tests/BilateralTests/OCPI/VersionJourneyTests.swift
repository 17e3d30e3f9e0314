import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// A few journeys of two platforms, in every version of OCPI.
@Suite struct VersionJourneyTests {
  @Test(
    """
    CR-02 CR-03 CR-05 CR-20 CR-21 TR-03 TR-04 VE-02 VE-04 VE-05 VE-06 VE-07 VE-09 a pair registers in each \
    version
    """,
    arguments: OCPIVersion.allCases)
  func registration(_ version: OCPIVersion) async throws {
    let pair = try await VersionPair.registered(in: version)
    for (side, id) in [(pair.cpo, "acme"), (pair.emsp, "volt")] {
      let facts = side.link(id).facts
      #expect(facts.state == .registered && facts.version == version)
      #expect(facts.tokenForm == version.frame.tokenForm, "the form of the version was tried first")
    }
    let details = try await pair.send(.get, "/\(version)", to: pair.cpo, token: pair.tokenOfEMSP)
    var endpoints: [String] = []
    let list: [JSONNode] = details.envelope?.data?["endpoints"].map { Array($0.elements) } ?? []
    for node in list {
      endpoints.append("\(node["identifier"]?.string ?? "") \(node["role"]?.string ?? "-")")
    }
    let sides = version == .v2_1_1 ? ["-", "-"] : ["SENDER", "RECEIVER"]
    let expected = [
      "credentials \(sides[0])", "locations \(sides[0])", "tariffs \(sides[0])", "tokens \(sides[1])",
    ]
    #expect(expected.allSatisfy { endpoints.contains($0) }, "\(endpoints)")
    #expect(Set(endpoints.map { $0.split(separator: " ").first ?? "" }).count == endpoints.count)
    let addresses = list.compactMap { $0["url"]?.string }
    let time = try #require(details.envelope?.timestamp)
    #expect(version != .v2_1_1 || time.microseconds % 1_000_000 == 0, "X-26")
    #expect(addresses.allSatisfy { $0.contains("/\(version)/") }, "VE-09")
    let introduction = try await pair.send(
      .get, pair.path(.credentials), to: pair.cpo, token: pair.tokenOfEMSP)
    let data = introduction.envelope?.data
    let first: JSONNode? = data?["roles"]?.elements.first { _ in true }
    let party: JSONNode? = version == .v2_1_1 ? data : first
    #expect(party?["country_code"]?.string == "DE" && party?["party_id"]?.string == "NVO")
    #expect(party?["business_details"]?["name"]?.string == "Nordic Volt")
    #expect((data?["roles"] == nil) == (version == .v2_1_1))
    await pair.stop()
  }

  private static let quick = "debounce = \"10 ms\"\n"
  private static func off(_ modules: String...) -> String {
    modules.map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()
  }

  private static let push = TestPair.Terms(
    ofCPO: "[sync.locations]\n\(quick)[sync.tariffs]\n\(quick)\(off("tokens"))\(TestPair.Terms.sell)",
    ofEMSP: "[sync.tokens]\n\(quick)\(off("locations", "tariffs"))")
  private static let pull = TestPair.Terms(
    ofCPO: off("locations", "tariffs") + TestPair.Terms.sell, ofEMSP: off("tokens"))

  @Test(
    "TR-10 TR-11 TR-52 TR-55 VE-08 X-10 location, tariff and token reach the other side by push and by pull",
    arguments: [OCPIVersion.v2_1_1, .v2_3_0], [true, false])
  func objects(_ version: OCPIVersion, _ isPushed: Bool) async throws {
    let pair = try await VersionPair.invited(in: version, terms: isPushed ? Self.push : Self.pull)
    let now = WallClock.system.now()
    try await pair.cpo.put([Sample.location("L1", at: now)])
    try await pair.emsp.putToken("T1", at: now)
    try await pair.register()
    if !isPushed { try await pair.sync() }
    let location = try await pair.emsp.received("locations", from: "volt")
    let tariff = try await pair.emsp.received("tariffs", from: "volt")
    let token = try await pair.cpo.received("tokens", from: "acme")
    #expect([location, tariff, token].allSatisfy { $0.version == "\(version)" })
    #expect(location.key.description.hasPrefix("DE-NVO") && token.key.description.hasPrefix("NL-ACM"))
    let isOld = version == .v2_1_1
    let connector = location.body["evses"]?.elements?.first?["connectors"]?.elements?.first
    #expect((location.body["party_id"] == nil) == isOld && (token.body["country_code"] == nil) == isOld)
    #expect((connector?["tariff_id"] != nil) == isOld && (connector?["tariff_ids"] == nil) == isOld)
    #expect((token.body["auth_id"] != nil) == isOld && (token.body["contract_id"] == nil) == isOld)
    #expect((tariff.body["tax_included"] != nil) == (version == .v2_3_0))
    if isPushed {
      try await pair.cpo.put([Sample.location("L1", at: now.adding(seconds: 1), statuses: ["CHARGING"])])
      try await pair.emsp.reaches { tx in
        try tx.received.list("locations", from: "volt", ListFilter()).rows.contains { row in
          String(decoding: row.body.bytes, as: UTF8.self).contains("CHARGING")
        }
      }
    }
    let question = try await pair.send(
      .post, pair.path(.tokens, .sender, "/T1/authorize"), to: pair.emsp, token: pair.tokenOfCPO)
    #expect(question.codes == [200, 1000])
    #expect(question.envelope?.data?["allowed"]?.string == "ALLOWED")
    #expect((question.envelope?.data?["authorization_reference"] == nil) == isOld)
    await pair.stop()
  }
}

extension VersionPair {
  /// Pulls on both sides until everything is there: what is not judged yet is not in a list.
  fileprivate func sync() async throws {
    for (side, partner, module) in [
      (emsp, "volt", "tariffs"), (emsp, "volt", "locations"), (cpo, "acme", "tokens"),
    ] {
      while try await side.lacks(module, from: partner) {
        #expect(try await side.ask("/partners/\(partner)/sync")["ok"]?.bool == true)
      }
    }
  }
}

/// An object as a side keeps it.
struct KeptObject: Sendable {
  let version: String
  let key: ObjectKey
  let body: JSON
}

extension TestSide {
  /// Whether nothing of a module has come from a partner.
  fileprivate func lacks(_ module: String, from partner: String) async throws -> Bool {
    try await platform.commons.store.read { tx in try tx.received.count(module, from: partner) == 0 }
  }

  /// The one object of a module that has come from a partner, once it has.
  func received(_ module: String, from partner: String) async throws -> KeptObject {
    try await reaches { tx in try tx.received.count(module, from: partner) > 0 }
    let row = try await platform.commons.store.read { tx in
      try tx.received.list(module, from: partner, ListFilter()).rows.first
    }
    let found = try #require(row)
    return KeptObject(version: found.version, key: found.key, body: try JSON.parse(found.body.bytes))
  }

  /// Writes a token of the provider NL-ACM.
  func putToken(_ uid: String, at time: Timestamp) async throws {
    let text = """
      {"country_code":"NL","party_id":"ACM","uid":"\(uid)","type":"RFID","contract_id":"NL-ACM-C1-7",\
      "issuer":"ACME","valid":true,"whitelist":"ALLOWED","last_updated":"\(time)"}
      """
    try await platform.commons.store.write { tx in
      _ = try tx.own.put(
        OwnObject(
          module: "tokens", key: ObjectKey(country: "NL", party: "ACM", id: uid, sub: "RFID"),
          body: JSONText(text), lastUpdated: time, hash: Array(text.utf8)))
    }
  }
}
