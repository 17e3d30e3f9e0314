import BilateralBase
import BilateralModel

extension PricedSession {
  /// The lines in the order of time.
  package var lines: [PricedLine] { charges.indices.map(line) }

  /// One line.
  func line(_ index: Int) -> PricedLine {
    let charge = charges[index]
    let component = component(charge)
    let (measured, billed) = quantity(index)
    let price = component.price.value(unit: Measure.billionths)
    let tax = tariffs.taxes[component.tax]
    let amount = PricedAmount(billed * price, tax)
    return PricedLine(
      period: Int(charge.period), component: charge.slot.component,
      dimension: charge.slot.isFlat ? .flat : charge.slot.component.dimension,
      tariffID: tariffs.all[Int(charge.tariff)].id, element: component.element, place: component.place,
      measured: measured, billed: billed, unitPrice: price, vat: tax.rate, amount: billed * price,
      net: amount.net, gross: amount.gross)
  }
}
