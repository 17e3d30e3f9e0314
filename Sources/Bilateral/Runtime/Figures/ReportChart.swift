package import BilateralBase
import BilateralTerms

/// Bars as inline SVG; sizes are whole thousandths of the chart, so that nothing is drawn by guesswork.
package struct ReportChart {
  /// One bar.
  package struct Bar: Hashable, Sendable {
    /// What stands beside it.
    let label: String
    /// How long it is, compared with the others.
    package let value: Rational
    /// The value as it is read out.
    let text: String

    /// A bar.
    ///
    /// - Parameters:
    ///   - label: what stands beside it.
    ///   - value: how long it is, compared with the others.
    ///   - text: the value as it is read out.
    package init(label: String, value: Rational, text: String) {
      (self.label, self.value, self.text) = (label, value, text)
    }
  }

  private let title: String
  private let bars: [Bar]

  /// A chart with its title, which screen readers say.
  package init(title: String, bars: [Bar]) { (self.title, self.bars) = (title, bars) }

  private var most: Rational { bars.map(\.value).max() ?? .zero }

  /// Columns beside one another, one a day.
  package var columns: String {
    let (width, height) = (720, 150)
    let step = max(1, width / max(1, bars.count))
    var svg =
      "<svg viewBox=\"0 0 \(width) \(height + 26)\" role=\"img\" aria-label=\"\(MarkupText.escaped(title))\">"
    svg += "<line class=\"axis\" x1=\"0\" y1=\"\(height)\" x2=\"\(width)\" y2=\"\(height)\"/>"
    for (place, bar) in bars.enumerated() {
      let tall = Self.length(bar.value, of: most, over: height - 18)
      let x = place * step
      svg +=
        "<rect class=\"bar\" x=\"\(x + 1)\" y=\"\(height - tall)\" width=\"\(max(1, step - 3))\" height=\"\(tall)\">"
      svg += "<title>\(MarkupText.escaped("\(bar.label): \(bar.text)"))</title></rect>"
      if isLabelled(place) {
        svg += "<text class=\"tick\" x=\"\(x)\" y=\"\(height + 17)\">\(MarkupText.escaped(bar.label))</text>"
      }
    }
    if let top = bars.max(by: { $0.value < $1.value }), top.value > .zero {
      svg +=
        "<text class=\"tick\" x=\"0\" y=\"11\">most: \(MarkupText.escaped("\(top.text) on \(top.label)"))</text>"
    }
    return svg + "</svg>"
  }

  private func isLabelled(_ place: Int) -> Bool {
    bars.count <= 10 || place == 0 || (place % 7 == 0 && bars.count - place > 5)
  }

  /// Bars one below the other with their names.
  package var rows: String {
    let (width, line, start) = (720, 26, 250)
    let height = bars.count * line
    var svg =
      "<svg viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"\(MarkupText.escaped(title))\">"
    for (place, bar) in bars.enumerated() {
      let long = Self.length(bar.value, of: most, over: width - start - 170)
      let y = place * line
      let name = bar.label.count > 34 ? bar.label.prefix(33) + "…" : bar.label[...]
      svg += "<text class=\"name\" x=\"0\" y=\"\(y + 17)\">\(MarkupText.escaped(String(name)))</text>"
      svg +=
        "<rect class=\"bar\" x=\"\(start)\" y=\"\(y + 5)\" width=\"\(max(1, long))\" height=\"\(line - 10)\"/>"
      svg +=
        "<text class=\"tick\" x=\"\(start + long + 8)\" y=\"\(y + 17)\">\(MarkupText.escaped(bar.text))</text>"
    }
    return svg + "</svg>"
  }

  /// So many units for a value when the largest takes all of them.
  package static func length(_ value: Rational, of most: Rational, over units: Int) -> Int {
    guard most > .zero, value > .zero, let share = try? value / most else { return 0 }
    return (share * Rational(units)).rounded(toPlaces: 0).asInt ?? 0
  }
}
