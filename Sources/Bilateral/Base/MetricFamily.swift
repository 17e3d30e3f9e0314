import Synchronization

/// One metric with all its series.
final class MetricFamily: Sendable {
  enum Kind: Equatable, Sendable {
    case counter
    case gauge
    case histogram([Double])
  }

  /// What is held for one set of label values: a number, or a sum with its classes.
  struct Series {
    var value: Double = 0
    /// Counts per class, the last one for what lies above all bounds; empty until the first observation.
    var classes: [UInt64] = []
  }

  let name: String
  let help: String
  let labels: [String]
  let kind: Kind
  private let series = Mutex<[[String]: Series]>([:])

  init(name: String, help: String, labels: [String], kind: Kind) {
    self.name = name
    self.help = help
    self.labels = labels
    self.kind = kind
    if labels.isEmpty, kind == .counter || kind == .gauge { series.withLock { $0[[]] = Series() } }
  }

  /// Changes the series of these label values; missing values read as empty, surplus ones are dropped.
  func update(_ values: [String], _ change: (inout Series) -> Void) {
    var key = Array(values.prefix(labels.count))
    while key.count < labels.count { key.append("") }
    series.withLock { series in
      if series[key] == nil, series.count >= MetricRegistry.mostSeries {
        key = labels.map { _ in "other" }
      }
      change(&series[key, default: Series()])
    }
  }

  func remove(_ values: [String]) {
    series.withLock { $0[values] = nil }
  }

  /// The family's lines.
  var exposition: String {
    var text = "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kindName)\n"
    let sorted = series.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (values, series) in sorted {
      if case .histogram(let bounds) = kind {
        text += histogram(values, series, bounds)
      } else {
        text += line("", values, Self.number(series.value))
      }
    }
    return text
  }

  private var kindName: String {
    switch kind {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram: "histogram"
    }
  }

  private func histogram(_ values: [String], _ series: Series, _ bounds: [Double]) -> String {
    var text = ""
    var total: UInt64 = 0
    for (bound, count) in zip(bounds.map(Self.number) + ["+Inf"], series.classes) {
      total += count
      text += line("_bucket", values, String(total), bound: bound)
    }
    return text + line("_sum", values, Self.number(series.value)) + line("_count", values, String(total))
  }

  private func line(_ suffix: String, _ values: [String], _ number: String, bound: String? = nil) -> String {
    var pairs = zip(labels, values).map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }
    if let bound { pairs.append("le=\"\(bound)\"") }
    let braces = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
    return "\(name)\(suffix)\(braces) \(number)\n"
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if let whole = Int64(exactly: value) { return String(whole) }
    return String(value)
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
