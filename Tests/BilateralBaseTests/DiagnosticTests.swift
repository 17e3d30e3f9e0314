import BilateralBase
import Testing

@Suite struct DiagnosticTests {
  let finding = Diagnostic(
    .error, "BT103", "price has no unit", help: "write \"0.29 EUR/kWh\"",
    place: SourcePlace(file: "partners/acme.toml", line: 2, column: 18, length: 6),
    path: "pricing.sell.rule[0].set.energy")

  @Test func `a finding is one line with place, code, severity and message`() {
    #expect(finding.description == "partners/acme.toml:2:18 BT103 error: price has no unit")
    #expect(Diagnostic(.warning, "BT210", "no certificate").description == "BT210 warning: no certificate")
  }

  @Test func `a rendered finding quotes the line and underlines the value`() {
    let source = SourceText(Array("[x]\nset = { energy = \"0.29\" }\n".utf8))
    #expect(
      finding.rendered(source: source) == """
        partners/acme.toml:2:18 BT103 error: price has no unit
            2 | set = { energy = "0.29" }
              |                  ^^^^^^
           help: write "0.29 EUR/kWh"
        """)
  }

  @Test func `tabs before the caret stay tabs and wide letters count once`() {
    var finding = finding
    finding.place = SourcePlace(file: "f", line: 1, column: 4, length: 99)
    finding.help = nil
    #expect(
      finding.rendered(source: SourceText(Array("\tü=1\r\n".utf8)))
        == "f:1:4 BT103 error: price has no unit\n    1 | \tü=1\n      | \t  ^")
  }

  @Test func `a line that does not exist is not quoted`() {
    for line in [0, 3, .max] {
      var finding = finding
      finding.place?.line = line
      #expect(!finding.rendered(source: SourceText(Array("a\nb".utf8))).contains(" | "))
    }
  }

  @Test func `control characters of a partner's text do not reach the terminal`() {
    let nasty = Diagnostic(.error, "BT100", "a\u{1B}[31mb\u{202E}c\nd", help: "e\u{7}")
    #expect(nasty.rendered() == "BT100 error: a\u{FFFD}[31mb\u{FFFD}c\u{FFFD}d\n   help: e\u{FFFD}")
  }

  @Test func `a style marks the parts and keeps the words`() {
    let text = finding.rendered(style: DiagnosticStyle { part, text in part == .caret ? text : "<\(text)>" })
    #expect(text.hasPrefix("<partners/acme.toml:2:18> <BT103> <error>: <price has no unit>"))
    #expect(finding.rendered(style: .ansi).contains("\u{1B}[31merror\u{1B}[0m"))
  }

  @Test func `findings are put in reading order, those without a place last`() {
    func at(_ line: Int?, _ code: String) -> Diagnostic {
      Diagnostic(
        .error, code, "", place: line.map { SourcePlace(file: "f", line: $0, column: 1) })
    }
    let sorted = [at(nil, "A"), at(9, "B"), at(2, "C"), at(9, "D")].inReadingOrder()
    #expect(sorted.map(\.code) == ["C", "B", "D", "A"])
    #expect(sorted.hasErrors)
    #expect(![Diagnostic(.note, "X", "")].hasErrors)
  }
}
