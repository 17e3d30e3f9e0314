import BilateralBase

/// A meter series put in order: whole seconds, sorted, registers that never fall, all within the stay.
struct StayRecord {
  /// A reading of the register, in seconds since 1970 and Wh since the first one.
  struct Mark {
    var at: Int64
    var energy: Rational
  }

  /// A span of one activity.
  struct Stretch {
    var span: Range<Int64>
    var activity: MeterSeries.Activity
  }

  /// A level of power or current from a moment on.
  struct Level: Equatable {
    var at: Int64
    var value: Rational
  }

  let stay: Range<Int64>
  private(set) var marks: [Mark] = []
  private(set) var stretches: [Stretch] = []
  private(set) var powers: [Level] = []
  private(set) var currents: [Level] = []
  private(set) var findings: [PeriodFinding] = []

  init(_ series: MeterSeries, stay span: MeterSeries.Span) {
    stay = span.from.seconds..<max(span.from.seconds, span.until.seconds)
    let readings = series.readings.enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    let changes = series.changes.enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    if readings != series.readings || changes != series.changes {
      note(.recordsOutOfOrder, stay.lowerBound, "readings or changes were sorted by time")
    }
    readRegisters(readings)
    readActivities(changes)
    powers = levels(readings, \.power)
    currents = levels(readings, \.current)
  }

  private mutating func readRegisters(_ readings: [MeterSeries.Reading]) {
    var first: Rational?
    for reading in readings {
      guard let register = reading.register else { continue }
      let at = within(reading.at.seconds)
      if at != reading.at.seconds {
        note(.readingOutsideStay, reading.at.seconds, "it counts at the nearer end of the stay")
      }
      let base = first ?? register
      first = base
      let held = marks.last?.energy ?? .zero
      if register - base < held {
        note(.registerRanBackwards, at, "from \(base + held) Wh to \(register) Wh; the former is held")
      }
      marks.append(Mark(at: at, energy: max(held, register - base)))
    }
    if marks.count < 2 {
      note(.tooFewReadings, stay.lowerBound, "a meter must be read at the start and at the end")
    }
  }

  private mutating func readActivities(_ changes: [MeterSeries.Change]) {
    var (from, activity) = (stay.lowerBound, MeterSeries.Activity.charging)
    for change in changes {
      let at = within(change.at.seconds)
      if at > from { stretches.append(Stretch(span: from..<at, activity: activity)) }
      (from, activity) = (at, change.activity)
    }
    if from < stay.upperBound {
      stretches.append(Stretch(span: from..<stay.upperBound, activity: activity))
    }
  }

  /// What was told of power or current; nothing flows but while charging.
  private func levels(
    _ readings: [MeterSeries.Reading], _ told: (MeterSeries.Reading) -> Rational?
  ) -> [Level] {
    let all = readings.compactMap { reading in
      told(reading).map { Level(at: within(reading.at.seconds), value: $0) }
    }
    guard !all.isEmpty else { return [] }
    var levels: [Level] = []
    for stretch in stretches {
      guard stretch.activity == .charging else {
        levels.append(Level(at: stretch.span.lowerBound, value: .zero))
        continue
      }
      if let held = all.last(where: { $0.at <= stretch.span.lowerBound }) {
        levels.append(Level(at: stretch.span.lowerBound, value: held.value))
      }
      levels += all.filter { $0.at > stretch.span.lowerBound && $0.at < stretch.span.upperBound }
    }
    return levels
  }

  /// The spans in which power flowed, within others.
  func flows(in span: Range<Int64>) -> [Range<Int64>] {
    stretches.filter { $0.activity == .charging }.map { $0.span.clamped(to: span) }.filter { !$0.isEmpty }
  }

  mutating func note(_ code: PeriodFinding.Code, _ at: Int64, _ message: String) {
    findings.append(PeriodFinding(code, Timestamp(seconds: at), message))
  }

  private func within(_ second: Int64) -> Int64 { min(max(second, stay.lowerBound), stay.upperBound) }
}
