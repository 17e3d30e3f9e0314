package import BilateralBase
package import BilateralModel

/// A session as a person describes it.
package struct DescribedSession: Hashable, Sendable {
  /// Energy taken.
  package var energy: Energy
  /// Time charging.
  package var charging: TimeSpan
  /// Time connected without charging.
  package var parking: TimeSpan

  /// A session of these amounts.
  package init(energy: Energy, charging: TimeSpan, parking: TimeSpan = .zero) {
    self.energy = energy
    self.charging = charging
    self.parking = parking
  }
}

/// The net price of a described session under one tariff without restrictions, line by line and exact.
package struct SimpleQuote: Hashable, Sendable {
  /// One component.
  package struct Line: Hashable, Sendable {
    /// What was charged for.
    package let component: PricedComponent
    /// Billed kilowatt-hours, hours, or one session, after `step_size`.
    package let quantity: Rational
    /// What one of them costs.
    package let unitPrice: Money
    /// Quantity times price, exact.
    package let amount: Money
  }

  /// Why a tariff is not quoted.
  package enum Refusal: Error, Hashable, Sendable {
    /// Its currency is none.
    case currency(String)
    /// Its prices include tax.
    case taxIncluded
    /// It has restrictions: what holds depends on more than is described.
    case restricted
    /// A price or limit cannot be read.
    case number(String)
  }

  /// The lines in the order energy, time, parking, session.
  package let lines: [Line]
  /// The exact sum, held between the tariff's limits.
  package let exact: Money
  /// The sum in whole minor units, half up, as it is billed (ruling 21).
  package var total: Money { exact.rounded() }
  /// The exact sum with tax, held between the tariff's own limits for that, and never below the sum without (TAR-19);
  /// a component without a rate has no tax.
  package let exactWithTax: Money

  /// Prices a session.
  package init(_ session: DescribedSession, under tariff: Tariff) throws(Refusal) {
    guard let currency = Currency(tariff.currency) else { throw .currency(tariff.currency) }
    guard tariff.taxIncluded != .yes else { throw .taxIncluded }
    guard tariff.elements.allSatisfy({ $0.restrictions == nil }) else { throw .restricted }
    let billed = BilledQuantities(session, tariff)
    var (lines, gross): ([Line], Rational) = ([], .zero)
    for component in PricedComponent.allCases {
      guard let price = tariff.firstComponent(component) else { continue }
      let unit = Money(try Self.number(price.price), currency)
      let quantity = billed[component]
      if quantity.isZero { continue }
      lines.append(
        Line(component: component, quantity: quantity, unitPrice: unit, amount: unit * quantity))
      let rate = if let vat = price.vat { try Self.number(vat) } else { Rational.zero }
      gross += (unit * quantity).amount * (1 + Percent(value: rate).fraction)
    }
    self.lines = lines
    let sum = lines.reduce(Rational.zero) { $0 + $1.amount.amount }
    let net = try Self.held(sum, tariff.minPrice?.beforeTaxes, tariff.maxPrice?.beforeTaxes)
    let held = try Self.held(gross, tariff.minPrice?.afterTaxes, tariff.maxPrice?.afterTaxes)
    exact = Money(net, currency)
    exactWithTax = Money(max(net, held), currency)
  }

  private static func held(
    _ sum: Rational, _ least: WireNumber?, _ most: WireNumber?
  ) throws(Refusal) -> Rational {
    var sum = sum
    if let least { sum = max(sum, try number(least)) }
    if let most { sum = min(sum, try number(most)) }
    return sum
  }

  private static func number(_ wire: WireNumber) throws(Refusal) -> Rational {
    guard let value = Rational(decimalText: wire.text) else { throw .number(wire.text) }
    return value
  }
}

/// Quantities after `step_size`: energy in its steps; of the times only parking when there is any, else charging.
private struct BilledQuantities {
  private var quantities: [PricedComponent: Rational]

  init(_ session: DescribedSession, _ tariff: Tariff) {
    let energyStep = Energy.wattHours(tariff.firstComponent(.energy)?.stepSize ?? 0).value
    var times: [PricedComponent: Rational] = [:]
    if tariff.firstComponent(.time) != nil { times[.time] = session.charging.value }
    if tariff.firstComponent(.parking) != nil { times[.parking] = session.parking.value }
    let last: PricedComponent = (times[.parking] ?? 0).isZero ? .time : .parking
    if let time = times[last], let step = tariff.firstComponent(last)?.stepSize {
      times[last] = time.roundedUp(toMultipleOf: TimeSpan.seconds(step).value)
    }
    quantities = times
    quantities[.energy] = session.energy.value.roundedUp(toMultipleOf: energyStep)
    quantities[.session] = 1
  }

  subscript(component: PricedComponent) -> Rational { quantities[component] ?? 0 }
}

extension Tariff {
  /// The component that prices a dimension when nothing is restricted: the first one.
  fileprivate func firstComponent(_ component: PricedComponent) -> PriceComponent? {
    elements.lazy.flatMap(\.priceComponents).first { $0.type == component.dimension }
  }
}
