import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralPricing
import BilateralStore
import Testing

@Suite struct CDRBillingTests {
  static let sell = "[pricing.sell]\nbase = \"adhoc\"\ndiscount = \"8 %\"\n"

  /// A CPO that sells to acme, with one location that names the tariff AC-1 of the list.
  private func pair(
    _ more: String = sell, version: OCPIVersion = .v2_2_1, list: String = Sample.list
  ) async throws -> HistoryPair {
    let pair = try await HistoryPair(more, version: version, list: list)
    try await pair.house.put("locations", [Sample.location("LOC1", at: pair.house.clock.now)])
    try await pair.house.settle("acme")
    pair.house.clock.advance(seconds: 60)
    return pair
  }

  /// A CDR as our platform measures it: with our own tariff and an amount of its own, both of which stay at home.
  static func cdr(
    _ pair: HistoryPair, _ id: String = "C1", kwh: String = "31.417", place: String = "LOC1",
    more: String = "",
    after seconds: Int64 = 0
  ) -> String {
    let start = pair.house.clock.now.adding(seconds: seconds)
    return """
      {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"\(start)",\
      "end_date_time":"\(start.adding(seconds: 3600))","session_id":"S-\(id)","cdr_token":\(HistorySample.token),\
      "auth_method":"WHITELIST","cdr_location":{"id":"\(place)","address":"Kai 7","city":"Kiel","country":"DEU",\
      "coordinates":{"latitude":"54.32133","longitude":"10.13489"},"evse_uid":"LOC1-0","evse_id":"DE*NVO*ELOC10",\
      "connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET",\
      "connector_power_type":"AC_3_PHASE"},"currency":"EUR","tariffs":[{"country_code":"DE","party_id":"NVO",\
      "id":"AC-1","currency":"EUR","elements":[{"price_components":[{"type":"ENERGY","price":0.5,"step_size":1}]}],\
      "last_updated":"2026-01-01T00:00:00Z"}],"charging_periods":[{"start_date_time":"\(start)","tariff_id":"AC-1",\
      "dimensions":[{"type":"ENERGY","volume":\(kwh)},{"type":"TIME","volume":1}]}],"total_cost":{"excl_vat":15.71},\
      "total_energy":\(kwh),"total_time":1,\(more)"last_updated":"\(start.adding(seconds: 3600))"}
      """
  }

  @Test(
    "ruling 20 S-12 CDR-11 a CDR is billed from the published tariff; what our platform sent stays at home")
  func billed() async throws {
    let pair = try await pair()
    let answer = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair))
    #expect(answer.status == 201, "\(answer.json.text)")
    // 31.417 kWh at 0.46, net and with 19 %.
    #expect(answer.json["price"]?["net"]?.string == "14.45", "\(answer.json.text)")
    #expect(answer.json["price"]?["gross"]?.string == "17.2")
    let published = try #require(try await pair.house.get("tariffs", as: "acme").ids.first)
    try await pair.tell()
    let sent = try #require(pair.partner.take().last { $0.body?["cdr_token"] != nil }?.body)
    let text = sent.text
    #expect(sent["tariffs"]?[0]?["id"]?.string == published, "\(text)")
    #expect(sent["charging_periods"]?[0]?["tariff_id"]?.string == published)
    #expect(sent["total_cost"]?["excl_vat"]?.text == "14.45")
    #expect(sent["total_energy_cost"]?["excl_vat"]?.text == "14.4518")
    #expect(!text.contains("AC-1") && !text.contains("15.71"), "\(text)")
    let trace = try await pair.house.office(.get, "/own/cdrs/DE/NVO/C1?explain=1").json
    #expect(
      trace["partner"]?.string == "acme" && trace["price"]?["currency"]?.string == "EUR", "\(trace.text)")
    await pair.close()
  }

  @Test("a card whose group decides the price is not billed before its group is known")
  func group() async throws {
    let pair = try await pair(
      Self.sell + Self.fleet)
    let answer = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair))
    #expect(answer.status == 422, "\(answer.json.text)")
    #expect(answer.json["error"]?["path"]?.string == "cdr_token.uid", "\(answer.json.text)")
    await pair.close()
  }

  private static let fleet = """
    [[pricing.sell.rule]]
    id = "fleet"
    when = { token_groups = ["G1"] }
    discount = "20 %"
    justification = "The fleet promised a volume of its own"

    """

  @Test(
    "ruling 23 a card's group decides the price when its rule asks for it",
    arguments: [("G1", "12.57", "0.4"), ("G2", "14.45", "0.46")])
  func groupPrice(group: String, net: String, unit: String) async throws {
    let pair = try await pair(Self.sell + Self.fleet)
    try await pair.house.receive("tokens", from: "acme", Self.card(group: group))
    let answer = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair))
    #expect(answer.status == 201 && answer.json["price"]?["net"]?.string == net, "\(answer.json.text)")
    try await pair.tell()
    let sent = try #require(pair.partner.take().last { $0.body?["cdr_token"] != nil }?.body)
    let price = sent["tariffs"]?[0]?["elements"]?[0]?["price_components"]?[0]?["price"]
    #expect(price?.text == unit, "\(sent.text)")
    #expect(sent["charging_periods"]?[0]?["tariff_id"] == sent["tariffs"]?[0]?["id"])
    let held = try await pair.house.get("tariffs", as: "acme").ids
    #expect(held.contains(sent["tariffs"]?[0]?["id"]?.string ?? ""), "published is billed")
    await pair.close()
  }

  /// A card of acme's as it tells us.
  private static func card(group: String) -> Sample.Object {
    Sample.Object(
      key: ObjectKey(country: "NL", party: "ACM", id: "U1", sub: "RFID"),
      text: """
        {"country_code":"NL","party_id":"ACM","uid":"U1","type":"RFID","contract_id":"NL-ACM-C1","issuer":"ACME",\
        "group_id":"\(group)","valid":true,"whitelist":"ALLOWED","last_updated":"2026-01-01T00:00:00Z"}
        """, at: .epoch)
  }

  @Test("a session without energy costs nothing, and a CDR says so")
  func nothingCharged() async throws {
    let pair = try await pair()
    let answer = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair, kwh: "0"))
    #expect(answer.status == 201 && answer.json["price"]?["net"]?.string == "0", "\(answer.json.text)")
    try await pair.tell()
    let sent = try #require(pair.partner.take().last { $0.body?["cdr_token"] != nil }?.body)
    #expect(
      sent["total_cost"]?["excl_vat"]?.text == "0.00" && sent["total_energy"]?.text == "0.0000",
      "\(sent.text)")
    await pair.close()
  }

  @Test("a session that the terms give away is billed at zero, with the tariff that says so")
  func free() async throws {
    let pair = try await pair(
      "[pricing.sell]\nbase = \"adhoc\"\n[[pricing.sell.rule]]\nid = \"gift\"\nset = { energy = \"0.00 EUR/kWh\" }\n"
    )
    let answer = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair))
    #expect(answer.status == 201 && answer.json["price"]?["net"]?.string == "0", "\(answer.json.text)")
    let stored = try await pair.house.office(.get, "/own/cdrs/DE/NVO/C1").json
    #expect(stored["total_energy"]?.text == "31.4170" && stored["tariffs"]?[0] != nil, "\(stored.text)")
    await pair.close()
  }

  private static let reserving = """
    [{"country_code":"DE","party_id":"NVO","id":"AC-1","currency":"EUR","tax_included":"NO","elements":[
      {"price_components":[{"type":"ENERGY","price":0.50,"vat":19.0,"step_size":1}]},
      {"price_components":[{"type":"TIME","price":6.00,"vat":19.0,"step_size":60}],
       "restrictions":{"reservation":"RESERVATION"}}],"last_updated":"2026-01-01T00:00:00Z"}]
    """

  @Test(
    "R11 R18 a reservation that nobody used is billed by the tariff's price of reservations, discount and all",
    arguments: [false, true])
  func reservation(isAnywhere: Bool) async throws {
    let pair = try await pair(list: Self.reserving)
    var text = Self.cdr(pair)
      .replacing(
        #"{"type":"ENERGY","volume":31.417},{"type":"TIME","volume":1}"#,
        with: #"{"type":"RESERVATION_TIME","volume":0.5}"#
      )
      .replacing("\"total_energy\":31.417,\"total_time\":1,", with: "\"total_energy\":0,\"total_time\":0,")
    if isAnywhere {
      text = text.replacing("\"LOC1-0\"", with: "\"#NA\"").replacing(
        "\"connector_id\":\"1\"", with: "\"connector_id\":\"#NA\"")
    }
    let answer = try await pair.house.office(.post, "/own/cdrs", text)
    // Half an hour at 6.00 less 8 %: a percentage on everything holds for reservations too.
    #expect(answer.status == 201 && answer.json["price"]?["net"]?.string == "2.76", "\(answer.json.text)")
    let stored = try await pair.house.office(.get, "/own/cdrs/DE/NVO/C1").json
    #expect(stored["total_reservation_cost"]?["excl_vat"]?.text == "2.7600", "\(stored.text)")
    #expect(stored["total_energy_cost"] == nil)
    await pair.close()
  }

  @Test("R17 BT233 a station without time_zone is billed by the zone of its country, and the trace says so")
  func noZone() async throws {
    let pair = try await HistoryPair(
      Self.sell + """
        [[pricing.sell.rule]]
        id = "morning"
        when = { hours = "09:00-10:00" }
        set = { energy = "0.10 EUR/kWh" }
        justification = "Solar surplus of the morning, by the clock of the station"

        """, version: .v2_2_1, list: Sample.list)
    let known = Sample.location("LOC1", at: pair.house.clock.now)
    let text = known.text.replacing("\"time_zone\":\"Europe/Berlin\",", with: "")
    try await pair.house.put("locations", [Sample.Object(key: known.key, text: text, at: known.at)])
    try await pair.house.settle("acme")
    pair.house.clock.advance(seconds: 60)
    let answer = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair))
    #expect(answer.status == 201, "\(answer.json.text)")
    let trace = try await pair.house.office(.get, "/own/cdrs/DE/NVO/C1?explain=1").json
    let findings = trace["findings"]?.elements?.compactMap(\.string) ?? []
    #expect(findings.count { $0.contains("BT233") } == 1, "\(trace.text)")
    #expect(trace["zone"]?.string == "Europe/Berlin", "\(trace.text)")
    await pair.close()
  }

  @Test("CDR-05 CDR-22 the same CDR again is the same, another one under its id is refused")
  func again() async throws {
    let pair = try await pair()
    let text = Self.cdr(pair)
    #expect(try await pair.house.office(.post, "/own/cdrs", text).status == 201)
    let second = try await pair.house.office(.post, "/own/cdrs", text)
    #expect(second.status == 200 && second.json["outcome"]?.string == "unchanged", "\(second.json.text)")
    #expect(second.json["price"]?["net"]?.string == "14.45")
    #expect(try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair, kwh: "30")).status == 409)
    await pair.close()
  }

  @Test(
    "what cannot be priced is refused with its path and not stored",
    arguments: [
      (#""id":"LOC1","#, #""id":"NONE","#, "cdr_location.id"),
      (#""evse_uid":"LOC1-0""#, #""evse_uid":"E9""#, "cdr_location.evse_uid"),
      (#"{"type":"ENERGY","volume":31.417},"#, "", "charging_periods[0].dimensions"),
    ])
  func refused(old: String, new: String, path: String) async throws {
    let pair = try await pair()
    let answer = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair).replacing(old, with: new))
    #expect(answer.status == 422 && answer.json["error"]?["path"]?.string == path, "\(answer.json.text)")
    #expect(try await pair.house.office(.get, "/own/cdrs").json.elements?.isEmpty == true)
    let early = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair, after: -86_400))
    #expect(early.json["error"]?["code"]?.string == "BR554", "nothing was published then: \(early.json.text)")
    await pair.close()
  }

  @Test("the price at the start of the session counts, whatever is published later")
  func startCounts() async throws {
    let pair = try await pair()
    let text = Self.cdr(pair)
    pair.house.clock.advance(seconds: 600)
    try await pair.house.apply("acme", Self.sell.replacing("8 %", with: "50 %"))
    try await pair.house.settle("acme")
    pair.house.clock.advance(seconds: 600)
    #expect(
      try await pair.house.office(.post, "/own/cdrs", text).json["price"]?["net"]?.string == "14.45")
    let later = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair, "C2"))
    #expect(later.json["price"]?["net"]?.string == "7.85", "\(later.json.text)")
    await pair.close()
  }

  @Test("CDR-06 R19 a credit takes back what was billed, to the cent")
  func credit() async throws {
    let pair = try await pair()
    _ = try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair))
    let credit = Self.cdr(pair, "C2", more: "\"credit\":true,\"credit_reference_id\":\"C1\",")
      .replacing("15.71", with: "-15.71")
    let answer = try await pair.house.office(.post, "/own/cdrs", credit)
    #expect(answer.status == 201, "\(answer.json.text)")
    let stored = try await pair.house.office(.get, "/own/cdrs/DE/NVO/C2").json
    #expect(stored["total_cost"]?["excl_vat"]?.text == "-14.45", "\(stored.text)")
    #expect(stored["session_id"]?.string == "S-C1")
    await pair.close()
  }

  @Test("ruling 15 a partner without prices of its own gets the amounts without our tariffs")
  func bare() async throws {
    let pair = try await pair("")
    #expect(try await pair.house.office(.post, "/own/cdrs", Self.cdr(pair)).status == 201)
    let stored = try await pair.house.office(.get, "/own/cdrs/DE/NVO/C1").json
    #expect(
      !stored.text.contains("AC-1") && stored["total_cost"]?["excl_vat"]?.text == "15.71", "\(stored.text)")
    await pair.close()
  }

  @Test(
    "R16 the receiver's re-rating of delivered CDRs is exact, in every version",
    arguments: [OCPIVersion.v2_1_1, .v2_2_1, .v2_3_0])
  func exact(version: OCPIVersion) async throws {
    let pair = try await pair(version: version)
    let berlin = try ZoneCatalog().zone("Europe/Berlin")
    for place in 1...8 {
      let text = Self.cdr(pair, "C\(place)", kwh: "\(place * 7).\(place * 137 % 1000 + 100)")
      let answer = try await pair.house.office(.post, "/own/cdrs", text)
      #expect(answer.status == 201, "\(answer.json.text)")
    }
    try await pair.tell()
    let sent = pair.partner.take().compactMap(\.body).filter { $0["total_cost"] != nil }
    #expect(sent.count == 8)
    for body in sent {
      let party = try #require(PartyID("DE-NVO"))
      let cdr = try WireReader.read(
        CDR.self, from: try JSONDocument(wire: body.bytes).root, version: version,
        context: WireContext(party: party, tokenParty: party))
      let check = try CDRCheck(tariffs: cdr.tariffs, zone: berlin, version: version)
      #expect(check.check(cdr).word == "exact", "\(body.text)")
    }
    await pair.close()
  }
}
