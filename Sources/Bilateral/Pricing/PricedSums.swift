import BilateralBase

/// The amounts of a session in the form they were computed in; exact numbers are made of them when asked for.
enum PricedSums: Sendable {
  case whole(PricingSums<Int128>)
  case exact(PricingSums<Rational>)

  /// The amount as the tariff states it, of one component under one tax.
  subscript(component: BilledComponent, tax: Int) -> Rational {
    switch self {
    case .whole(let sums): sums[component, tax].value
    case .exact(let sums): sums[component, tax]
    }
  }

  /// All components under one tax.
  func stated(tax: Int) -> Rational {
    switch self {
    case .whole(let sums):
      if let whole = sums.total(tax: tax) { return whole.value }
      return BilledComponent.allCases.reduce(Rational.zero) { $0 + sums[$1, tax].value }
    case .exact(let sums):
      return sums.total(tax: tax) ?? .zero
    }
  }
}
