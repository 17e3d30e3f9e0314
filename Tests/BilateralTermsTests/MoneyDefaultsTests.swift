import BilateralBase
import BilateralTerms
import Testing

/// What is in force about money by a default, written into the file for those who sign (ruling 15).
@Suite struct MoneyDefaultsTests {
  private static let head = """
    schema = "bilateral/1"
    id = "acme"
    name = "ACME"   # theirs
    status = "test"

    [them]
    roles = ["NL-ACM:EMSP"]

    [connection]
    registration = "they-start"

    """
  private static let money = """
    # What they pay.
    [pricing.sell]
    base = "adhoc"   # tariffs/adhoc.json
    rounding = "half-even 2 per-session"

    [[pricing.sell.rule]]
    id = "night"
    discount = "5 %"

    # the bank knows
    [settlement]
    period = "week"
    """
  private static let day = CivilDate(Timestamp(seconds: 1_795_305_600))

  private func file(_ text: String) throws -> PartnerFile {
    let reading = PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml")
    return try #require(reading.file, "\(reading.findings)")
  }

  private func patch(_ text: String) throws -> MoneyDefaultsPatch {
    try MoneyDefaultsPatch(
      into: Array(text.utf8), of: try file(text), on: Self.day, .init(defaults: nil, fleet: nil))
  }

  @Test("a partner with whom no money moves has nothing to sign")
  func nothing() throws {
    #expect(MoneyDefaults.open(in: try file(Self.head)).isEmpty)
  }

  @Test(
    "what is left to a default is put behind what its section says; the rest stays to the byte, the terms are the same"
  )
  func patched() throws {
    let text = Self.head + Self.money + "\n"
    let before = try file(text)
    let open = MoneyDefaults.open(in: before).map(\.path)
    #expect(open.contains("pricing.sell.vat") && open.contains("settlement.cut_off"))
    #expect(
      open.contains("cdr.accept_late") && open.contains("dispute.window") && open.contains("agreement.zone"))
    #expect(!open.contains("pricing.sell.rounding") && !open.contains("settlement.period"))
    #expect(!open.contains { $0.hasPrefix("pricing.buy") || $0.hasPrefix("settlement.import") })
    let patch = try patch(text)
    let result = String(decoding: patch.bytes, as: UTF8.self)
    let after = try file(result)
    #expect(after.effective.map { [$0.path, $0.text] } == before.effective.map { [$0.path, $0.text] })
    #expect(MoneyDefaults.open(in: after).isEmpty && MoneyDefaults.marks(in: result).count == 5)
    let added = Set(
      patch.diff.split(separator: "\n").filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) })
    let kept = result.split(separator: "\n").map(String.init).filter { !added.contains($0) }
    #expect(kept == text.split(separator: "\n").map(String.init))
    let hunks = patch.diff.split(separator: "\n").filter { $0.hasPrefix("@@") }
    #expect(hunks == ["@@ -12,6 +12,10 @@", "@@ -20,3 +24,25 @@"], "what lies together is one hunk")
    let mark = "# sign-off: in force by default, written on 2026-11-22; delete this line when it is agreed\n"
    #expect(result.contains("rounding = \"half-even 2 per-session\"\n\(mark)vat = \"exclusive\"\n"))
    #expect(result.contains("period = \"week\"\n\(mark)cut_off = \"3 days\"\n"))
    #expect(result.contains("hold_disputed = true\n"))
    let twice = try self.patch(result)
    #expect(twice.values.isEmpty && twice.bytes == patch.bytes, "once is enough")
  }

  @Test("a file of another system's line ends, and one without an end of its last line, keep them")
  func lineEnds() throws {
    let text = (Self.head + Self.money).replacing("\n", with: "\r\n")
    let result = String(decoding: try patch(text).bytes, as: UTF8.self)
    #expect(result.hasPrefix(String(text.prefix(200))))
    let lines = result.utf8.split(separator: 0x0A)
    #expect(lines.filter { $0.last != 0x0D }.count == 1, "the last one of the file had none")
  }

  @Test(
    "a section in one line or of dotted keys is left to people",
    arguments: [
      "settlement = { period = \"week\" }\n", "settlement.period = \"week\"\n",
    ])
  func refused(line: String) throws {
    let text = line + Self.head
    #expect(throws: MoneyDefaultsPatch.Refusal.self) { try patch(text) }
  }

  @Test("a section of which only a part has a header gets its own")
  func partOnly() throws {
    let text = Self.head + "[cdr]\naccept_late = \"20 days\"\n[cdr.grade]\nlate = \"note\"\n"
    let result = String(decoding: try patch(text).bytes, as: UTF8.self)
    #expect(result.contains("accept_late = \"20 days\"\n# sign-off:"))
    #expect(try file(result).effective.first { $0.path == "cdr.accept_late" }?.text == "20 days")
    let inner = Self.head + "[cdr.grade]\nlate = \"note\"\n"
    #expect(
      try file(inner).hasTable("cdr") == false
        || String(decoding: try patch(inner).bytes, as: UTF8.self).contains("\n[cdr]\n"))
  }
}
