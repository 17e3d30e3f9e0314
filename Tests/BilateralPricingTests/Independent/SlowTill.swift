import BilateralBase
import BilateralModel

/// A dimension's till: what was used at which price, in ticks, and the blocks that come on top once at the end (R8).
struct SlowTill {
  /// How many ticks a unit of price has: kWh in tenths of a milliwatt-hour, hours in seconds.
  let ticksPerUnit: Int
  /// How many ticks a step has.
  let ticksPerStep: Int
  /// Each priced use, in order.
  private(set) var uses: [(component: PriceComponent, ticks: Rational, tax: SlowTax)] = []

  static let energy = SlowTill(ticksPerUnit: 10_000_000, ticksPerStep: 10_000)
  static let time = SlowTill(ticksPerUnit: 3600, ticksPerStep: 1)

  private init(ticksPerUnit: Int, ticksPerStep: Int) {
    self.ticksPerUnit = ticksPerUnit
    self.ticksPerStep = ticksPerStep
  }

  /// Rings up a use.
  mutating func ring(_ component: PriceComponent, _ ticks: Rational, _ tax: SlowTax) {
    uses.append((component, ticks, tax))
  }

  /// What was used, in units.
  var measured: Rational { units(uses.reduce(Rational.zero) { $0 + $1.ticks }) }

  /// What is billed in units and costs what, with the started block counted full or not.
  func bill(fillingBlocks: Bool) -> (billed: Rational, cost: SlowAmount) {
    var uses = self.uses
    let total = uses.reduce(Rational.zero) { $0 + $1.ticks }
    if fillingBlocks, let last = uses.last, last.component.stepSize > 0, total > 0 {
      let block = last.component.stepSize * ticksPerStep
      var blocks = 0
      while Rational(blocks) < total { blocks += block }
      uses[uses.count - 1].ticks += Rational(blocks) - total
    }
    var cost = SlowAmount.nothing
    for use in uses {
      cost = cost + use.tax.amount(units(use.ticks) * (use.component.price.rational ?? .zero), use.component)
    }
    return (units(uses.reduce(Rational.zero) { $0 + $1.ticks }), cost)
  }

  private func units(_ ticks: Rational) -> Rational { (try? ticks / Rational(ticksPerUnit)) ?? .zero }
}
