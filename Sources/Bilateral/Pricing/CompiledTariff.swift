import BilateralBase
import BilateralModel

/// A price component, ready to be applied.
struct CompiledComponent: Sendable {
  /// The tariff, element and component, each from 0.
  let tariff: Int
  let element: Int
  let place: Int
  /// Billionths of the currency's main unit per kWh, hour or session.
  let price: Measure
  /// What of taxes its amounts fall under.
  let tax: Int
  /// `step_size` in small units of its quantity; nil when nothing is rounded up.
  let step: Measure?
  /// The condition of its element, in the tariff; -1 when there is none.
  let condition: Int
}

/// What amounts are told apart by for taxes: what the prices hold, and the rate.
struct TaxGroup: Hashable, Sendable {
  let mode: TaxMode
  let rate: Rational?
  /// What is owed with tax for one without; nil where no rate is stated.
  let factor: Rational?

  init(mode: TaxMode, rate: Rational?) {
    self.mode = mode
    self.rate = rate
    factor = rate.map { 1 + Percent(value: $0).fraction }
  }

  /// What an amount as the tariff states it is without tax; nil when that cannot be known.
  func net(_ stated: Rational) -> Rational? {
    guard mode == .within else { return stated }
    return factor.flatMap { try? stated / $0 }
  }

  /// What an amount as the tariff states it is with tax; nil when that cannot be known.
  func gross(_ stated: Rational) -> Rational? {
    switch mode {
    case .unknown: nil
    case .none, .within: stated
    case .onTop: factor.map { stated * $0 } ?? stated
    }
  }
}

extension CompiledTariffs {
  /// Billionths of the currency's main unit for one of what a charge bills.
  func price(of charge: Charge) -> Measure {
    all[Int(charge.tariff)].candidates[charge.slotNumber][Int(charge.candidate)].price
  }

  /// The place of its tax among ``taxes``.
  func tax(of charge: Charge) -> Int {
    all[Int(charge.tariff)].candidates[charge.slotNumber][Int(charge.candidate)].tax
  }

  /// Its `step_size`; nil when nothing is rounded up.
  func step(of charge: Charge) -> Measure? {
    all[Int(charge.tariff)].candidates[charge.slotNumber][Int(charge.candidate)].step
  }
}

/// A least or a most price.
struct CompiledLimit: Sendable {
  let net: Rational
  let gross: Rational?
}

/// A tariff, read once: for each slot the components that may fill it, in order.
struct CompiledTariff: Sendable {
  let id: CiString
  let type: TariffType?
  let startDateTime: Timestamp?
  let endDateTime: Timestamp?
  let currency: Currency
  /// The components of each slot, by ``PricingSlot``; of expired reservations those made for them come first (R12).
  var candidates: [[CompiledComponent]]
  /// The conditions of its elements.
  var conditions: [TariffCondition] = []
  let least: CompiledLimit?
  let most: CompiledLimit?
  /// Where prices may change.
  var changes = PriceChanges()
  var findings: [PricingFinding] = []

  /// Whether the wall clock matters.
  var needsClock: Bool { conditions.contains { $0.window != nil } }

  /// Whether it holds when a session starts.
  func isValid(at moment: Timestamp) -> Bool {
    (startDateTime.map { moment >= $0 } ?? true) && (endDateTime.map { moment < $0 } ?? true)
  }
}

/// All values at which a condition of a tariff may turn, ascending.
struct PriceChanges: Sendable {
  /// Seconds of the day.
  var times: [Int] = []
  /// Microseconds since the session's clock began.
  var durations: [Int64] = []
  /// kWh.
  var energies: [Measure] = []

  /// Whether there are none.
  var isEmpty: Bool { times.isEmpty && durations.isEmpty && energies.isEmpty }

  /// Those of conditions.
  init(_ conditions: [TariffCondition] = []) {
    times = Set(conditions.flatMap { $0.window?.changes ?? [] }).sorted()
    durations = Set(conditions.flatMap { [$0.elapsedFrom, $0.elapsedBefore].compactMap { $0 } }).sorted()
    energies = Array(Set(conditions.flatMap { [$0.energy.from, $0.energy.before].compactMap { $0 } }))
  }
}
