import BilateralBase

/// A statement as a page to read and print: one file without anything from elsewhere.
package struct StatementPage: Sendable {
  private let statement: Statement

  private let reference: String?

  /// A page of a statement; the reference is what is to stand on its payment, where that is not the number.
  package init(_ statement: Statement, reference: String? = nil) {
    self.statement = statement
    self.reference = reference == statement.number ? nil : reference
  }

  /// The page.
  package var text: String {
    var html = MarkupText("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width\">")
    html.leaf("title", title)
    html.raw("<style>\(Self.style)</style>")
    html.element("main") { html in
      html.leaf("h1", title)
      html.leaf(
        "p", "Charging sessions from \(statement.period.first) to \(statement.period.last)", ["class": "sub"])
      writeParties(&html)
      writeLines(&html)
      writeTaxes(&html)
      writeHeld(&html)
      html.leaf("footer", control)
    }
    return html.text + "</html>\n"
  }

  private var title: String {
    statement.number.map { "Statement \($0)" } ?? "Statement of \(statement.period), preview"
  }

  /// What a receiver adds up to see that nothing was lost.
  private var control: String {
    "Control totals: \(statement.count) charges, \(statement.energy), \(statement.net) net."
  }
}

extension StatementPage {
  private func writeParties(_ html: inout MarkupText) {
    html.element("div", ["class": "parties"]) { html in
      for (word, entity) in [("From", statement.seller), ("To", statement.buyer)] {
        html.element("section") { html in
          html.leaf("h2", word)
          html.leaf("p", entity.legalName, ["class": "name"])
          html.leaf("p", entity.address)
          html.leaf("p", entity.country)
          html.leaf("p", entity.vatID.map { "VAT \($0)" })
          html.leaf("p", entity.companyNumber.map { "Register \($0)" })
        }
      }
      html.element("section") { html in
        html.leaf("h2", "Dates")
        html.leaf("p", "Issued \(statement.issued)")
        html.leaf("p", statement.due.map { "Due \($0)" })
        html.leaf("p", reference.map { "Reference \($0)" })
      }
    }
  }

  private func writeLines(_ html: inout MarkupText) {
    table(["", "Charges", "kWh", "Tax", "Net"], &html) { html in
      for line in statement.lines {
        row(
          [
            "\(line.group)\(line.kind == .sessions ? "" : " (\(line.kind.words))")", "\(line.count)",
            line.energy == .zero ? "" : line.energy.value.decimalText(places: 3), line.position.words,
            line.net.figure,
          ], &html)
      }
      row(
        [
          "Net", "\(statement.count)", statement.energy.value.decimalText(places: 3), "",
          statement.net.figure,
        ],
        kind: "sum", &html)
    }
  }

  private func writeTaxes(_ html: inout MarkupText) {
    table(["Tax", "", "", "On", "Amount"], &html) { html in
      for tax in statement.taxes {
        let reason = tax.position.category.reason ?? "VAT"
        row(["\(reason) \(tax.position.words)", "", "", tax.net.figure, tax.tax.figure], &html)
      }
      row(["Total \(statement.currency.code)", "", "", "", statement.gross.figure], kind: "total", &html)
    }
  }

  private func writeHeld(_ html: inout MarkupText) {
    guard !statement.held.isEmpty else { return }
    html.leaf("h2", "Left out")
    table(["Charge", "Ended", "Why"], &html) { html in
      for held in statement.held { row([held.id, "\(held.end)", held.reason], &html) }
    }
  }

  private func table(_ heads: [String], _ html: inout MarkupText, _ rows: (inout MarkupText) -> Void) {
    html.element("table") { html in
      html.element("tr") { html in
        for head in heads { html.raw("<th>\(MarkupText.escaped(head))</th>") }
      }
      rows(&html)
    }
  }

  private func row(_ cells: [String], kind: String? = nil, _ html: inout MarkupText) {
    let content = cells.map { "<td>\(MarkupText.escaped($0))</td>" }.joined()
    html.raw("<tr\(kind.map { " class=\"\($0)\"" } ?? "")>\(content)</tr>")
  }

  private static let style = """
    :root{color-scheme:light dark;--ink:#1b2430;--dim:#5b6675;--line:#d5dbe3;--paper:#fff}
    @media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--dim:#9aa6b5;--line:#39424e;--paper:#14181e}}
    @media print{:root{--ink:#000;--dim:#444;--line:#bbb;--paper:#fff}}
    @page{size:A4;margin:18mm}
    body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,sans-serif}
    main{max-width:52rem;margin:0 auto;padding:2rem 1.25rem}
    h1{font-size:1.6rem;margin:0}h2{font-size:.8rem;color:var(--dim);margin:1.5rem 0 .25rem;font-weight:600}
    .sub,footer{color:var(--dim)}.parties{display:flex;flex-wrap:wrap;gap:1rem 3rem}
    .parties p{margin:0}.name{font-weight:600}
    table{width:100%;border-collapse:collapse;margin:1.25rem 0;font-variant-numeric:tabular-nums}
    th{font-size:.8rem;color:var(--dim);font-weight:600}th,td{padding:.35rem .5rem;text-align:right;border-bottom:1px solid var(--line)}
    th:first-child,td:first-child{text-align:left;padding-left:0}td:last-child,th:last-child{padding-right:0}
    tr{break-inside:avoid}.sum td{font-weight:600}.total td{font-weight:700;font-size:1.1rem;border-bottom:0}
    """
}

extension TaxPosition {
  /// `21 %`, or the reason without a rate.
  fileprivate var words: String { category.reason == nil ? "\(rate)" : "" }
}
