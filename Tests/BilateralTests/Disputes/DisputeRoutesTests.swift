import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// Disputes through the back office: what is entered, what follows from it, and what statements may bill.
@Suite struct DisputeRoutesTests {
  /// A provider that got a CDR of 15.00 EUR for what costs 11.25.
  private func stage(_ dispute: String = "") async throws -> ReceivedStage {
    let stage = try await ReceivedStage("[settlement]\ncurrency = \"EUR\"\n[dispute]\n\(dispute)")
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    try await stage.send(cost: "15.00")
    return stage
  }

  private func held(_ house: PublishHouse) async throws -> [String] {
    try await house.commons.store.read { tx in try tx.disputes.holding("acme").map { "\($0.cdr)" } }
  }

  private static let opening = "{\"partner\":\"acme\",\"cdr\":\"C1\"}"

  @Test("a dispute about their CDR runs from opening to their credit; until then its charge is held")
  func theirs() async throws {
    let stage = try await stage()
    let house = stage.house
    let opened = try await house.office(.post, "/disputes", Self.opening)
    #expect(opened.status == 201 && opened.json["opened"]?[0]?["dispute"]?.int == 1, "\(opened.json.text)")
    var dispute = try await house.office(.get, "/disputes/1").json
    // What stands against the CDR is the reason, and the difference is what is disputed.
    #expect(dispute["reason"]?.string == "price-off" && dispute["amount"]?.text == "3.75", "\(dispute.text)")
    #expect(dispute["charge"]?.string == "cdr NL-ACM/C1" && dispute["direction"]?.string == "buy")
    let again = try await house.office(.post, "/disputes", Self.opening)
    #expect(again.status == 409 && again.json["error"]?["code"]?.string == "BR734")
    let say = "{\"words\":\"our tariff was late\",\"actor\":\"Kim\"}"
    _ = try await house.office(.post, "/disputes/1/answer", say)
    let accepted = try await house.office(.post, "/disputes/1/accept", "{\"words\":\"credit follows\"}")
    #expect(accepted.json["state"]?.string == "accepted" && accepted.json["held"] == .bool(true))
    #expect(try await held(house) == ["NL-ACM/C1"])
    let late = try await house.office(.post, "/disputes/1/reject")
    #expect(late.status == 409 && late.json["error"]?["code"]?.string == "BR730", "\(late.json.text)")
    try await stage.send("C1-X", cost: "-15.00", more: "\"credit\":true,\"credit_reference_id\":\"C1\",")
    dispute = try await house.office(.get, "/disputes/1").json
    #expect(dispute["credit"]?.string == "C1-X" && dispute["held"] == .bool(false), "\(dispute.text)")
    #expect(dispute["steps"]?.elements?.map { $0["state"]?.string } == ["open", "answered", "accepted"])
    #expect(try await held(house) == [])
    house.close()
  }

  @Test(
    "nobody answers: it expires by the clock, and the charge is owed; where silence accepts, it is taken back"
  )
  func expired() async throws {
    for (terms, state, held) in [
      ("", "expired", []), ("silence = \"accepted\"\n", "accepted", ["NL-ACM/C1"]),
    ] {
      let stage = try await stage("answer_within = \"2 days\"\n" + terms)
      let house = stage.house
      _ = try await house.office(.post, "/disputes", Self.opening)
      let clock = DisputeClock(commons: house.commons)
      house.clock.advance(seconds: 2 * 86_400 - 1)
      #expect(try await clock.round() == 0)
      #expect(try await self.held(house) == ["NL-ACM/C1"])
      house.clock.advance(seconds: 1)
      #expect(try await clock.round() == 1)
      #expect(
        try await house.office(.get, "/disputes?state=\(state)").json["disputes"]?[0]?["dispute"]?.int == 1)
      #expect(try await self.held(house) == held)
      house.close()
    }
  }

  @Test("a credit that comes by itself ends the dispute")
  func credited() async throws {
    let stage = try await stage()
    _ = try await stage.house.office(.post, "/disputes", Self.opening)
    try await stage.send("X9", cost: "-15.00", more: "\"credit\":true,\"credit_reference_id\":\"c1\",")
    let dispute = try await stage.house.office(.get, "/disputes/1").json
    #expect(dispute["state"]?.string == "accepted" && dispute["credit"]?.string == "X9", "\(dispute.text)")
    stage.house.close()
  }

  @Test("many are opened at once, and what cannot be opened keeps none of the others")
  func many() async throws {
    let stage = try await stage("window = \"60 days\"\nreasons = [\"price-off\"]\n")
    try await stage.send("C2", cost: "11.25", from: "14:00")
    let body = """
      {"disputes":[{"partner":"acme","cdr":"NL-ACM/C1"},{"partner":"acme","cdr":"C2"},\
      {"partner":"acme","cdr":"C9"},{"partner":"acme","cdr":"C2","reason":"mood"}]}
      """
    let answer = try await stage.house.office(.post, "/disputes", body).json
    #expect(answer["opened"]?.elements?.count == 1, "\(answer.text)")
    let codes = answer["refused"]?.elements?.compactMap { $0["code"]?.string }
    #expect(codes == ["BR733", "BR732", "BR730"], "\(answer.text)")
    stage.house.clock.advance(seconds: 100 * 86_400)
    let late = try await stage.house.office(
      .post, "/disputes", "{\"partner\":\"acme\",\"cdr\":\"C2\",\"reason\":\"price-off\"}")
    #expect(late.json["error"]?["message"]?.string?.contains("until 2026-04-01") == true, "\(late.json.text)")
    stage.house.close()
  }

  @Test("evidence has every part with its hash, and is the same whenever it is made")
  func evidence() async throws {
    let stage = try await stage()
    _ = try await stage.house.office(.post, "/disputes", Self.opening)
    let commons = stage.house.commons
    let row = try #require(try await commons.store.read { tx in try tx.disputes.dispute(1) })
    let bundle = EvidenceBundle(commons: commons, log: nil)
    let json = try await bundle.json(of: row)
    #expect(json["cdr"]?["id"]?.string == "C1" && json["tariffs"]?[0]?["id"]?.string == "T1", "\(json.text)")
    #expect(json["price"]?["verdict"]?.string == "mismatch" && json["terms"]?["sha256"] != nil)
    #expect(json["exchanges"] == .null && json["session"] == .null, "what is not known is not left out")
    #expect(json["sha256"]?.members?.count == 8)
    stage.house.clock.advance(seconds: 3600)
    #expect(try await bundle.json(of: row).canonicalBytes == json.canonicalBytes)
    stage.house.close()
  }
}
