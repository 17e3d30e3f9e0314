import BilateralBase
import BilateralModel
import Testing

@Suite struct `Conversion of prices and tariffs` {
  private typealias Places = `Conversion of places and tokens`

  private func convert(
    _ from: OCPIVersion, _ to: OCPIVersion, _ change: (inout Tariff) -> Void = { _ in },
    style: (inout WireStyle) -> Void = { _ in }
  ) throws -> (json: JSON, losses: [String]) {
    try Places.convert(Tariff.self, Samples.tariff221, from, to, change, style: style)
  }

  private func component(_ json: JSON) -> JSON? { json["elements"]?[0]?["price_components"]?[0] }

  @Test(
    "CDR-24 a price carries its taxes between the forms by exact sums",
    arguments: [
      (
        #"{"excl_vat":5.00,"incl_vat":5.50}"#, OCPIVersion.v2_3_0,
        #"{"before_taxes":5.00,"taxes":[{"name":"VAT","amount":0.5}]}"#, 1
      ),
      (#"{"excl_vat":5.00}"#, .v2_3_0, #"{"before_taxes":5.00}"#, 0),
      (#"{"excl_vat":5.00,"incl_vat":5.0}"#, .v2_3_0, #"{"before_taxes":5.00}"#, 1),
      (
        #"{"excl_vat":0.07,"incl_vat":0.40}"#, .v2_3_0,
        #"{"before_taxes":0.07,"taxes":[{"name":"VAT","amount":0.33}]}"#, 1
      ),
      (
        #"{"excl_vat":-5,"incl_vat":-5.95}"#, .v2_3_0,
        #"{"before_taxes":-5,"taxes":[{"name":"VAT","amount":-0.95}]}"#, 1
      ),
    ])
  func newer(text: String, version: OCPIVersion, written: String, losses: Int) throws {
    let price = try WireReader.read(Price.self, from: text, version: .v2_2_1)
    var json = JSONWriter()
    let found = try WireWriter.write(price, version: version, into: &json)
    #expect(json.text == written)
    #expect(found.count == losses)
  }

  @Test func `taxes of 2.3.0 are summed up before, and 2.1.1 gets the amount alone`() throws {
    let text = #"{"before_taxes":10,"taxes":[{"name":"GST","amount":0.50},{"name":"QST","amount":0.9975}]}"#
    let price = try WireReader.read(Price.self, from: text, version: .v2_3_0)
    var json = JSONWriter()
    let losses = try WireWriter.write(price, version: .v2_2_1, into: &json)
    #expect(json.text == #"{"excl_vat":10,"incl_vat":11.4975}"#)
    #expect(losses.map(\.path.description) == ["taxes"])
    #expect(try WireWriter.text(of: price, version: .v2_1_1) == "10")
  }

  @Test("limits of a price have the names of each version and lose nothing")
  func limits() throws {
    let limit = PriceLimit(beforeTaxes: 1, afterTaxes: 2)
    let (json, losses) = try convert(.v2_2_1, .v2_2_1) { $0.maxPrice = limit }
    #expect(json["max_price"] == ["excl_vat": .number("1"), "incl_vat": .number("2")] && losses == [])
    let newer = try convert(.v2_2_1, .v2_3_0) { $0.maxPrice = limit }
    #expect(newer.json["max_price"] == ["before_taxes": .number("1"), "after_taxes": .number("2")])
  }

  @Test("TAR-15 TAR-16 TAR-17 prices without tax are said to be that in 2.3.0, which is told")
  func net() throws {
    let (json, losses) = try convert(.v2_2_1, .v2_3_0)
    #expect(json["tax_included"]?.string == "NO" && losses == ["tax_included default"])
    let old = try convert(.v2_2_1, .v2_1_1)
    #expect(component(old.json)?["price"] == .number("0.490") && component(old.json)?["vat"] == nil)
    #expect(old.losses == ["elements[0].price_components[0].vat dropped"])
    let read = try WireReader.read(
      Tariff.self, from: old.json.text, version: .v2_1_1, context: Samples.context)
    #expect(try WireWriter.text(of: read, version: .v2_3_0).contains(#""tax_included":"NO""#))
  }

  @Test("TAR-17 prices with tax go to older versions without it, rounded once to four decimals")
  func gross() throws {
    let change: (String) -> (inout Tariff) -> Void = { price in
      {
        $0.taxIncluded = .yes
        $0.elements[0].priceComponents[0].price = WireNumber(price) ?? 0
        $0.elements[0].priceComponents[0].vat = 20
      }
    }
    for version in [OCPIVersion.v2_1_1, .v2_2_1] {
      let (json, losses) = try convert(.v2_2_1, version, change("0.30"))
      #expect(component(json)?["price"] == .number("0.25"))
      #expect(losses.contains("elements[0].price_components[0].price approximated"))
      #expect(losses.contains("tax_included dropped"))
    }
    #expect(component(try convert(.v2_2_1, .v2_2_1, change("0.49")).json)?["price"] == .number("0.4083"))
    #expect(component(try convert(.v2_2_1, .v2_3_0, change("0.49")).json)?["price"] == .number("0.49"))
  }

  @Test("X-03 a price with tax and without its rate is never sent as one without tax")
  func unknownRate() throws {
    for said: TaxIncluded in [.yes, "MAYBE"] {
      #expect(throws: WireError.self) {
        try convert(.v2_2_1, .v2_2_1) {
          $0.taxIncluded = said
          $0.elements[0].priceComponents[0].vat = nil
        }
      }
    }
  }

  @Test("TAR-18 where no tax applies no rate is written")
  func notApplicable() throws {
    let (json, losses) = try convert(.v2_2_1, .v2_2_1) { $0.taxIncluded = .notApplicable }
    #expect(component(json)?["vat"] == nil && component(json)?["price"] == .number("0.490"))
    #expect(losses == ["elements[0].price_components[0].vat dropped", "tax_included dropped"])
  }

  @Test("X-03 2.1.1 gets no tariff that would cost something else there")
  func withheld() throws {
    let changes: [(inout Tariff) -> Void] = [
      { $0.minPrice = PriceLimit(beforeTaxes: 1) }, { $0.maxPrice = PriceLimit(beforeTaxes: 1) },
      { $0.type = .adHocPayment }, { $0.type = .profileGreen }, { $0.startDateTime = .epoch },
      { $0.endDateTime = .epoch }, { $0.elements[0].restrictions = TariffRestrictions(minCurrent: 6) },
      { $0.elements[0].restrictions = TariffRestrictions(maxCurrent: 6) },
      { $0.elements[0].restrictions = TariffRestrictions(reservation: .reservation) },
    ]
    for change in changes {
      #expect(throws: WireError.self) { try convert(.v2_2_1, .v2_1_1, change) }
      #expect(try convert(.v2_2_1, .v2_2_1, change).losses == [])
    }
    #expect(try convert(.v2_2_1, .v2_1_1) { $0.type = .regular }.losses.contains("type dropped"))
  }

  @Test("X-05 TAR-20 a tariff with a start or an end goes to 2.1.1 while it is valid")
  func validity() throws {
    let start = Timestamp(seconds: 1_000)
    let change: (inout Tariff) -> Void = {
      ($0.startDateTime, $0.endDateTime) = (start, start.adding(seconds: 10))
    }
    for (moment, isSent) in [(999, false), (1_000, true), (1_009, true), (1_010, false)] {
      let written = try? convert(.v2_2_1, .v2_1_1, change) { $0.now = Timestamp(seconds: Int64(moment)) }
      #expect((written != nil) == isSent)
      #expect(written?.losses.contains("start_date_time dropped") ?? true)
    }
  }

  @Test(
    "LOC-25 TAR-26 the tariff for the one place of 2.1.1 is regular, valid now and the only one of its kind")
  func single() throws {
    let owner = try #require(Samples.party)
    func tariff(_ id: CiString, _ type: TariffType? = nil, from start: Int64? = nil) -> Tariff {
      Tariff(
        party: owner, id: id, currency: "EUR", type: type,
        startDateTime: start.map { Timestamp(seconds: $0) }, lastUpdated: .epoch)
    }
    let now = Timestamp(seconds: 100)
    #expect(Tariff.single(of: [tariff("A"), tariff("B", .regular)], at: now)?.id == "B")
    #expect(Tariff.single(of: [tariff("A"), tariff("B", .adHocPayment)], at: now)?.id == "A")
    #expect(Tariff.single(of: [tariff("A", .profileCheap)], at: now) == nil)
    #expect(Tariff.single(of: [tariff("A"), tariff("B")], at: now) == nil)
    #expect(Tariff.single(of: [tariff("A"), tariff("B", from: 101)], at: now)?.id == "A")
    #expect(Tariff.single(of: [], at: now) == nil)
  }

  @Test("TR-73 numbers are written as they were spelled, unquoted; exponents and many decimals are told")
  func numbers() throws {
    let text = #"{"type":"ENERGY","price":0.250,"step_size":1}"#
    let read = try WireReader.read(PriceComponent.self, from: text, version: .v2_2_1)
    #expect(try WireWriter.text(of: read, version: .v2_3_0) == text)
    for odd in ["2.5e-1", "0.12345"] {
      let other = try WireReader.read(
        PriceComponent.self, from: text.replacingFirst("0.250", odd), version: .v2_2_1)
      #expect(WireChecker.check(other, version: .v2_2_1).map(\.requirement) == ["TR-73"])
    }
  }
}

@Suite struct `Conversion of credentials` {
  private func role(_ role: RoleName, _ party: String) throws -> CredentialsRole {
    CredentialsRole(
      role: role, businessDetails: BusinessDetails(name: party), party: try #require(PartyID(party)))
  }

  private func write(_ credentials: Credentials, _ version: OCPIVersion) throws -> (
    json: JSON, losses: [String]
  ) {
    var json = JSONWriter()
    let losses = try WireWriter.write(credentials, version: version, into: &json)
    return (try JSON.parse(json.bytes), losses.map { "\($0.path) \($0.kind.rawValue)" })
  }

  @Test("X-11 X-13 CR-20 2.1.1 takes one party flat, and each other one is told")
  func older() throws {
    let both = Credentials(
      token: "t", url: "https://a.example", roles: [try role(.cpo, "DE-NVO"), try role(.emsp, "NL-ACM")])
    let (json, losses) = try write(both, .v2_1_1)
    #expect(json["party_id"]?.string == "NVO" && json["business_details"]?["name"]?.string == "DE-NVO")
    #expect(losses == ["roles[1] withheld", "roles[0].role approximated"])
  }

  @Test("X-14 CR-23 CR-24 a hub is a role in 2.2.1 and a party of its own in 2.3.0")
  func hub() throws {
    let newer = Credentials(
      token: "t", url: "https://a.example", roles: [try role(.cpo, "DE-NVO"), try role(.other, "NL-HUB")],
      hubPartyID: "NLHUB")
    let (old, losses) = try write(newer, .v2_2_1)
    #expect(old["roles"]?.elements?.count == 1)
    #expect(old["roles"]?[0]?["role"]?.string == "HUB" && old["roles"]?[0]?["party_id"]?.string == "HUB")
    #expect(losses == ["roles approximated", "hub_party_id dropped"])
    var older = newer
    (older.hubPartyID, older.roles) = (nil, [try role(.hub, "NL-HUB"), try role(.cpo, "DE-NVO")])
    let new = try write(older, .v2_3_0)
    #expect(new.json["hub_party_id"]?.string == "NLHUB" && new.json["roles"]?.elements?.count == 1)
    older.roles = [try role(.hub, "NL-HUB")]
    #expect(throws: WireError.self) { try write(older, .v2_3_0) }
    #expect(try write(older, .v2_2_1).losses == [])
  }

  @Test("X-15 a role that a version does not know is OTHER there")
  func roles() throws {
    let info = ClientInfo(
      party: try #require(PartyID("NL-HUB")), role: .hub, status: .connected, lastUpdated: .epoch)
    #expect(try WireWriter.text(of: info, version: .v2_3_0).contains(#""role":"OTHER""#))
    #expect(try WireWriter.text(of: info, version: .v2_2_1).contains(#""role":"HUB""#))
  }

  @Test func `endpoints of modules that a version lacks are left out, and details without any are not sent`()
    throws
  {
    let profiles = Endpoint(identifier: .chargingProfiles, role: .receiver, url: "https://a.example/p")
    let locations = Endpoint(identifier: .locations, role: .sender, url: "https://a.example/l")
    var json = JSONWriter()
    let details = VersionDetails(version: "2.1.1", endpoints: [profiles, locations])
    let losses = try WireWriter.write(details, version: .v2_1_1, into: &json)
    #expect(losses.map(\.path.description) == ["endpoints[0]", "endpoints[1].role"])
    #expect(throws: WireError.self) {
      try WireWriter.text(of: VersionDetails(version: "2.1.1", endpoints: [profiles]), version: .v2_1_1)
    }
  }
}
