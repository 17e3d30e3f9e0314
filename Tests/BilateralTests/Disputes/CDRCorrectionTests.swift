import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

/// CDRs of ours that are taken back and billed anew, as each partner can take it.
@Suite struct CDRCorrectionTests {
  private func pair(_ cdr: String = "", version: OCPIVersion = .v2_2_1) async throws -> HistoryPair {
    let pair = try await HistoryPair(CDRBillingTests.sell + cdr, version: version)
    try await pair.house.put("locations", [Sample.location("LOC1", at: pair.house.clock.now)])
    try await pair.house.settle("acme")
    pair.house.clock.advance(seconds: 60)
    let sent = try await pair.house.office(.post, "/own/cdrs", CDRBillingTests.cdr(pair))
    #expect(sent.status == 201, "\(sent.json.text)")
    pair.house.clock.advance(seconds: 7200)
    try await pair.tell()
    _ = pair.partner.take()
    return pair
  }

  /// Corrects C1 and delivers what comes of it.
  private func correct(_ pair: HistoryPair, _ body: String) async throws -> (status: Int, json: JSON) {
    let answer = try await pair.house.office(.post, "/own/cdrs/DE/NVO/C1/correct", body)
    pair.house.clock.advance(seconds: 60)
    try await pair.tell()
    return answer
  }

  /// Ids and net totals of the CDRs that the partner got, by id.
  private func told(_ pair: HistoryPair) -> [String] {
    pair.partner.take().compactMap(\.body).filter { $0["total_cost"] != nil }.map { cdr in
      let cost = cdr["total_cost"]?["excl_vat"] ?? cdr["total_cost"]
      return "\(cdr["id"]?.string ?? "") \(cost?.text ?? "")"
    }.sorted()
  }

  @Test("CDR-06 CDR-09 R19 a correction takes back to the cent and bills the same measurements anew")
  func reissued() async throws {
    let pair = try await pair()
    let answer = try await correct(pair, "{\"reason\":\"wrong meter\",\"reissue\":true}")
    #expect(answer.status == 201, "\(answer.json.text)")
    #expect(
      answer.json["credit"]?.string == "DE-NVO/C1-X" && answer.json["replacement"]?.string == "DE-NVO/C1-2")
    #expect(answer.json["told"] == ["acme"])
    #expect(told(pair) == ["C1-2 14.45", "C1-X -14.45"])
    let credit = try await pair.house.office(.get, "/own/cdrs/DE/NVO/C1-X").json
    #expect(credit["credit_reference_id"]?.string == "C1" && credit["remark"]?.string == "wrong meter")
    let again = try await correct(pair, "{\"reason\":\"twice\"}")
    #expect(again.status == 409 && again.json["error"]?["code"]?.string == "BR731", "\(again.json.text)")
    let byHand = CDRBillingTests.cdr(pair, "C7", more: "\"credit\":true,\"credit_reference_id\":\"C1\",")
      .replacing("15.71", with: "-15.71")
    let second = try await pair.house.office(.post, "/own/cdrs", byHand)
    #expect(second.status == 409 && second.json["error"]?["code"]?.string == "BR731", "\(second.json.text)")
    await pair.close()
  }

  @Test("the mended CDR may be measured anew, and can be mended once more")
  func measured() async throws {
    let pair = try await pair()
    let mended = CDRBillingTests.cdr(pair, "ANY", kwh: "10", after: -7000)
    let answer = try await correct(pair, "{\"reason\":\"half was somebody else's\",\"with\":\(mended)}")
    #expect(answer.status == 201, "\(answer.json.text)")
    #expect(told(pair) == ["C1-2 4.60", "C1-X -14.45"])
    let next = try await pair.house.office(
      .post, "/own/cdrs/DE/NVO/C1-2/correct", "{\"reason\":\"again\",\"reissue\":true}")
    #expect(
      next.json["credit"]?.string == "DE-NVO/C1-2-X" && next.json["replacement"]?.string == "DE-NVO/C1-3")
    await pair.close()
  }

  @Test("ruling 19 what takes the place of a CDR waits until its credit was taken")
  func order() async throws {
    let pair = try await pair()
    pair.partner.answer { $0.body?["id"]?.string == "C1-X" ? (.ok, .invalidParameters) : (.ok, .success) }
    _ = try await correct(pair, "{\"reason\":\"r\",\"reissue\":true}")
    #expect(told(pair) == ["C1-X -14.45"])
    #expect(
      try await pair.house.outbox("acme").filter { $0.module == "cdrs" }.map(\.key.id) == ["C1-X", "C1-2"])
    pair.partner.answer { _ in (.ok, .success) }
    _ = try await pair.house.commons.store.write { tx in try tx.outbox.unpark(partner: "acme") }
    try await pair.house.deliver("acme")
    #expect(pair.partner.take().compactMap { $0.body?["id"]?.string } == ["C1-X", "C1-2"])
    let next = try await pair.house.office(
      .post, "/own/cdrs/DE/NVO/C1-2/correct", "{\"reason\":\"again\",\"reissue\":true}")
    #expect(next.status == 201, "\(next.json.text)")
    try await pair.tell()
    #expect(pair.partner.take().compactMap { $0.body?["id"]?.string } == ["C1-2-X", "C1-3"])
    await pair.close()
  }

  @Test("P-93 a partner that takes no credits gets none: the next statement has them")
  func invoiceOnly() async throws {
    let pair = try await pair("[cdr]\ncredit = \"invoice-only\"\n")
    let answer = try await correct(pair, "{\"reason\":\"r\",\"reissue\":true}")
    #expect(answer.json["told"] == [] && answer.json["way"]?.string == "invoice-only", "\(answer.json.text)")
    #expect(told(pair) == [])
    #expect(try await pair.house.get("cdrs", as: "acme").ids == ["C1"])
    #expect(try await pair.house.office(.get, "/own/cdrs/DE/NVO/C1-X").status == 200)
    await pair.close()
  }

  @Test("P-93 a partner that takes revisions gets the mended CDR under the id of the old one")
  func revision() async throws {
    let pair = try await pair("[cdr]\ncredit = \"cdr-revision\"\n")
    let mended = CDRBillingTests.cdr(pair, "ANY", kwh: "10", after: -7000)
    let answer = try await correct(pair, "{\"reason\":\"r\",\"with\":\(mended)}")
    #expect(answer.json["told"] == ["acme"], "\(answer.json.text)")
    #expect(told(pair) == ["C1 4.60"])
    // Nor does it list the old one, whole or since a time; under its id it finds the new one.
    for query in ["cdrs", "cdrs?date_from=2026-01-01T00:00:00Z"] {
      let listed = try await pair.house.get(query, as: "acme").envelope.data.map { JSON($0) }?.elements ?? []
      #expect(
        listed.map { $0["id"]?.string } == ["C1"] && listed[0]["total_energy"]?.text == "10.0000", "\(query)")
    }
    let found = try await pair.house.get("cdrs/C1", as: "acme").envelope.data
    #expect(found?["total_energy"]?.numberText == "10.0000")
    // What the terms say anew about views does not bring it back.
    try await pair.house.apply(
      "acme", CDRBillingTests.sell + "[cdr]\ncredit = \"cdr-revision\"\nmax_cost = \"9.00 EUR\"\n")
    try await pair.house.settle("acme")
    #expect(try await pair.house.get("cdrs", as: "acme").ids == ["C1"])
    await pair.close()
  }

  @Test(
    "CDR-10 2.1.1 knows no credits: they are sent where that was agreed, and wait with the reason where it was not",
    arguments: [("[cdr]\ncredit = \"credit-cdr\"\n", ["C1-X -14.45"]), ("", [])])
  func old(terms: String, sent: [String]) async throws {
    let pair = try await pair(terms, version: .v2_1_1)
    #expect(try await correct(pair, "{\"reason\":\"r\"}").status == 201)
    #expect(told(pair) == sent)
    let parked = try await pair.house.commons.store.read { tx in
      try tx.outbox.list(partner: "acme").filter { $0.module == "cdrs" }.map { $0.lastError ?? "" }
    }
    #expect(parked.count == 1 - sent.count && parked.allSatisfy { $0.contains("no credits") }, "\(parked)")
    await pair.close()
  }

  @Test(
    "a dispute about a CDR of ours that we accept makes its credit; one that is rejected leaves it as it is")
  func dispute() async throws {
    let pair = try await pair()
    let open = "{\"partner\":\"acme\",\"cdr\":\"DE-NVO/C1\",\"reason\":\"duplicate\"}"
    _ = try await pair.house.office(.post, "/disputes", open)
    #expect(try await pair.house.office(.post, "/disputes/1/reject").json["held"] == .bool(false))
    #expect(try await pair.house.office(.post, "/disputes", open).status == 201)
    let accepted = try await pair.house.office(.post, "/disputes/2/accept", "{\"words\":\"yes\"}").json
    #expect(
      accepted["credit"]?.string == "C1-X" && accepted["direction"]?.string == "sell", "\(accepted.text)")
    pair.house.clock.advance(seconds: 60)
    try await pair.tell()
    #expect(told(pair) == ["C1-X -14.45"])
    await pair.close()
  }
}
