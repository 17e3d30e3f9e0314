import BilateralBase
import BilateralTerms

/// A run as one page to send to the partner: what is wrong first, with the exchange that shows it.
struct CertifyPage {
  private let report: CertifyResult

  /// The page of a run.
  init(_ report: CertifyResult) { self.report = report }

  /// The page.
  var text: String {
    var html = MarkupText("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width\">")
    html.raw(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )
    html.leaf("title", "\(report.name), OCPI \(report.version)")
    html.raw("<style>\(Self.style)</style>")
    html.element("main") { html in
      html.leaf("h1", report.name)
      html.leaf("p", "OCPI \(report.version), \(report.at): \(report.text)", ["class": "sub"])
      writeAreas(&html)
      writeFindings("What has to be mended", "fail", &html)
      writeFindings("What should be mended", "warn", &html)
      writeSkipped(&html)
      html.leaf(
        "footer",
        "Made by partnerctl certify. Test objects begin with BLTCERT and were taken away again. "
          + "Tokens and cards are masked.")
    }
    return html.text + "</html>\n"
  }

  private func writeAreas(_ html: inout MarkupText) {
    html.element("table") { html in
      html.raw("<tr><th>Area</th><th>Passed</th><th>Failed</th><th>Warnings</th><th>Not made</th></tr>")
      for area in report.areas {
        html.element("tr", ["class": area.failed > 0 ? "bad" : area.warned > 0 ? "watch" : "good"]) { html in
          html.leaf("td", area.title)
          for number in [area.passed, area.failed, area.warned, area.lines.count - area.made] {
            html.leaf("td", "\(number)")
          }
        }
      }
    }
  }

  private func writeFindings(_ title: String, _ verdict: String, _ html: inout MarkupText) {
    let lines = report.checks.filter { $0.verdict == verdict }
    guard !lines.isEmpty else { return }
    html.leaf("h2", title)
    for line in lines {
      html.element("section") { html in
        html.leaf("h3", "\(line.id) \(line.title)")
        html.leaf("p", "\(line.detail) (\(line.requirements))")
        for evidence in line.json["evidence"]?.elements ?? [] { Self.write(evidence, &html) }
      }
    }
  }

  private static func write(_ evidence: JSON, _ html: inout MarkupText) {
    html.element("details") { html in
      let http = evidence["http"]?.int ?? 0
      html.leaf(
        "summary", "\(evidence["request"]?.string ?? ""): \(http == 0 ? "no answer" : "HTTP \(http)")")
      html.leaf("pre", evidence["body"]?.string)
      let fields = (evidence["fields"]?.members ?? []).map { "\($0.name): \($0.value.string ?? "")" }
      html.leaf(
        "pre",
        (fields + [evidence["response"]?.string ?? evidence["error"]?.string ?? ""]).joined(separator: "\n"))
    }
  }

  private func writeSkipped(_ html: inout MarkupText) {
    let lines = report.checks.filter { $0.verdict == "skipped" }
    guard !lines.isEmpty else { return }
    html.leaf("h2", "Not made, and why")
    html.element("table") { html in
      for line in lines {
        html.element("tr") { html in
          html.leaf("td", "\(line.id) \(line.title)")
          html.leaf("td", line.detail)
        }
      }
    }
  }

  private static let style = """
    :root{color-scheme:light dark;--ink:#1b2430;--dim:#5b6675;--line:#d5dbe3;--paper:#fff;--good:#1d7a46;--watch:#8a6100;--bad:#b3261e}
    @media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--dim:#9aa6b5;--line:#39424e;--paper:#14181e;--good:#6fcf97;--watch:#e5b95c;--bad:#f28b82}}
    @media print{:root{color-scheme:light;--ink:#000;--dim:#444;--line:#bbb;--paper:#fff}}
    @page{size:A4;margin:16mm}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,sans-serif}
    main{max-width:56rem;margin:0 auto;padding:2rem 1.25rem}
    h1{font-size:1.7rem;line-height:1.2;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem;break-after:avoid}
    h3{font-size:1rem;margin:1.25rem 0 0;break-after:avoid}p{margin:.25rem 0}
    .sub,footer{color:var(--dim)}footer{margin-top:2rem;font-size:.85rem}
    table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums;margin-top:1rem}
    th{font-size:.8rem;color:var(--dim);font-weight:600}th,td{padding:.35rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
    tr{break-inside:avoid}.good td:first-child::before{content:"✔ ";color:var(--good)}
    .watch td:first-child::before{content:"△ ";color:var(--watch)}.bad td:first-child::before{content:"✖ ";color:var(--bad)}
    details{margin:.25rem 0}summary{cursor:pointer;color:var(--dim);overflow-wrap:anywhere}
    pre{background:color-mix(in srgb,var(--line) 35%,transparent);padding:.5rem;margin:.25rem 0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px}
    """
}
