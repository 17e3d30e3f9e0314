import BilateralTerms
import Testing

@Suite struct ChangeWordsTests {
  private static let head = """
    schema = "bilateral/1"
    id = "acme"
    name = "ACME"
    status = "test"
    [them]
    roles = ["NL-ACM:EMSP"]
    [connection]
    versions_url = "https://acme.example/ocpi/versions"
    timeout = "10 s"

    """

  private static func file(_ rest: String, head: String = head) throws -> PartnerFile {
    let (file, findings) = PartnerFile.read(bytes: Array((head + rest).utf8), file: "partners/acme.toml")
    return try #require(file, "\(findings)")
  }

  private static let rules = """
    [pricing.sell]
    base = "adhoc"
    [[pricing.sell.rule]]
    id = "hpc"
    when.power_min = "50 kW"
    discount = "5 %"
    [[pricing.sell.rule]]
    id = "standard"
    discount = "8 %"

    """

  private struct Difference {
    let entries: [TermDifference]
    let sentences: [String]
    var isEmpty: Bool { entries.isEmpty }

    init(from older: PartnerFile?, to newer: PartnerFile) {
      entries = TermDifference.between(older, newer)
      sentences = ChangeWords(from: older, to: newer).sentences(entries)
    }
  }

  private static func difference(_ edit: (String) -> String) throws -> Difference {
    Difference(from: try file(rules), to: try file(edit(rules)))
  }

  @Test func `the same terms do not differ, however they are written`() throws {
    #expect(try Self.difference { $0 }.isEmpty)
    let respaced = Self.rules.replacing("discount = \"8 %\"", with: "# eight\ndiscount  =  \"8 %\"")
    #expect(try Self.difference { _ in respaced }.isEmpty)
    let written = Self.head.replacing("status = \"test\"\n", with: "status = \"test\"\n")
    let explicit = written + "connect_timeout = \"3 s\"\n"
    #expect(Difference(from: try Self.file(""), to: try Self.file("", head: explicit)).isEmpty)
  }

  @Test func `a changed value has its path with the rule's id, and a sentence with its direction`() throws {
    let difference = try Self.difference { $0.replacing("8 %", with: "9 %") }
    let entry = try #require(difference.entries.first)
    #expect(difference.entries.count == 1)
    #expect(entry.path == "pricing.sell.rule[standard].discount")
    #expect(entry.change == .change && entry.old == "8 %" && entry.new == "9 %")
    #expect(
      difference.sentences == [
        "What ACME pays us, rule \"standard\": the discount on the list price rises from 8 % to 9 %."
      ])
  }

  @Test func `rules are matched by id: one put before the others is one difference`() throws {
    let night = """
      [[pricing.sell.rule]]
      id = "night"
      from = 2027-01-01
      when.power_max = "22 kW"
      when.hours = "22:00-06:00"
      when.days = ["SAT", "SUN"]
      set.energy = "0.29 EUR/kWh"
      [[pricing.sell.rule]]
      id = "hpc"
      """
    let difference = try Self.difference {
      $0.replacing("[[pricing.sell.rule]]\nid = \"hpc\"", with: night)
    }
    #expect(
      difference.entries.allSatisfy { $0.path.hasPrefix("pricing.sell.rule[night].") && $0.change == .add })
    #expect(
      difference.sentences == [
        "What ACME pays us, rule \"night\" is new: 0.29 EUR/kWh for energy, on chargers up to 22 kW, "
          + "between 22:00 and 06:00, on Saturday and Sunday, from 2027-01-01 on."
      ])
    let back = Difference(
      from: try Self.file(Self.rules.replacing("[[pricing.sell.rule]]\nid = \"hpc\"", with: night)),
      to: try Self.file(Self.rules))
    #expect(back.sentences.count == 1)
    #expect(back.sentences[0].hasPrefix("What ACME pays us, rule \"night\" is gone; it was 0.29 EUR/kWh"))
  }

  @Test func `the same rules in another order are told as such`() throws {
    let swapped = """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "standard"
      discount = "8 %"
      when.power_max = "500 kW"
      [[pricing.sell.rule]]
      id = "hpc"
      when.power_min = "50 kW"
      discount = "5 %"

      """
    let difference = try Self.difference { _ in swapped }
    #expect(difference.entries.map(\.change) == [.add, .change])
    #expect(difference.entries[1].old == "hpc, standard" && difference.entries[1].new == "standard, hpc")
    #expect(
      difference.sentences[1].contains("tried in another order, standard, hpc instead of hpc, standard"))
  }

  @Test func `values elsewhere are told by what the field means`() throws {
    let edited =
      Self.head.replacing("\"10 s\"", with: "\"20 s\"") + "[settlement]\npayment_term = \"30 days\"\n"
    let difference = Difference(from: try Self.file(""), to: try Self.file("", head: edited))
    #expect(
      difference.sentences.contains { $0.hasPrefix("Connection: ") && $0.hasSuffix("20 s, before: 10 s.") })
    #expect(difference.sentences.contains("Settlement: payable within: 30 days, not stated before."))
  }

  @Test func `against no file at all everything is new`() throws {
    let difference = Difference(from: nil, to: try Self.file(Self.rules))
    #expect(difference.entries.allSatisfy { $0.change == .add })
    #expect(difference.entries.contains { $0.path == "pricing.sell.rule[hpc].discount" })
  }
}
