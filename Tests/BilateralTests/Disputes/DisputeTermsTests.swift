import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// What `[dispute]` and `cdr.partial_credit` of a partner file do.
@Suite struct DisputeTermsTests {
  // MARK: - evidence and escalation

  @Test("C13 a dispute opens without the evidence agreed, and says what is not at hand; so does the bundle")
  func evidence() async throws {
    let stage = try await ReceivedStage(
      "[settlement]\ncurrency = \"EUR\"\n[dispute]\n"
        + "evidence = [\"signed data\", \"tariff snapshot\", \"photo\"]\n")
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    try await stage.send(cost: "15.00")
    let opened = try await stage.house.office(.post, "/disputes", "{\"partner\":\"acme\",\"cdr\":\"C1\"}")
    #expect(opened.status == 201 && opened.json["opened"]?[0]?["lacking"] == ["signed data", "photo"])
    let shown = try await stage.house.office(.get, "/disputes/1").json
    #expect(shown["lacking"] == ["signed data", "photo"] && shown["ladder"] == [], "\(shown.text)")
    let row = try #require(try await stage.house.commons.store.read { tx in try tx.disputes.dispute(1) })
    let bundle = try await EvidenceBundle(commons: stage.house.commons, log: nil).json(of: row)
    #expect(
      bundle["agreed"] == ["signed data": false, "tariff snapshot": true, "photo": false], "\(bundle.text)")
    #expect(bundle["sha256"]?["agreed"] != nil)
    stage.house.close()
  }

  @Test("C13 who decides next, from when on and whom to call is shown with the dispute")
  func ladder() async throws {
    let terms = """
      [dispute]
      answer_within = "2 days"
      escalate_to = "commercial"
      expert = "Dr. Volt"
      [contacts.commercial]
      name = "Kim Berg"
      phone = "+4930123456"

      """
    let stage = try await SettleStage(SettleStage.terms(more: terms))
    try await stage.write(try SettleStage.cdr("C1", end: "2026-09-27T10:00:00Z", net: "8.00"))
    let house = stage.pair.house
    _ = try await house.office(
      .post, "/disputes", "{\"partner\":\"acme\",\"cdr\":\"C1\",\"reason\":\"price-off\"}")
    _ = try await house.office(.post, "/disputes/1/answer")
    house.clock.advance(seconds: 3 * 86_400)
    let rungs = try await house.office(.get, "/disputes/1").json["ladder"]?.elements ?? []
    #expect(rungs.map { $0["to"]?.string } == ["commercial", "Dr. Volt"])
    #expect(rungs.map { $0["reached"]?.bool } == [true, false])
    #expect(rungs.map { $0["call"]?.string } == ["commercial: Kim Berg, +4930123456", nil])
    await stage.close()
  }

  // MARK: - paying what is not disputed

  private func dispute(_ stage: SettleStage, _ amount: String) async throws {
    let body =
      "{\"partner\":\"acme\",\"cdr\":\"C1\",\"reason\":\"price-off\",\"amount\":\"\(amount)\"}"
    let answer = try await stage.pair.house.office(.post, "/disputes", body)
    #expect(answer.status == 201, "\(answer.json.text)")
  }

  /// October with one CDR of 8.00, of which 2.00 are disputed, on the second of November.
  private func october(_ terms: String) async throws -> SettleStage {
    let stage = try await SettleStage(SettleStage.terms(more: terms))
    try stage.wait(until: "2026-10-20T08:00:00Z")
    try await stage.write(try SettleStage.cdr("C1", end: "2026-10-10T10:00:00Z", net: "8.00"))
    try stage.wait(until: "2026-11-02T08:00:00Z")
    try await dispute(stage, "2.00 EUR")
    return stage
  }

  @Test(
    "C13 only the part that is disputed is held; when the dispute is rejected it stands on the next statement"
  )
  func undisputed() async throws {
    let stage = try await october("")
    let draft = try await stage.preview("2026-10").draft
    let held = try #require(draft.documents.first).statement.held
    #expect(held.map(\.id) == ["term-disputed DE-NVO/C1"] && held[0].reason.hasPrefix("disputed since"))
    let october = try #require(try await stage.settle("2026-10").statements.first)
    #expect(october.gross == "7.14", "6.00 with 19 %")
    _ = try await stage.pair.house.office(.post, "/disputes/1/reject")
    try stage.wait(until: "2026-12-02T08:00:00Z")
    let november = try #require(try await stage.settle("2026-11").statements.first)
    #expect(november.gross == "2.38", "2.00 with 19 %")
    #expect(try await stage.charges(of: november) == ["term-disputed DE-NVO/C1"])
    await stage.close()
  }

  @Test(
    "C13 when it is accepted the credit takes back the whole, and the part that was held is set against it")
  func undisputedAccepted() async throws {
    let stage = try await october("")
    let october = try #require(try await stage.settle("2026-10").statements.first)
    #expect(october.gross == "7.14")
    _ = try await stage.pair.house.office(.post, "/disputes/1/accept")
    try await stage.pair.tell()
    try stage.wait(until: "2026-12-02T08:00:00Z")
    let november = try #require(try await stage.settle("2026-11").statements.first)
    #expect(november.gross == "-7.14", "2.00 - 8.00 with 19 %: what was paid comes back")
    await stage.close()
  }

  @Test("C13 without pay_undisputed, or where all of it is disputed, the whole charge is held")
  func whole() async throws {
    let stage = try await october("[dispute]\npay_undisputed = false\n")
    let draft = try await stage.preview("2026-10").draft
    #expect(draft.documents.first?.statement.held.map(\.id) == ["cdr DE-NVO/C1"])
    await stage.close()
    let other = try await SettleStage()
    try await other.write(try SettleStage.cdr("C1", end: "2026-09-27T10:00:00Z", net: "8.00"))
    try await dispute(other, "8.00 EUR")
    let all = try await other.preview("2026-09").draft
    #expect(all.documents.first?.statement.held.map(\.id) == ["cdr DE-NVO/C1"])
    await other.close()
  }

  // MARK: - credits of a part

  @Test(
    "C12 R19 a part is taken back where that was agreed, with its tax, and no energy; else whole credits alone",
    arguments: [true, false])
  func partialCredit(isAgreed: Bool) async throws {
    let pair = try await HistoryPair(CDRBillingTests.sell + "[cdr]\npartial_credit = \(isAgreed)\n")
    try await pair.house.put("locations", [Sample.location("LOC1", at: pair.house.clock.now)])
    try await pair.house.settle("acme")
    pair.house.clock.advance(seconds: 60)
    _ = try await pair.house.office(.post, "/own/cdrs", CDRBillingTests.cdr(pair))
    pair.house.clock.advance(seconds: 7200)
    try await pair.tell()
    _ = pair.partner.take()
    func correct(_ amount: String) async throws -> (status: Int, json: JSON) {
      try await pair.house.office(
        .post, "/own/cdrs/DE/NVO/C1/correct", "{\"reason\":\"too dear\",\"amount\":\"\(amount)\"}")
    }
    let whole = try await correct("14.45 EUR")
    #expect(whole.status == (isAgreed ? 422 : 409), "\(whole.json.text)")
    let answer = try await correct("4.45 EUR")
    guard isAgreed else {
      #expect(answer.status == 409 && answer.json["error"]?["code"]?.string == "BR737", "\(answer.json.text)")
      return await pair.close()
    }
    #expect(answer.status == 201, "\(answer.json.text)")
    pair.house.clock.advance(seconds: 60)
    try await pair.tell()
    let credit = try #require(pair.partner.take().compactMap(\.body).first)
    #expect(credit["id"]?.string == "C1-X" && credit["total_cost"]?["excl_vat"]?.text == "-4.45")
    #expect(credit["total_energy"]?.text == "0" && credit["credit_reference_id"]?.string == "C1")
    let row = try await pair.house.commons.store.read { tx in
      try tx.charges.open(.sell, ObjectKey(country: "DE", party: "NVO", id: "C1-X"), of: "acme")
    }
    #expect(row?.charge.parts == "-4.45@19", "\(row?.charge.parts ?? "")")
    await pair.close()
  }

  @Test("C12 a dispute about a part of our CDR that we accept takes back that part where parts were agreed")
  func acceptedPart() async throws {
    let stage = try await october("[cdr]\npartial_credit = true\n")
    let accepted = try await stage.pair.house.office(.post, "/disputes/1/accept").json
    #expect(accepted["credit"]?.string == "C1-X", "\(accepted.text)")
    let credit = try await stage.pair.house.office(.get, "/own/cdrs/DE/NVO/C1-X").json
    #expect(credit["total_cost"]?["excl_vat"]?.text == "-2", "\(credit.text)")
    await stage.close()
  }

  @Test(
    "C12 a credit of a part that a partner sends is told of where only whole ones were agreed",
    arguments: [(true, "accept", "explained"), (false, "note", "mismatch")])
  func theirPart(isAgreed: Bool, grade: String, verdict: String) async throws {
    let stage = try await ReceivedStage(
      "[settlement]\ncurrency = \"EUR\"\n[cdr]\npartial_credit = \(isAgreed)\n")
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    try await stage.send(cost: "15.00")
    try await stage.send("X1", cost: "-3.75", more: "\"credit\":true,\"credit_reference_id\":\"C1\",")
    let row = try await stage.house.commons.store.read { tx in
      try tx.cdrVerdicts.verdict(on: ObjectKey(country: "NL", party: "ACM", id: "X1"), from: "acme")
    }
    #expect(row?.grade == grade && row?.verdict == verdict, "\(row.map { "\($0.detail)" } ?? "")")
    stage.house.close()
  }
}
