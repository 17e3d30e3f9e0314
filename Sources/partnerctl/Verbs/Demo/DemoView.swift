import BilateralBase

/// Prints the steps of the demonstration as they happen, and the summary.
struct DemoView: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  private var isForPeople: Bool { invocation.form == .human }

  /// The opening.
  func start() {
    guard isForPeople else { return }
    let style = invocation.screen.style
    invocation.screen.print([
      style.paint("Nordic Volt (DE-NVO, operates stations) and ACME Mobility (NL-ACM, has drivers)", .strong),
      "",
    ])
  }

  /// One step; `elapsed` counts from the start.
  func show(_ step: DemoReport.Step, elapsed: Int) {
    guard isForPeople else { return }
    let style = invocation.screen.style
    let symbol: Style.Symbol =
      switch step.isOK {
      case true?: .done
      case false?: .failed
      case nil: .skipped
      }
    let time = Cell.padded(Self.seconds(elapsed), to: 8, right: true)
    let took = step.milliseconds >= 100 ? style.paint("  (\(Self.seconds(step.milliseconds)))", .dim) : ""
    invocation.screen.print(
      "\(time)  \(style.mark(symbol)) \(Cell.padded(step.name, to: 20)) \(Cell.printable(step.detail))\(took)"
    )
  }

  /// The end.
  func finish(_ report: DemoReport, pages: [(name: String, url: String, folder: String)]) {
    guard isForPeople else { return invocation.screen.printRaw(report.json.text + "\n") }
    let counts = report.counts.map { "\($0.count) \($0.name == "evses" ? "EVSEs" : $0.name)" }
    let peaks = report.peaks.map { "\($0.name) \($0.bytes >> 20) MB" }
    var lines = ["", "at the partner   " + counts.joined(separator: " · ")]
    lines.append("both sides equal " + (report.isHashEqual == true ? "yes, by canonical digest" : "no"))
    if let time = report.fullPullMilliseconds { lines.append("full pull        \(Self.seconds(time))") }
    if let time = report.statusMilliseconds { lines.append("status change    visible after \(time) ms") }
    lines.append("peak memory      " + peaks.joined(separator: " · "))
    let style = invocation.screen.style
    let missing = report.steps.filter { $0.isOK == nil }.map(\.name)
    let rest = missing.isEmpty ? "" : "; not built yet: " + missing.joined(separator: ", ")
    lines.append(
      report.isOK
        ? "\(style.mark(.done)) all that is built passed\(rest)"
        : "\(style.mark(.failed)) something failed, see above")
    lines += pages.flatMap { side in
      ["\(side.name) status page   \(side.url)", "\(side.name) files         \(side.folder)"]
    }
    invocation.screen.print(lines)
  }

  /// `0.42 s`.
  static func seconds(_ milliseconds: Int) -> String {
    let hundredths = String(milliseconds % 1000 / 10)
    return "\(milliseconds / 1000).\(hundredths.count < 2 ? "0" : "")\(hundredths) s"
  }
}
