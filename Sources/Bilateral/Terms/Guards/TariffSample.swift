import BilateralBase
import BilateralModel

/// A moment of a session as tariffs look at it, made up to compare two tariffs everywhere.
struct TariffSample: Hashable {
  var minute = 0
  /// 0 for Sunday.
  var weekday = 3
  var date: String?
  var energy = Rational.zero
  var seconds = 0
  var power: Rational?
  var current: Rational?

  /// In words: `at 22:00 on Sunday, from 50 kWh`.
  var words: String {
    var parts = ["at \(minute < 600 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"]
    if weekday != 3 { parts.append("on \(Self.week[weekday])") }
    if let date { parts.append("on \(date)") }
    if !energy.isZero { parts.append("from \(energy.decimalText(atMost: 3)) kWh") }
    if seconds > 0 { parts.append("after \(seconds / 60) min") }
    if let power { parts.append("at \(power.decimalText(atMost: 3)) kW") }
    if let current { parts.append("at \(current.decimalText(atMost: 3)) A") }
    return parts.joined(separator: ", ")
  }

  private static let week = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

  /// One moment for every cell that the bounds of some tariffs cut time, energy and power into; nil when there are too
  /// many.
  static func all(of tariffs: [Tariff]) -> [TariffSample]? {
    let bounds = tariffs.flatMap(\.elements).compactMap(\.restrictions).filter { $0.reservation == nil }
    let minutes = Set([0] + bounds.flatMap { [$0.startTime, $0.endTime] }.compactMap { $0.flatMap(minute) })
    let hasDays = bounds.contains { !$0.dayOfWeek.isEmpty }
    let dates = Set(bounds.flatMap { [$0.startDate, $0.endDate] }.compactMap { $0 })
    let energies = Set([Rational.zero] + numbers(bounds.flatMap { [$0.minKWh, $0.maxKWh] }))
    let durations = Set([0] + bounds.flatMap { [$0.minDuration, $0.maxDuration] }.compactMap { $0 })
    let powers = steps(numbers(bounds.flatMap { [$0.minPower, $0.maxPower] }))
    let currents = steps(numbers(bounds.flatMap { [$0.minCurrent, $0.maxCurrent] }))
    let days = hasDays ? Array(0..<7) : [3]
    let days2: [String?] = dates.isEmpty ? [nil] : ["0000-01-01"] + dates.sorted().map { $0 }
    let count = [
      minutes.count, days.count, days2.count, energies.count, durations.count, powers.count, currents.count,
    ]
    guard count.reduce(1, *) <= 100_000 else { return nil }
    var samples = [TariffSample()]
    samples = spread(samples, minutes.sorted()) { $0.minute = $1 }
    samples = spread(samples, days) { $0.weekday = $1 }
    samples = spread(samples, days2) { $0.date = $1 }
    samples = spread(samples, energies.sorted()) { $0.energy = $1 }
    samples = spread(samples, durations.sorted()) { $0.seconds = $1 }
    samples = spread(samples, powers) { $0.power = $1 }
    return spread(samples, currents) { $0.current = $1 }
  }

  private static func spread<Value>(
    _ samples: [TariffSample], _ values: [Value], _ set: (inout TariffSample, Value) -> Void
  ) -> [TariffSample] {
    samples.flatMap { sample in
      values.map { value in
        var next = sample
        set(&next, value)
        return next
      }
    }
  }

  private static func numbers(_ wire: [WireNumber?]) -> [Rational] {
    wire.compactMap { $0.flatMap { Rational(decimalText: $0.text) } }
  }

  /// Below all bounds and at each of them; nothing measured when there are none.
  private static func steps(_ bounds: [Rational]) -> [Rational?] {
    bounds.isEmpty ? [nil] : ([Rational.zero] + Set(bounds).sorted()).map { $0 }
  }

  fileprivate static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1] else { return nil }
    return (hour * 60 + minute) % 1440
  }
}

extension Tariff {
  /// The net price that a component has at a moment; nil when it costs nothing, or tax cannot be taken out.
  func unit(_ component: PricedComponent, at sample: TariffSample) -> Rational? {
    for element in elements where element.restrictions?.reservation == nil {
      guard element.restrictions?.fit(sample) ?? true,
        let found = element.priceComponents.first(where: { $0.type == component.dimension })
      else { continue }
      return net(found)
    }
    return nil
  }

  /// The net price of a component.
  func net(_ component: PriceComponent) -> Rational? {
    guard let price = Rational(decimalText: component.price.text) else { return nil }
    guard taxIncluded == .yes else { return price }
    guard let rate = component.vat.flatMap({ Rational(decimalText: $0.text) }) else { return nil }
    return try? price / (1 + Percent(value: rate).fraction)
  }
}

extension TariffRestrictions {
  fileprivate func fit(_ sample: TariffSample) -> Bool {
    guard dayOfWeek.isEmpty || dayOfWeek.contains(Self.week[sample.weekday]) else { return false }
    if let date = sample.date {
      guard startDate.map({ $0 <= date }) ?? true, endDate.map({ date < $0 }) ?? true else { return false }
    }
    guard (minDuration ?? 0) <= sample.seconds, sample.seconds < maxDuration ?? .max else { return false }
    return fitsTime(sample.minute) && Self.fits(sample.energy, minKWh, maxKWh)
      && Self.fits(sample.power, minPower, maxPower) && Self.fits(sample.current, minCurrent, maxCurrent)
  }

  private func fitsTime(_ minute: Int) -> Bool {
    guard startTime != nil || endTime != nil else { return true }
    let start = startTime.flatMap(TariffSample.minute) ?? 0
    let end = endTime.flatMap(TariffSample.minute) ?? 0
    return start < end ? start <= minute && minute < end : minute >= start || minute < end
  }

  private static func fits(_ value: Rational?, _ low: WireNumber?, _ high: WireNumber?) -> Bool {
    guard low != nil || high != nil else { return true }
    guard let value else { return false }
    let low = low.flatMap { Rational(decimalText: $0.text) }
    let high = high.flatMap { Rational(decimalText: $0.text) }
    return low.map { $0 <= value } ?? true && high.map { value < $0 } ?? true
  }

  private static let week: [DayOfWeek] = [
    .sunday, .monday, .tuesday, .wednesday, .thursday, .friday, .saturday,
  ]
}
