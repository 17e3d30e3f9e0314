import BilateralBase
import BilateralModel

/// A tariff whose prices depend on the clock or the session, in words.
enum TariffWords {
  /// All prices: `energy 0.29 EUR/kWh (22:00 to 06:00), else 0.49 EUR/kWh; parking 1.2 EUR/h (after 60 min)`.
  static func prices(_ tariff: Tariff) -> String {
    let parts = dimensions.compactMap { dimension, name, unit -> String? in
      let prices = tariff.elements.filter { $0.restrictions?.reservation == nil }.compactMap { element in
        element.priceComponents.first { $0.type == dimension }.map { component in
          (price: "\(text(component.price)) \(tariff.currency)\(unit)", when: words(element.restrictions))
        }
      }
      guard !prices.isEmpty else { return nil }
      return "\(name) " + joined(prices)
    }
    return parts.joined(separator: "; ") + (tariff.taxIncluded == .yes ? ", with tax" : ", net")
  }

  /// The first that fits counts, so what follows one without a condition can never matter.
  private static func joined(_ prices: [(price: String, when: String)]) -> String {
    var said: [String] = []
    for (price, when) in prices {
      guard when.isEmpty else {
        said.append("\(price) (\(when))")
        continue
      }
      said.append(said.isEmpty ? price : "else \(price)")
      break
    }
    return said.joined(separator: ", ")
  }

  private static let dimensions: [(TariffDimensionType, String, String)] = [
    (.energy, "energy", "/kWh"), (.time, "charging time", "/h"), (.parkingTime, "parking", "/h"),
    (.flat, "start fee", ""),
  ]

  private static func text(_ number: WireNumber) -> String {
    number.rational?.decimalText(atMost: 6) ?? number.text
  }

  /// What an element asks for; empty when it asks for nothing.
  static func words(_ asked: TariffRestrictions?) -> String {
    guard let asked else { return "" }
    var words: [String] = []
    if asked.startTime != nil || asked.endTime != nil {
      words.append("\(asked.startTime ?? "00:00") to \(asked.endTime ?? "24:00")")
    }
    if !asked.dayOfWeek.isEmpty {
      words.append("on " + asked.dayOfWeek.map { $0.rawValue.capitalizedWord }.joined(separator: ", "))
    }
    words += [asked.startDate.map { "from \($0)" }, asked.endDate.map { "before \($0)" }].compactMap { $0 }
    words += range(asked.minKWh.map(text), asked.maxKWh.map(text), "kWh")
    words += range(asked.minPower.map(text), asked.maxPower.map(text), "kW")
    words += range(asked.minCurrent.map(text), asked.maxCurrent.map(text), "A")
    words += [
      asked.minDuration.map { "after \(span($0))" }, asked.maxDuration.map { "in the first \(span($0))" },
    ]
    .compactMap { $0 }
    return words.joined(separator: ", ")
  }

  private static func range(_ low: String?, _ high: String?, _ unit: String) -> [String] {
    switch (low, high) {
    case (let low?, let high?): ["\(low) to \(high) \(unit)"]
    case (let low?, nil): ["from \(low) \(unit)"]
    case (nil, let high?): ["below \(high) \(unit)"]
    case (nil, nil): []
    }
  }

  private static func span(_ seconds: Int) -> String {
    seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
  }
}

extension String {
  /// `MONDAY` as `Monday`.
  fileprivate var capitalizedWord: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
