import Bilateral
import BilateralBase
import BilateralTerms

/// A report as one page to read and print, which needs nothing from anywhere else.
struct ReportPage {
  private let answer: JSON
  private let madeAt: Timestamp

  /// The page of an answer.
  init(_ answer: JSON, madeAt: Timestamp) {
    (self.answer, self.madeAt) = (answer, madeAt)
  }

  /// The page.
  var text: String {
    var html = MarkupText("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
    html.raw("<meta name=\"viewport\" content=\"width=device-width\">")
    html.leaf("title", "\(name), \(period)")
    html.raw("<style>\(Self.style)</style>")
    html.element("main") { html in
      html.leaf("h1", name)
      html.leaf("p", subtitle, ["class": "sub"])
      writePromises(&html)
      writeFigures(&html)
      writeLeakage(&html)
      write(answer["sold"], "At our stations, their drivers", money: "Revenue, net", &html)
      write(answer["bought"], "At their stations, our drivers", money: "Cost, net", &html)
      html.leaf("footer", footer)
    }
    return html.text + "</html>\n"
  }

  private var name: String { answer["name"]?.string ?? answer["partner"]?.string ?? "" }
  private var period: String { answer["period"]?["text"]?.string ?? "" }

  private var subtitle: String {
    let told = answer["period"] ?? .null
    return
      "\(told["first"]?.string ?? "") to \(told["last"]?.string ?? ""), days of \(told["zone"]?.string ?? "UTC")"
  }

  private var footer: String {
    "Made at \(Timestamp(seconds: madeAt.seconds)) by partnerctl report. Amounts are net. Counted figures are by days of UTC; the marks are what is "
      + "usual in the trade, not what was promised."
  }
}

extension ReportPage {
  private func writePromises(_ html: inout MarkupText) {
    let promises = answer["promises"]?.elements ?? []
    guard !promises.isEmpty else { return }
    html.leaf("h2", "What was promised")
    html.element("table") { html in
      html.raw("<tr><th>Promise</th><th>Agreed</th><th>Measured</th><th></th></tr>")
      for promise in promises {
        let kept = promise["kept"]?.bool
        let word = kept.map { $0 ? "kept" : "broken" } ?? "not measured"
        let grade = kept.map { $0 ? "good" : "bad" } ?? "none"
        row(
          [
            Self.words(promise["name"]), promise["promised"]?.string ?? "",
            promise["measured"]?.string ?? "–",
            word + calls(promise),
          ], grade: grade, &html)
      }
    }
  }

  /// Whom to call, and what is owed.
  private func calls(_ promise: JSON) -> String {
    guard let call = promise["call"], !call.isNull else { return "" }
    let who = ["name", "phone", "email"].compactMap { call[$0]?.string }
    let penalty = promise["penalty"]?.string.map { "; penalty \($0)" } ?? ""
    return (who.isEmpty ? "" : ": call " + who.joined(separator: ", ")) + penalty
  }

  private static func words(_ name: JSON?) -> String {
    (name?.string ?? "").replacing("_", with: " ").replacing("p95", with: "95 of 100")
  }

  private func writeFigures(_ html: inout MarkupText) {
    let figures = ReportFigure.all(answer).filter { $0.value != nil }
    html.leaf("h2", "How it went")
    guard !figures.isEmpty else { return html.leaf("p", "Nothing was measured in this period.") }
    html.element("table") { html in
      html.raw("<tr><th>Figure</th><th>Usual</th><th>Over</th><th>Measured</th></tr>")
      for figure in figures {
        row(
          [figure.name, figure.usual, figure.basis, figure.value ?? "–"], grade: figure.grade.rawValue, &html)
      }
    }
    let declined = answer["figures"]?["declined"]?.int ?? 0
    if declined > 0 {
      html.leaf(
        "p", "\(declined) drivers were refused by decision of their provider; these count for neither side.")
    }
  }

  private func writeLeakage(_ html: inout MarkupText) {
    let leakage = answer["figures"]?["leakage"] ?? .null
    let money = Self.money(leakage["money"])
    let unknown = leakage["sessions_of_unknown_worth"]?.int ?? 0
    guard !money.isEmpty || unknown > 0 else { return }
    let rest = unknown > 0 ? "\(money.isEmpty ? "" : " and ")\(unknown) sessions of unknown worth" : ""
    html.leaf("p", "Sessions whose CDR is overdue: \(money)\(rest).", ["class": "warn"])
  }

  private func write(_ side: JSON?, _ title: String, money: String, _ html: inout MarkupText) {
    guard let side, !side.isNull else { return }
    html.leaf("h2", title)
    html.element("div", ["class": "tiles"]) { html in
      tile("Sessions", side["sessions"]?.numberText ?? "0", &html)
      tile("kWh", side["kwh"]?.string ?? "0", &html)
      tile(money, Self.money(side["net"]).isEmpty ? "0" : Self.money(side["net"]), &html)
      tile("New tokens", side["new_tokens"]?.numberText ?? "0", &html)
    }
    writeDays(side, &html)
    writeSites(side, &html)
  }

  private func tile(_ name: String, _ value: String, _ html: inout MarkupText) {
    html.element("div") { html in
      html.leaf("b", value)
      html.leaf("span", name)
    }
  }

  private func writeDays(_ side: JSON, _ html: inout MarkupText) {
    let days = side["days"]?.elements ?? []
    guard days.count > 1 else { return }
    for (name, unit) in [("sessions", "sessions"), ("kwh", "kWh")] {
      let bars = days.map { day in
        let text = day[name]?.string ?? day[name]?.numberText ?? "0"
        return ReportChart.Bar(
          label: day["day"]?.string ?? "", value: Rational(decimalText: text) ?? .zero,
          text: "\(text) \(unit)")
      }
      let chart = ReportChart(title: "\(unit) by day", bars: bars)
      html.leaf("h3", "\(unit) by day")
      html.raw(chart.columns)
    }
  }

  private func writeSites(_ side: JSON, _ html: inout MarkupText) {
    let sites = (side["sites"]?.elements ?? []).compactMap { site -> ReportChart.Bar? in
      guard let text = site["utilisation_percent"]?.string, let share = Rational(decimalText: text),
        share > .zero
      else {
        return nil
      }
      let name = site["name"]?.string ?? site["location"]?.string ?? ""
      return ReportChart.Bar(
        label: name, value: share, text: "\(text) %, \(site["sessions"]?.int ?? 0) sessions")
    }
    guard !sites.isEmpty else { return }
    let best = sites.sorted { $0.value > $1.value }
    html.leaf("h3", "Time in use by site\(best.count > 15 ? ", the first 15 of \(best.count)" : "")")
    html.raw(ReportChart(title: "time in use by site", bars: Array(best.prefix(15))).rows)
  }

  private static func money(_ sums: JSON?) -> String {
    (sums?.elements ?? []).map { "\($0["amount"]?.string ?? "") \($0["currency"]?.string ?? "")" }
      .joined(separator: ", ")
  }

  private func row(_ cells: [String], grade: String, _ html: inout MarkupText) {
    let content = cells.map { "<td>\(MarkupText.escaped($0))</td>" }.joined()
    html.raw("<tr class=\"\(grade)\">\(content)</tr>")
  }

  private static let style = """
    :root{color-scheme:light dark;--ink:#1b2430;--dim:#5b6675;--line:#d5dbe3;--paper:#fff;--bar:#2f6fb3;--good:#1d7a46;--watch:#8a6100;--bad:#b3261e}
    @media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--dim:#9aa6b5;--line:#39424e;--paper:#14181e;--bar:#7fb2e5;--good:#6fcf97;--watch:#e5b95c;--bad:#f28b82}}
    @media print{:root{color-scheme:light;--ink:#000;--dim:#444;--line:#bbb;--paper:#fff;--bar:#444;--good:#1d7a46;--watch:#8a6100;--bad:#b3261e}}
    @page{size:A4;margin:16mm}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,sans-serif}
    main{max-width:54rem;margin:0 auto;padding:2rem 1.25rem}
    h1{font-size:1.7rem;line-height:1.2;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem;break-after:avoid}
    h3{font-size:.85rem;color:var(--dim);font-weight:600;margin:1.25rem 0 .25rem;break-after:avoid}
    .sub,footer{color:var(--dim)}.sub{margin:.25rem 0 0}footer{margin-top:2rem;font-size:.85rem}
    table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
    th{font-size:.8rem;color:var(--dim);font-weight:600;text-align:right}
    td{text-align:right}th,td{padding:.35rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
    th:first-child,td:first-child{text-align:left;padding-left:0}td:last-child,th:last-child{padding-right:0}
    tr{break-inside:avoid}.good td:last-child{color:var(--good)}.watch td:last-child{color:var(--watch);font-weight:600}
    .bad td:last-child{color:var(--bad);font-weight:700}.bad td:last-child::before{content:"▲ "}
    .watch td:last-child::before{content:"△ "}.warn{color:var(--bad);font-weight:600}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.75rem;break-inside:avoid}
    .tiles div{border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem}
    .tiles b{display:block;white-space:nowrap;font-size:1.2rem;font-variant-numeric:tabular-nums}.tiles span{color:var(--dim);font-size:.85rem}
    svg{display:block;width:100%;height:auto;break-inside:avoid}.bar{fill:var(--bar)}.axis{stroke:var(--line)}
    .tick,.name{fill:var(--dim);font:12px system-ui,sans-serif}.name{fill:var(--ink)}
    @media print{main{padding:0;max-width:none}}
    """
}
