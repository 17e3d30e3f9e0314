import BilateralBase
import BilateralModel

/// What is to be paid without and with tax; nil where it cannot be known.
struct SlowAmount: Equatable {
  var net: Rational?
  var gross: Rational?

  static let nothing = SlowAmount(net: .zero, gross: .zero)

  static func + (left: SlowAmount, right: SlowAmount) -> SlowAmount {
    SlowAmount(net: sum(left.net, right.net), gross: sum(left.gross, right.gross))
  }

  private static func sum(_ left: Rational?, _ right: Rational?) -> Rational? {
    guard let left, let right else { return nil }
    return left + right
  }
}

/// What the prices of a tariff say about tax (R14).
enum SlowTax {
  /// 2.1.1: nothing is said.
  case unsaid
  /// Prices are before tax.
  case onTop
  /// Prices hold the tax.
  case inside
  /// There is no tax.
  case none

  init(_ tariff: Tariff, _ version: OCPIVersion) {
    switch (version, tariff.taxIncluded) {
    case (.v2_1_1, _): self = .unsaid
    case (.v2_2_1, _): self = .onTop
    case (_, .some(.yes)): self = .inside
    case (_, .some(.notApplicable)): self = .none
    default: self = .onTop
    }
  }

  /// The amount that stands in the tariff, with what it says of tax.
  func amount(_ said: Rational, _ component: PriceComponent) -> SlowAmount {
    let percent = component.vat?.rational
    switch self {
    case .unsaid: return SlowAmount(net: said, gross: nil)
    case .none: return SlowAmount(net: said, gross: said)
    case .onTop:
      let tax = (try? said * (percent ?? .zero) / 100) ?? .zero
      return SlowAmount(net: said, gross: said + tax)
    case .inside:
      guard let percent else { return SlowAmount(net: nil, gross: said) }
      return SlowAmount(net: try? said * 100 / (percent + 100), gross: said)
    }
  }
}
