package import BilateralBase

/// What turning terms into tariffs depends on beside the terms and the list.
package struct PricingSurroundings: Sendable {
  /// How a new price is announced (ruling 26).
  package enum Change: String, Hashable, Sendable {
    /// Two tariffs, of which one ends when the other begins.
    case datedPair = "dated-pair"
    /// One tariff that has other prices from its day on.
    case sameID = "same-id"
  }

  /// When the terms were applied: no tariff is older.
  package var appliedAt: Timestamp
  /// Exchange rates.
  package var rates: ExchangeRates
  /// Whose rates may be used; nil for any.
  package var rateSource: String?
  /// The agreement's zone, in which days begin; nil for UTC.
  package var zone: ZoneFile?
  /// How a new price is announced.
  package var change: Change
  /// The countries that are shared; empty for all.
  package var countries: Set<String> = []
  /// When the agreement begins.
  package var starts: Timestamp?
  /// When the agreement ends for good.
  package var ends: Timestamp?

  /// Surroundings that are not described by a file.
  package init(
    appliedAt: Timestamp, rates: ExchangeRates = .none, zone: ZoneFile? = nil, change: Change = .datedPair
  ) {
    self.appliedAt = appliedAt
    self.rates = rates
    self.zone = zone
    self.change = change
  }

  /// The surroundings of a file: its rates, dialect, countries and dates are taken from it.
  package init(_ file: PartnerFile, rates: ExchangeRates, zone: ZoneFile?, appliedAt: Timestamp) {
    self.init(
      appliedAt: appliedAt, rates: rates.adding(file.fixedRates), zone: zone,
      change: file.tariffChange)
    rateSource = file.exchangeSource
    countries = Set(file.texts("share.countries").map { $0.uppercased() })
    // An agreement that began already limits nothing that is ahead.
    starts = file.date("agreement.starts").map(begins).flatMap { $0 > appliedAt ? $0 : nil }
    if file.entry("agreement.renewal") == nil { ends = file.date("agreement.ends").map { begins($0.next) } }
  }

  /// When prices change by their dates, in order.
  package func turns(of rules: PriceRules?) -> [Timestamp] {
    guard let rules else { return [] }
    let days = rules.rules.flatMap { [$0.from, $0.until?.next] }.compactMap { $0 }.map(begins)
    return Set(days + [starts, ends].compactMap { $0 }).sorted()
  }

  /// When a day begins in the agreement's zone.
  package func begins(_ day: CivilDate) -> Timestamp {
    let midnight = Timestamp(seconds: Int64(day.daysSince1970) * 86_400)
    guard let zone else { return midnight }
    return zone.moments(showing: day, secondOfDay: 0).first
      ?? midnight.adding(seconds: Int64(-zone.offset(at: midnight)))
  }

  /// The years for which months are spelled out as dates.
  var years: ClosedRange<Int> {
    let year = CivilDate(appliedAt).year
    return (year - 1)...(year + 3)
  }
}

extension PartnerFile {
  /// How a new price is announced to the partner (`dialect.tariff_change`).
  package var tariffChange: PricingSurroundings.Change {
    text("dialect.tariff_change").flatMap(PricingSurroundings.Change.init) ?? .datedPair
  }
}
