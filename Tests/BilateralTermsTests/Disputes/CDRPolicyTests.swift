import BilateralBase
import BilateralTerms
import Testing

/// What stands against a CDR by `[cdr]`, and how much it weighs.
@Suite struct CDRPolicyTests {
  private static let start = Timestamp(seconds: 1_790_812_800)

  private static func policy(_ terms: String) throws -> CDRPolicy {
    let text = TermsTests.head + "[settlement]\ncurrency = \"EUR\"\n[cdr]\n" + terms
    return CDRPolicy(try #require(PartnerFile.read(bytes: Array(text.utf8), file: "acme.toml").file))
  }

  /// Ten kWh in an hour for five euros, told after five minutes.
  private static func facts(_ change: (inout CDRFacts) -> Void = { _ in }) -> CDRFacts {
    let end = start.adding(seconds: 3600)
    var facts = CDRFacts(
      from: start, to: end, told: end.adding(seconds: 300), energy: 10, currency: "EUR", net: Money(5, .euro))
    facts.country = "DE"
    facts.power = .kilowatts(11)
    change(&facts)
    return facts
  }

  /// One deviation and what comes of it.
  struct Case: Sendable, CustomTestStringConvertible {
    var terms: String
    var testDescription: String
    var change: @Sendable (inout CDRFacts) -> Void

    init(_ terms: String, _ said: String, _ change: @escaping @Sendable (inout CDRFacts) -> Void) {
      (self.terms, testDescription, self.change) = (terms, said, change)
    }
  }

  static let cases: [Case] = [
    Case("", "") { _ in },
    Case("max_energy = \"9 kWh\"\n", "beyond-limits note: 10 kWh, more than 9") { _ in },
    Case("min_energy = \"11 kWh\"\n", "beyond-limits note: 10 kWh, less than 11") { _ in },
    Case("max_duration = \"59 min\"\n", "beyond-limits note: it lasted 60 min, more than 59") { _ in },
    Case("max_cost = \"4.99 EUR\"\n", "beyond-limits note: it costs 5.00 EUR, more than 4.99 EUR") { _ in },
    Case("max_cost = \"4.99 SEK\"\n", "") { _ in },
    Case("max_power_ratio = \"1.1\"\n", "") { _ in },
    Case(
      "max_power_ratio = \"1.1\"\n[cdr.grade]\nbeyond-limits = \"reject-record\"\n",
      "beyond-limits reject-record: more power on average than 1.1 × 9 kW"
    ) { $0.power = .kilowatts(9) },
    Case("", "late-cdr note: it came 25 h after the end; 24 are agreed") {
      $0.told = $0.end.adding(seconds: 90_000)
    },
    Case("deliver_within = \"48 h\"\n", "") { $0.told = $0.end.adding(seconds: 90_000) },
    Case("", "too-late reject-record: it came 31 days after the end; 30 are accepted") {
      $0.told = $0.end.adding(seconds: 31 * 86_400)
    },
    Case("", "wrong-currency reject-record: SEK instead of EUR") {
      ($0.currency, $0.net) = ("SEK", Currency("SEK").map { Money(5, $0) })
    },
    Case("currency_must_match = false\n", "") { $0.currency = "SEK" },
    Case("", "zero-energy reject-record: no energy, and not free") { $0.energy = 0 },
    Case("", "") { ($0.energy, $0.net) = (0, .zero(.euro)) },
    Case("zero_energy = \"reject\"\n", "zero-energy reject-record: no energy") {
      ($0.energy, $0.net) = (0, .zero(.euro))
    },
    Case("zero_energy = \"accept\"\n", "") { $0.energy = 0 },
    Case("", "duplicate-cdr reject-record: NL-ACM/C0 told of this charge before") {
      $0.duplicateOf = "NL-ACM/C0"
    },
    Case("", "overlap note: NL-ACM/C0 is of the same EVSE or card at the same time") {
      $0.overlaps = "NL-ACM/C0"
    },
    Case(
      "overlapping = \"reject\"\n",
      "overlap reject-record: NL-ACM/C0 is of the same EVSE or card at the same time"
    ) { $0.overlaps = "NL-ACM/C0" },
    Case("", "unknown-token reject-record: the card is none that we let charge") { $0.isKnownToken = false },
    Case("[cdr.grade]\nunknown-token = \"accept\"\n", "") { $0.isKnownToken = false },
    Case("", "unknown-location note: we know no such location") { $0.isKnownLocation = false },
    Case("require_known_location = true\n", "unknown-location reject-record: we know no such location") {
      $0.isKnownLocation = false
    },
    Case("", "") {
      ($0.hasSession, $0.hasReference, $0.hasTariff, $0.hasBreakdown) = (false, false, false, false)
    },
    Case("require_session = true\n", "cdr-without-session reject-record: we know no such session") {
      $0.hasSession = false
    },
    Case(
      "require_auth_reference = true\n[cdr.grade]\nno-reference = \"note\"\n",
      "no-reference note: no authorization_reference"
    ) { $0.hasReference = false },
    Case("require_tariff = true\n", "no-tariff reject-record: no tariff") { $0.hasTariff = false },
    Case(
      "cost_breakdown_required = true\n", "no-breakdown reject-record: the parts of its cost are not stated"
    ) { $0.hasBreakdown = false },
    Case("signed_data = \"carry\"\n", "") { $0.isSigned = false },
    Case("signed_data = \"required in NL\"\n", "") { $0.isSigned = false },
    Case(
      "signed_data = \"required in DE\"\n",
      "not-signed reject-record: no signed meter values, which are demanded in DE"
    ) { $0.isSigned = false },
    Case(
      "signed_data = \"required\"\n", "not-signed reject-record: no signed meter values, which are demanded"
    ) {
      $0.isSigned = false
    },
    Case("", "price-off reject-record: 4.50 EUR by the prices agreed: unit price") {
      $0.verdict = .differs(ours: Money(Rational(9, over: 2) ?? .zero, .euro), reason: "unit price")
    },
    Case("[cdr.grade]\nprice = \"note\"\n", "price-off note: unit price") {
      $0.verdict = .differs(ours: nil, reason: "unit price")
    },
    Case("", "unpriceable reject-record: no tariff") { $0.verdict = .unpriceable("no tariff") },
    Case("", "") { ($0.isCredit, $0.duplicateOf, $0.energy) = (true, "NL-ACM/C0", 0) },
  ]

  @Test("C12 each deviation has its cause and its grade", arguments: cases)
  func each(_ example: Case) throws {
    let objections = try Self.policy(example.terms).objections(to: Self.facts(example.change))
    let said = objections.map { "\($0.cause.rawValue) \($0.grade.rawValue): \($0.words)" }
    #expect(said.joined(separator: "; ") == example.testDescription)
    #expect(objections.grade == objections.first?.grade ?? .accept)
  }

  @Test("a CDR that ends before it begins is told of, and nothing is worked out from its times")
  func reversed() throws {
    let facts = Self.facts { $0.end = $0.start.adding(seconds: -1) }
    let objections = try Self.policy("max_power_ratio = \"1\"\n").objections(to: facts)
    #expect(objections.map(\.cause) == [.clock])
  }

  @Test("BT640 BT641 BT642 BT643 words that no check understands are told of, with a way to mend them")
  func unknownWords() throws {
    let text =
      TermsTests.head
      + "[settlement]\nimport = { cdr = \"Id\", separator = \";;\" }\n[cdr]\nsigned_data = \"required on Mondays\"\n"
      + "max_power_ratio = \"lots\"\n[cdr.grade]\nprize = \"note\"\n"
    let read = PartnerFile.read(bytes: Array(text.utf8), file: "acme.toml")
    let told = read.findings.filter { $0.code.hasPrefix("BT64") }.map { "\($0.code) \($0.message)" }.sorted()
    #expect(
      told == [
        "BT640 no check is called \"prize\"", "BT641 \"required on Mondays\" is not understood",
        "BT642 \"lots\" is no number",
        "BT643 it needs the column of the amount, and that of the CDR or the session",
      ])
  }
}
