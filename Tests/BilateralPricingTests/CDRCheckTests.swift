import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTestTools
import Testing

@Suite struct CDRCheckTests {
  @Test("E17 R16 a platform that rounds each period and takes VAT of the cents is explained, not disputed")
  func rounding() throws {
    // 3.146 kWh and 0.456 kWh at 0.51: 1.60446 + 0.23256 = 1.83702, with 21 % 2.2227942.
    let cdr = try CDRCase.cdr(energies: ["3.146", "0.456"])
    let verdicts: [(String, String, String, RoundingConvention?)] = [
      ("1.84", "2.22", "exact", nil), ("1.83702", "2.2227942", "exact", nil),
      ("1.837", "2.2228", "exact", nil),
      ("1.83", "2.21", "explained", RoundingConvention(.period, .halfUp, taxBase: .rounded)),
      ("1.84", "2.23", "explained", RoundingConvention(.total, .halfUp, taxBase: .rounded)),
      ("1.83", "2.22", "explained", RoundingConvention(.period, .halfUp)),
      ("1.85", "2.22", "within-tolerance", nil), ("1.86", "2.24", "mismatch", nil),
      ("1.86", "2.25", "mismatch", nil),
    ]
    for (net, gross, word, convention) in verdicts {
      let verdict = try CDRCase.check(cdr, net: net, gross: gross)
      #expect(verdict.word == word, "\(net)/\(gross)")
      if case .explained(let found) = verdict.outcome { #expect(found == convention) }
      #expect(verdict.isOwed == (word != "mismatch"))
    }
    let verdict = try CDRCase.check(cdr, net: "1.83", gross: "2.21")
    #expect(
      verdict.convention
        == "each period rounded half-up to the smallest coin, VAT on the rounded amounts")
    #expect(verdict.difference?.net == Rational(-1, over: 100))
  }

  @Test("R16 ruling 21 what the contract says of rounding is exact, and the default then only explains")
  func agreedRounding() throws {
    let cdr = try CDRCase.cdr(energies: ["3.146", "0.456"])
    let perPeriod = RoundingConvention(.period, .halfUp, taxBase: .rounded)
    #expect(try CDRCase.check(cdr, net: "1.83", gross: "2.21", agreed: perPeriod).outcome == .exact)
    #expect(
      try CDRCase.check(cdr, net: "1.84", gross: "2.22", agreed: perPeriod).outcome
        == .explained(.standard))
  }

  @Test(
    "R16 any convention gives what is exact or explained; a euro more is a mismatch",
    arguments: OCPIVersion.allCases)
  func conventions(in version: OCPIVersion) throws {
    var (seen, dice) = (0, Dice(seed: 5))
    for seed: UInt64 in 0..<12 {
      let pair = try #require(DealtPair(version: version, seed: seed))
      let check = try CDRCheck(
        tariffs: pair.tariffs, zone: try ZoneCatalog().zone(pair.zone), version: version)
      guard let priced = check.check(pair.cdr).priced, let net = priced.net, net > 0 else { continue }
      seen += 1
      let convention = dice.one(of: RoundingConvention.candidates)
      let amount = convention.amount(of: priced)
      let verdict = check.check(CDRCase.stating(amount, in: pair.cdr, version))
      #expect(verdict.word == "exact" || verdict.word == "explained", "\(version) \(seed) \(convention)")
      guard seed % 4 == 0 else { continue }
      var dearer = amount
      dearer.net = amount.net.map { $0 + 1 }
      let other = check.check(CDRCase.stating(dearer, in: pair.cdr, version))
      #expect(other.word == "mismatch", "\(version) \(seed)")
    }
    #expect(seen >= 6)
  }

  @Test("R20 stated totals are compared, absent ones are no difference")
  func totals() throws {
    var cdr = try CDRCase.cdr(energies: ["3.146", "0.456"])
    #expect(try CDRCase.check(cdr, net: "1.84", gross: "2.22").findings.isEmpty)
    cdr.totalParkingTime = WireNumber("0.25")
    cdr.totalEnergy = try CDRCase.number("3.8")
    cdr.totalTime = try CDRCase.number("1.5")
    cdr.totalEnergyCost = Price(beforeTaxes: try CDRCase.number("1.90"))
    cdr.totalFixedCost = Price(beforeTaxes: 0)
    let verdict = try CDRCase.check(cdr, net: "1.84", gross: "2.22")
    #expect(verdict.outcome == .exact)
    #expect(
      verdict.findings.map(\.code) == [.totalEnergy, .totalTime, .totalParkingTime, .partCost])
    #expect(verdict.findings.map(\.field).last == "total_energy_cost")
    #expect(verdict.findings[0].description == "BT260 total_energy: 3.8 is stated, 3.602 comes out")
  }

  @Test("R16 a mismatch says where it begins and what would give it")
  func mismatch() throws {
    var cdr = try CDRCase.cdr(energies: ["3.146", "0.456"])
    cdr.totalEnergyCost = Price(beforeTaxes: try CDRCase.number("1.60"))
    let step = try #require(try CDRCase.step(cdr, net: "1.60", gross: "1.94"))
    #expect(step.field == "total_energy_cost" && step.component == .energy && step.period == 1)
    cdr.totalEnergyCost = nil
    let whole = try #require(try CDRCase.step(cdr, net: "1.60", gross: "1.94"))
    #expect(whole.field == "total_cost" && whole.period == 1)
    #expect(whole.cause == "as if energy of period 1 were not charged")
    let steps = try #require(try CDRCase.step(cdr, net: "1.84", gross: "2.22", stepSize: 1000))
    #expect(steps.cause == "without step_size it comes out" && steps.ours == Rational(decimalText: "2.04"))
    let swapped = try #require(try CDRCase.step(cdr, net: "2.22", gross: "2.69"))
    #expect(swapped.cause == "their amount without tax is ours with tax")
    #expect(
      swapped.description
        == "total_cost: theirs 2.22, ours 1.83702; their amount without tax is ours with tax")
  }

  @Test("the agreed tariff is priced, and the one within the CDR compared")
  func embedded() throws {
    var cdr = try CDRCase.cdr(energies: ["3.146", "0.456"])
    cdr.tariffs = [try CDRCase.tariff(price: "0.51")]
    #expect(try CDRCase.check(cdr, net: "1.84", gross: "2.22").findings.isEmpty)
    cdr.tariffs = [try CDRCase.tariff(price: "0.55")]
    let right = try CDRCase.check(cdr, net: "1.84", gross: "2.22")
    #expect(right.outcome == .exact && right.findings.map(\.code) == [.otherTariff])
    let wrong = try #require(try CDRCase.step(cdr, net: "1.98", gross: "2.40"))
    #expect(wrong.cause == "the tariff within the CDR gives it, which is not the agreed one")
  }

  @Test("R19 E19 a credit is checked with its sign turned, and takes back exactly what was charged")
  func credit() throws {
    var cdr = try CDRCase.cdr(energies: ["3.146", "0.456"])
    cdr.totalCost = try CDRCase.price(net: "1.84", gross: "2.22")
    var credit = cdr
    credit.id = "C1-CREDIT"
    credit.isCredit = true
    credit.creditReferenceID = cdr.id
    credit.totalCost = try CDRCase.price(net: "-1.84", gross: "-2.22")
    let check = try CDRCase.check()
    let verdict = check.check(credit, creditOf: cdr)
    #expect(verdict.outcome == .exact && verdict.findings.isEmpty)
    #expect(verdict.theirs.net == Rational(decimalText: "1.84"))
    credit.totalCost = try CDRCase.price(net: "-1.80", gross: "-2.18")
    credit.totalEnergy = 4
    credit.creditReferenceID = "C0"
    let other = check.check(credit, creditOf: cdr)
    #expect(other.word == "mismatch")
    #expect(
      other.findings.filter { $0.code == .creditDiffers }.map(\.field) == [
        "total_cost", "credit_reference_id", "total_energy",
      ])
  }

  @Test("what cannot be priced says why: another currency, no common amount, an unknown tariff")
  func unpriceable() throws {
    var cdr = try CDRCase.cdr(energies: ["3.146"])
    cdr.currency = "SEK"
    #expect(try CDRCase.check(cdr, net: "1.60", gross: "1.94").word == "unpriceable")
    cdr.currency = "EUR"
    cdr.chargingPeriods = []
    let verdict = try CDRCase.check(cdr, net: "1.60", gross: "1.94")
    #expect(verdict.word == "unpriceable" && verdict.ours == nil && !verdict.isOwed)
  }

  @Test("R14 taxes of 2.3.0 are added up; a CDR of 2.1.1 and ours compare without tax")
  func versions() throws {
    let taxes = [TaxAmount(name: "VAT", percentage: 21, amount: try CDRCase.number("0.38"))]
    let cdr = try CDRCase.cdr(energies: ["3.146", "0.456"])
    var newest = cdr
    newest.totalCost = Price(beforeTaxes: try CDRCase.number("1.84"), taxes: taxes)
    #expect(StatedAmount(newest.totalCost).gross == Rational(decimalText: "2.22"))
    #expect(try CDRCase.check(version: .v2_3_0).check(newest).outcome == .exact)
    let old = try CDRCase.check(cdr, net: "1.84", gross: nil, version: .v2_1_1)
    #expect(old.outcome == .exact && old.findings.isEmpty && old.ours?.gross == nil)
    let untaxed = try CDRCase.check(cdr, net: "1.84", gross: nil)
    #expect(untaxed.outcome == .exact && untaxed.findings.map(\.code) == [.taxNotCompared])
  }
}

/// A CDR of periods of half an hour each at 0.51 EUR/kWh with 21 %.
private enum CDRCase {
  static func number(_ text: String) throws -> WireNumber { try #require(WireNumber(text)) }

  static func tariff(price: String = "0.51", stepSize: Int = 1) throws -> Tariff {
    Tariff(
      party: try #require(PartyID(country: "DE", party: "NVO")), id: "T1", currency: "EUR",
      elements: [
        TariffElement(priceComponents: [
          PriceComponent(type: .energy, price: try number(price), vat: 21, stepSize: stepSize)
        ])
      ], taxIncluded: .no, lastUpdated: .epoch)
  }

  static func cdr(energies: [String]) throws -> CDR {
    var cdr = try #require(DealtPair(version: .v2_2_1, seed: 1)).cdr
    let start = try #require(Timestamp(ocpi: "2026-05-04T10:00:00Z"))
    cdr.chargingPeriods = try energies.enumerated().map { place, energy in
      ChargingPeriod(
        startDateTime: start.adding(seconds: Int64(place * 1800)),
        dimensions: [
          CDRDimension(type: .energy, volume: try number(energy)),
          CDRDimension(type: .time, volume: try number("0.5")),
        ])
    }
    cdr.startDateTime = start
    cdr.endDateTime = start.adding(seconds: Int64(energies.count * 1800))
    let total = try energies.map { try #require(Rational(decimalText: $0)) }.reduce(.zero, +)
    cdr.totalEnergy = try number(total.decimalText(atMost: 4))
    cdr.totalTime =
      WireNumber(energies.count).whole.flatMap { Rational($0, over: 2) }.flatMap { WireNumber($0) } ?? 0
    return cdr
  }

  static func price(net: String, gross: String?) throws -> Price {
    Price(beforeTaxes: try number(net), inclVAT: try gross.map { try number($0) })
  }

  static func check(
    version: OCPIVersion = .v2_2_1, stepSize: Int = 1, agreed: RoundingConvention = .standard
  ) throws -> CDRCheck {
    try CDRCheck(
      tariffs: [try tariff(stepSize: stepSize)], zone: try ZoneCatalog().zone("Europe/Amsterdam"),
      version: version, agreed: agreed)
  }

  static func check(
    _ cdr: CDR, net: String, gross: String?, version: OCPIVersion = .v2_2_1, stepSize: Int = 1,
    agreed: RoundingConvention = .standard
  ) throws -> CDRVerdict {
    var stated = cdr
    stated.totalCost = try price(net: net, gross: gross)
    return try check(version: version, stepSize: stepSize, agreed: agreed).check(stated)
  }

  static func step(
    _ cdr: CDR, net: String, gross: String, stepSize: Int = 1
  ) throws -> CDRVerdict.DifferingStep? {
    guard case .mismatch(let step) = try check(cdr, net: net, gross: gross, stepSize: stepSize).outcome
    else { return nil }
    return step
  }

  /// The CDR with that total, as its version writes it.
  static func stating(_ amount: StatedAmount, in cdr: CDR, _ version: OCPIVersion) -> CDR {
    var stating = cdr
    func number(_ value: Rational) -> WireNumber { WireNumber(value.decimalText(atMost: 4)) ?? 0 }
    stating.totalCost = Price(beforeTaxes: number(amount.net ?? .zero))
    guard let gross = amount.gross, version != .v2_1_1 else { return stating }
    if version == .v2_2_1 {
      stating.totalCost.inclVAT = number(gross)
    } else {
      stating.totalCost.taxes = [TaxAmount(name: "VAT", amount: number(gross - (amount.net ?? .zero)))]
    }
    return stating
  }
}
