import BilateralTerms
import Testing

@Suite struct DialectPatchTests {
  private static let slash = DialectPatch.Entry(
    key: "trailing_slash", values: ["true"],
    reason: "learned 2026-11-21, seen 14x: GET /locations was \"moved\"")

  private func patched(_ text: String, _ entries: [DialectPatch.Entry] = [slash]) throws -> String {
    String(
      decoding: try DialectPatch(entries, into: Array(text.utf8), file: "partners/acme.toml").bytes,
      as: UTF8.self)
  }

  private static let entry = """
    # learned 2026-11-21, seen 14x: GET /locations was "moved"
    trailing_slash = true
    reason.trailing_slash = "learned 2026-11-21, seen 14x: GET /locations was \\"moved\\""

    """

  @Test("without a section one is made at the end, and nothing else is touched")
  func newSection() throws {
    let text = "id = \"acme\" # ours\n\n[sync.tokens] # every\nmode = \"off\"\n"
    #expect(try patched(text) == text + "\n[dialect]\n" + Self.entry)
  }

  @Test("into a section after its last entry, comments and what follows stay")
  func oldSection() throws {
    let head =
      "[dialect] # quirks\n# seen in May\npaging = \"offset\" # theirs\ntolerate = [\n  \"location.images\",\n]\n"
    let tail = "\n# below\n[sync.tokens]\nmode = \"off\"\n"
    #expect(try patched(head + tail) == head + Self.entry + tail)
  }

  @Test("a file of another system's line ends keeps them")
  func lineEnds() throws {
    let head = "[dialect] # quirks\npaging = \"offset\" # theirs\n"
    let tail = "\n# below\n[sync.tokens]\nmode = \"off\"\n"
    let text = (head + tail).replacing("\n", with: "\r\n")
    #expect(try patched(text) == (head + Self.entry + tail).replacing("\n", with: "\r\n"))
  }

  @Test("a section of dotted keys gets dotted keys, one with a table of reasons gets no second one")
  func otherForms() throws {
    let dotted = "id = \"acme\"\ndialect.paging = \"offset\"\n[sync.tokens]\nmode = \"off\"\n"
    let found = try patched(dotted)
    #expect(found.contains("\ndialect.trailing_slash = true\ndialect.reason.trailing_slash = "))
    let reasons = "[dialect]\npaging = \"offset\"\n[dialect.reason]\npaging = \"seen\"\n"
    let kept = try patched(reasons)
    #expect(kept.hasPrefix("[dialect]\npaging = \"offset\"\n# learned"))
    #expect(!kept.contains("reason.trailing_slash"))
  }

  @Test("lists, words and quoted keys are written as TOML has them")
  func literals() throws {
    let entries: [DialectPatch.Entry] = [
      .init(key: "no_get", values: ["tariffs", "tokens"], reason: "405"),
      .init(key: "paging", values: ["offset"], reason: "no\nLink"),
      .init(key: "max_string.location.address", values: ["61"], reason: "long"),
    ]
    let text = try patched("id = \"acme\"\n", entries)
    #expect(text.contains("no_get = [\"tariffs\", \"tokens\"]\n"))
    #expect(text.contains("# no Link\npaging = \"offset\"\n"))
    #expect(text.contains("max_string.\"location.address\" = 61\n"))
  }

  @Test("the result reads as a partner file that says just that more")
  func readsBack() throws {
    let file = """
      schema = "bilateral/1"
      id = "acme"
      name = "ACME"
      status = "test"
      us.roles = ["DE-NVO:CPO"]
      them.roles = ["NL-ACM:EMSP"]
      [dialect.rename]
      city = "town"

      """
    let (read, findings) = PartnerFile.read(
      bytes: Array(try patched(file).utf8), file: "partners/acme.toml")
    #expect(findings.isEmpty, "\(findings)")
    #expect(read?.statedDialect["trailing_slash"]?.text == "true")
    #expect(read?.statedDialect["rename.city"]?.text == "town")
  }

  @Test("a section in one line and a file with errors are refused, not spoilt")
  func refusals() {
    for text in ["dialect = { paging = \"offset\" }\n", "id = \n"] {
      #expect(throws: DialectPatch.Refusal.self) { try patched(text) }
    }
  }

  @Test("the diff is one that patch(1) takes")
  func diff() throws {
    let patch = try DialectPatch(
      [Self.slash], into: Array("a = 1\nb = 2\n[dialect]\npaging = \"offset\"\n\n[x]\ny = 1\nz = 2\n".utf8),
      file: "partners/acme.toml")
    let lines = patch.diff.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.prefix(3) == ["--- partners/acme.toml", "+++ partners/acme.toml", "@@ -2,6 +2,9 @@"])
    #expect(lines.filter { $0.hasPrefix("+") }.count == 4)
  }
}
