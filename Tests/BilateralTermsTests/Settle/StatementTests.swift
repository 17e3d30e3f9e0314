import BilateralBase
import BilateralTerms
import Testing

@Suite struct StatementTests {
  static let seller = LegalEntity(legalName: "Nordic Volt AB", country: "SE", vatID: "SE556000000001")
  static let buyer = LegalEntity(legalName: "ACME B.V.", country: "NL", vatID: "NL001234567B01")

  static func euros(_ text: String) throws -> Money {
    Money(try #require(Rational(decimalText: text)), .euro)
  }

  static func charge(
    _ id: String, _ net: String, rate: Rational? = 21, _ kind: StatementCharge.Kind = .cdr,
    at end: String = "2026-10-10T10:00:00Z", group: String = "AC", country: String? = "NL"
  ) throws -> StatementCharge {
    StatementCharge(
      id, kind, end: try #require(Timestamp(ocpi: end)), country: country, group: group,
      energy: .kilowattHours(10), parts: [.init(try euros(net), rate: rate)])
  }

  static func terms(_ text: String) throws -> PartnerFile {
    let all = PriceRulesTests.file("[settlement]\n" + text)
    let (file, findings) = PartnerFile.read(bytes: Array(all.utf8), file: "partners/acme.toml")
    return try #require(file, "\(findings)")
  }

  static func builder(
    _ text: String = "vat_treatment = \"domestic\"\n", currency: Currency = .euro,
    rates: ExchangeRates = .none
  ) throws -> StatementBuilder {
    StatementBuilder(
      try terms(text).settlement, try #require(SettlementPeriod("2026-10")), seller: seller, buyer: buyer,
      currency: currency, zone: try ZoneCatalog().zone("Europe/Amsterdam"), rates: rates,
      issued: try #require(CivilDate(year: 2026, month: 11, day: 4)))
  }

  @Test("E15 each CDR is rounded, and tax is taken once of the sum")
  func roundedLines() throws {
    var builder = try Self.builder("vat_treatment = \"domestic\"\npayment_term = \"30 days\"\n")
    for (id, net) in [("cdr 1", "11.7461"), ("cdr 2", "1.00"), ("cdr 3", "21.7461")] {
      builder.add(try Self.charge(id, net))
      builder.add(try Self.charge(id, net))
    }
    let statement = builder.statement()
    #expect(statement.entries.map { "\($0.amounts[0].net)" } == ["11.75 EUR", "1.00 EUR", "21.75 EUR"])
    #expect("\(statement.net) \(statement.tax) \(statement.gross)" == "34.50 EUR 7.25 EUR 41.75 EUR")
    #expect(
      statement.lines.count == 1 && statement.lines[0].count == 3 && statement.energy == .kilowattHours(30))
    #expect("\(try #require(statement.due))" == "2026-12-04" && statement.number == nil)
  }

  @Test("several rates of one CDR are rounded to what the whole is, and each rate is taxed by itself")
  func severalRates() throws {
    var builder = try Self.builder()
    let charge = StatementCharge(
      "cdr 1", end: .epoch, group: "AC",
      parts: [.init(try Self.euros("10.004"), rate: 21), .init(try Self.euros("5.004"), rate: 9)])
    builder.add(charge)
    let statement = builder.statement()
    #expect(statement.entries[0].amounts.map { "\($0.net)" } == ["10.01 EUR", "5.00 EUR"])
    #expect(statement.net == (try Self.euros("15.01")))
    #expect(
      statement.taxes.map { "\($0.position.rate) \($0.net) \($0.tax)" } == [
        "9 % 5.00 EUR 0.45 EUR", "21 % 10.01 EUR 2.10 EUR",
      ])
  }

  @Test("a proof of the reverse charge that ends within the month changes the tax from the day after")
  func proof() throws {
    let text = """
      vat_treatment = "reverse-charge"
      vat_proof = "USt 1 TH, 2025-11"
      vat_valid_until = 2026-10-15

      """
    var builder = try Self.builder(text)
    builder.add(try Self.charge("cdr 1", "10", rate: nil, at: "2026-10-15T21:59:59Z"))
    builder.add(try Self.charge("cdr 2", "10", at: "2026-10-15T22:00:00Z"))
    builder.add(try Self.charge("cdr 3", "10", rate: nil, at: "2026-10-20T10:00:00Z", country: "DE"))
    let statement = builder.statement()
    #expect(
      statement.lines.map { "\($0.position.category.rawValue) \($0.position.rate) \($0.net)" } == [
        "AE 0 % 10.00 EUR", "S 21 % 10.00 EUR",
      ])
    #expect("\(statement.gross)" == "22.10 EUR")
    #expect(statement.held.map(\.id) == ["cdr 3"], "a rate that nobody knows is never invented")
    #expect(statement.held[0].reason.contains("DE on 2026-10-20"))
  }

  @Test("E19 a credit takes back what was paid, at the rate of exchange of then, and the pair is nothing")
  func credit() throws {
    let kronor = try #require(Currency("SEK"))
    func table(_ units: Rational, _ day: Int) throws -> ExchangeRates.Quote {
      .init(
        source: "ECB", date: CivilDate(year: 2026, month: 10, day: day), base: .euro, currency: kronor,
        units: units)
    }
    let rates = ExchangeRates([
      try table(try #require(Rational(decimalText: "11.2345")), 10), try table(12, 20),
    ])
    let amount = Money(try #require(Rational(decimalText: "139.23")), kronor)
    func charge(_ id: String, _ kind: StatementCharge.Kind, _ net: Money, _ day: Int) throws
      -> StatementCharge
    {
      StatementCharge(
        id, kind, end: try #require(Timestamp(ocpi: "2026-10-\(day)T10:00:00Z")), group: "AC",
        parts: [.init(net, rate: 25)])
    }
    var first = try Self.builder(rates: rates)
    first.add(try charge("cdr 1", .cdr, amount, 10))
    let sold = first.statement()
    #expect("\(sold.net)" == "12.39 EUR" && sold.entries[0].exchange?.source == "ECB")
    var second = try Self.builder(rates: rates)
    var back = try charge("cdr 2", .credit(of: "cdr 1"), -amount, 20)
    back.exchange = sold.entries[0].exchange
    second.add(back)
    #expect(second.statement().net == -sold.net && second.statement().lines[0].kind == .credits)
    var both = try Self.builder()
    both.add(try Self.charge("cdr 5", "4"))
    both.add(try Self.charge("cdr 6", "-4", .credit(of: "cdr 5")))
    #expect(both.statement().gross.amount.isZero && both.statement().energy == .zero)
    var third = try Self.builder()
    third.add(try charge("cdr 1", .cdr, amount, 10))
    #expect(third.statement().held[0].reason == "there is no rate of SEK in EUR for 2026-10-10")
  }

  @Test("what is disputed is held and named; the order in which charges come changes nothing")
  func order() throws {
    let charges = try (1...20).map { number in
      try Self.charge(
        "cdr \(number)", "\(number).005", at: "2026-10-\(10 + number % 3)T10:00:00Z", group: "G\(number % 4)")
    }
    var (one, other) = (try Self.builder(), try Self.builder())
    for charge in charges { one.add(charge) }
    for charge in charges.reversed() { other.add(charge) }
    #expect(one.statement() == other.statement())
    let lost = try Self.charge("cdr 99", "5")
    one.hold(lost, because: "disputed since 2026-10-20")
    one.add(lost)
    let statement = one.statement()
    #expect(statement.entries.count == 20 && statement.held.map(\.reason) == ["disputed since 2026-10-20"])
  }

  @Test("ruling 31 each party has the legal entity behind it")
  func entities() throws {
    let text = """
      vat_treatment = "domestic"
      [[them.entity]]
      parties = ["NL-ACM"]
      legal_name = "ACME B.V."
      vat_id = "NL001234567B01"
      [[them.entity]]
      legal_name = "ACME Group"

      """
    let file = try Self.terms(text)
    let known = try #require(PartyID("NL-ACM"))
    #expect(file.entity(behind: known, .them)?.vatID == "NL001234567B01")
    #expect(file.entity(behind: try #require(PartyID("BE-ACB")), .them)?.legalName == "ACME Group")
    #expect(file.entity(behind: known, .us) == nil)
  }
}

/// Statements as they are kept: nothing is lost on the way there and back.
@Suite struct KeptStatementTests {
  @Test(
    "numbers that end and numbers that do not come back as they were",
    arguments: ["0", "-12.5", "11.7461", "1:3", "-1000:11420"])
  func exact(text: String) throws {
    let number = try #require(Rational(exactText: text))
    #expect(Rational(exactText: number.exactText) == number)
    for wrong in ["", "a", "1:", ":3", "1:0", "1:2:3"] { #expect(Rational(exactText: wrong) == nil) }
  }

  @Test("terms-7 a charge comes back with its amounts, its taxes and the rate that it was converted by")
  func counted() throws {
    let krona = try #require(Currency("SEK"))
    let rates = ExchangeRates([
      .init(
        source: "ECB", date: CivilDate(year: 2026, month: 10, day: 9), base: .euro, currency: krona,
        units: try #require(Rational(decimalText: "11.42")))
    ])
    var builder = try StatementTests.builder(
      "vat_treatment = \"domestic\"\ncurrency = \"EUR\"\nfx_source = \"ECB\"\n", rates: rates)
    let parts: [StatementCharge.Part] = [
      .init(Money(100, krona), rate: 25), .init(Money(Rational(1, over: 3) ?? 0, krona), rate: 12),
    ]
    let end = try #require(Timestamp(ocpi: "2026-10-10T10:00:00Z"))
    builder.add(StatementCharge("cdr 1", end: end, group: "AC", parts: parts))
    let entry = try #require(builder.statement().entries.first)
    let read = try #require(StatementCharge.parts(StatementCharge.text(of: parts), krona))
    #expect(read == parts)
    let again = Statement.Entry(
      StatementCharge("cdr 1", end: end, group: "AC", parts: read), counted: entry.countedText, .euro)
    #expect(again == entry && entry.exchange?.rate == Rational(100, over: 1142))
    #expect(ExchangeRate(countedText: entry.countedText, to: .euro) == entry.exchange)
    #expect(Statement.Entry(entry.charge, counted: "S/21", .euro) == nil)
    #expect(StatementCharge.parts("1@2@3", krona) == nil && StatementCharge.parts("", krona) == nil)
  }

  @Test("a statement read back from its document writes the same document, page and invoice")
  func document() throws {
    var builder = try StatementTests.builder("vat_treatment = \"domestic\"\npayment_term = \"30 days\"\n")
    builder.add(try StatementTests.charge("cdr 1", "11.7461"))
    builder.add(try StatementTests.charge("cdr 2", "3", rate: 9, group: "DC"))
    builder.add(try StatementTests.charge("cdr 3", "-1", .credit(of: "cdr 0"), group: "Credit"))
    builder.hold(try StatementTests.charge("cdr 4", "5"), because: "disputed since 2026-10-20")
    let statement = builder.statement(number: "ACM-2026-0001")
    let again = try #require(Statement(try JSON.parse(statement.json.text)))
    #expect(again.json == statement.json && again.count == 3)
    #expect(StatementPage(again).text == StatementPage(statement).text)
    #expect(InvoiceDocument(again).text == InvoiceDocument(statement).text)
    #expect(Statement(["period": "2026-10"]) == nil)
  }

  @Test("charges counted one by one give the statement of those that are kept")
  func streamed() throws {
    var (kept, counted) = (try StatementTests.builder(), try StatementTests.builder())
    var lines = StatementCSV.heading + "\n"
    for number in 1...20 {
      let charge = try StatementTests.charge(
        "cdr \(10 + number)", "\(number).005", rate: number % 2 == 0 ? 9 : 21)
      kept.add(charge)
      lines += try #require(counted.count(charge).map { StatementCSV.lines(of: $0) })
    }
    #expect(counted.statement().json == kept.statement().json)
    #expect(StatementCSV.text(of: kept.statement()) == lines && counted.net == kept.statement().net)
  }
}
