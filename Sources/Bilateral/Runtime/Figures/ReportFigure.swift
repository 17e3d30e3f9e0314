package import BilateralBase

/// One figure of a report: what it is called, what was measured, and how good that is.
package struct ReportFigure: Equatable, Sendable {
  /// How good a figure is, by common practice where nothing was promised.
  package enum Grade: String, Sendable { case good, watch, bad, none }

  /// What it is called.
  package let name: String
  /// What was measured: `99.10 %`, `412 ms`; nil where nothing was.
  package let value: String?
  /// What it was measured over: `1,204 of 1,215`.
  package let basis: String
  /// What is usual.
  package let usual: String
  /// How good it is.
  package let grade: Grade

  /// The figures of an answer, in the order of the report.
  package static func all(_ answer: JSON) -> [ReportFigure] {
    let figures = answer["figures"] ?? .null
    let sides = [answer["bought"], answer["sold"]].compactMap { $0 }.filter { !$0.isNull }
    let uptime = sides.lazy.compactMap { $0["uptime"] }.first { !$0.isNull }
    return [
      share("Authorisations answered", figures["authorization_success"], atLeast: 99, 97),
      size("Time to an answer, 95 of 100", figures["authorization_p95_ms"], "ms", atMost: 500, 2000),
      share("Sessions with their CDR", figures["session_cdr_match"], atLeast: ("99.5", "98")),
      share("Their CDRs taken at first", figures["cdr_acceptance"], atLeast: 99, 97),
      share("Our CDRs taken at first", figures["cdr_acceptance_ours"], atLeast: 99, 97),
      share("Their CDRs late", figures["cdr_lateness"], atMost: ("1", "5")),
      share("Our CDRs late", figures["cdr_lateness_ours"], atMost: ("1", "5")),
      share("CDRs with another price", figures["price_deviation"], atMost: ("0.1", "1")),
      size("Age of a change of status, 95 of 100", figures["status_age_p95_seconds"], "s", atMost: 60, 120),
      percent("Uptime of chargers (NEVI)", uptime?["percent"]?.string, uptimeBasis(uptime), ("97", "95")),
      share("Calls that failed", figures["fault_share"], atMost: ("0.5", "2")),
      days(figures["settlement_days"]),
    ]
  }

  private static func uptimeBasis(_ uptime: JSON?) -> String {
    guard let uptime, let ports = uptime["evses"]?.int else { return "" }
    let out = (uptime["outage_seconds"]?.int ?? 0) - (uptime["excluded_seconds"]?.int ?? 0)
    return "\(ports) EVSEs, \(out / 3600) h out"
  }

  private static func share(_ name: String, _ json: JSON?, atLeast good: Int, _ watch: Int) -> ReportFigure {
    share(name, json, atLeast: ("\(good)", "\(watch)"))
  }

  private static func share(
    _ name: String, _ json: JSON?, atLeast bounds: (good: String, watch: String)
  ) -> ReportFigure {
    percent(name, json?["percent"]?.string, basis(json), bounds)
  }

  private static func percent(
    _ name: String, _ text: String?, _ basis: String, _ bounds: (good: String, watch: String)
  ) -> ReportFigure {
    ReportFigure(
      name: name, value: text.map { "\($0) %" }, basis: basis, usual: "≥ \(bounds.good) %",
      grade: grade(text) { value, bound in
        value >= bound
      } by: {
        bounds
      })
  }

  private static func share(
    _ name: String, _ json: JSON?, atMost bounds: (good: String, watch: String)
  ) -> ReportFigure {
    let text = json?["percent"]?.string
    return ReportFigure(
      name: name, value: text.map { "\($0) %" }, basis: basis(json), usual: "≤ \(bounds.good) %",
      grade: grade(text) { value, bound in
        value <= bound
      } by: {
        bounds
      })
  }

  private static func size(_ name: String, _ json: JSON?, _ unit: String, atMost good: Int, _ watch: Int)
    -> ReportFigure
  {
    let text = json?.numberText
    return ReportFigure(
      name: name, value: text.map { "\($0) \(unit)" }, basis: "", usual: "≤ \(good) \(unit)",
      grade: grade(text) { value, bound in
        value <= bound
      } by: {
        ("\(good)", "\(watch)")
      })
  }

  private static func days(_ json: JSON?) -> ReportFigure {
    let text = json?["mean"]?.string
    return ReportFigure(
      name: "Days until a statement is paid", value: text.map { "\($0) days" },
      basis: json?["statements"]?.int.map { "\($0) statements, longest \(json?["longest"]?.int ?? 0)" } ?? "",
      usual: "≤ 30 days",
      grade: grade(text) { value, bound in
        value <= bound
      } by: {
        ("30", "45")
      })
  }

  private static func basis(_ json: JSON?) -> String {
    guard let whole = json?["whole"]?.int, whole > 0 else { return "" }
    return "\(json?["part"]?.int ?? 0) of \(whole)"
  }

  private static func grade(
    _ text: String?, _ isWithin: (Rational, Rational) -> Bool, by bounds: () -> (good: String, watch: String)
  ) -> Grade {
    let (good, watch) = bounds()
    guard let value = text.flatMap({ Rational(decimalText: $0) }), let first = Rational(decimalText: good),
      let second = Rational(decimalText: watch)
    else { return .none }
    return isWithin(value, first) ? .good : isWithin(value, second) ? .watch : .bad
  }
}
