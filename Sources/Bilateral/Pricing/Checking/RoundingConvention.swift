package import BilateralBase

/// A way in which honest parties round: where, how, and what VAT is taken of (R16).
///
/// OCPI leaves it open, so a partner's cents are explained by the convention that gives them before they are disputed.
package struct RoundingConvention: Hashable, Sendable {
  /// What is rounded.
  package enum Point: String, Hashable, Sendable, CaseIterable {
    /// The whole, once.
    case total
    /// Energy, time, parking, fee and reservation each.
    case dimension
    /// Each charging period.
    case period
    /// Each component of each period.
    case line
  }

  /// What VAT is taken of.
  package enum TaxBase: String, Hashable, Sendable, CaseIterable {
    /// The exact amounts; the sum is rounded once.
    case exact
    /// The rounded amounts.
    case rounded
  }

  /// What is rounded.
  package var point: Point
  /// How.
  package var mode: Rounding
  /// What VAT is taken of.
  package var taxBase: TaxBase
  /// To how many decimals; nil for those of the currency.
  package var places: Int?

  /// A convention.
  package init(
    _ point: Point, _ mode: Rounding = .halfUp, taxBase: TaxBase = .exact, places: Int? = nil
  ) {
    self.point = point
    self.mode = mode
    self.taxBase = taxBase
    self.places = places
  }

  /// Our own: the whole, half up, to the decimals of the currency.
  package static let standard = RoundingConvention(.total)

  /// Those that are tried, the most usual first.
  package static let candidates: [RoundingConvention] = {
    var all: [RoundingConvention] = []
    for mode in [Rounding.halfUp, .halfEven, .down, .up] {
      for point in Point.allCases {
        for base in TaxBase.allCases { all.append(RoundingConvention(point, mode, taxBase: base)) }
      }
    }
    return all
  }()

  /// What a session costs by this convention.
  package func amount(of priced: PricedSession) -> StatedAmount { RoundableAmount(priced).rounded(by: self) }
}

/// The exact amounts of a session, worked out once to be rounded in many ways.
struct RoundableAmount {
  private let lines: [PricedLine]
  private let exact: StatedAmount
  private let places: Int
  private let isLimited: Bool
  /// Whether the prices of the tariff hold the tax.
  private let isGross: Bool

  init(_ priced: PricedSession) {
    isLimited = !priced.limits.isEmpty
    lines = isLimited ? [] : priced.lines
    exact = StatedAmount(net: priced.net, gross: priced.gross)
    places = priced.currency.minorDigits
    isGross = priced.net == nil || lines.contains { $0.net != $0.amount }
  }

  /// The amount by a convention.
  ///
  /// Where a least or most price was applied, the parts do not add up to the whole, and only the whole can be rounded.
  func rounded(by convention: RoundingConvention) -> StatedAmount {
    var whole = RoundedSum(mode: convention.mode, places: convention.places ?? places, isGross: isGross)
    if convention.point == .total || isLimited {
      whole.add(net: exact.net, gross: exact.gross)
    } else {
      for group in groups(convention.point) {
        whole.add(net: Self.sum(group.map(\.net)), gross: Self.sum(group.map(\.gross)))
      }
    }
    return whole.amount(convention.taxBase, exact: exact)
  }

  private func groups(_ point: RoundingConvention.Point) -> [[PricedLine]] {
    switch point {
    case .total: [lines]
    case .dimension: Array(Dictionary(grouping: lines, by: \.component).values)
    case .period: Array(Dictionary(grouping: lines, by: \.period).values)
    case .line: lines.map { [$0] }
    }
  }

  private static func sum(_ amounts: [Rational?]) -> Rational? {
    amounts.reduce(Optional(Rational.zero)) { sum, amount in
      guard let sum, let amount else { return nil }
      return sum + amount
    }
  }
}

/// Adds amounts that are rounded one by one: those that the tariff states, with their tax in proportion.
private struct RoundedSum {
  let mode: Rounding
  let places: Int
  private var stated: Rational = .zero
  private var other: Rational? = .zero
  private let isGross: Bool

  /// Nothing yet; `isGross` says that prices hold the tax.
  init(mode: Rounding, places: Int, isGross: Bool) {
    self.mode = mode
    self.places = places
    self.isGross = isGross
  }

  /// Adds a group.
  mutating func add(net: Rational?, gross: Rational?) {
    guard let exact = isGross ? gross : net else { return }
    let rounded = exact.rounded(toPlaces: places, mode)
    stated += rounded
    let counterpart = isGross ? net : gross
    guard let sum = other, let counterpart else { return other = nil }
    other = sum + ((try? rounded * counterpart / exact) ?? counterpart)
  }

  func amount(_ taxBase: RoundingConvention.TaxBase, exact: StatedAmount) -> StatedAmount {
    let counterpart = taxBase == .rounded ? other : isGross ? exact.net : exact.gross
    let rounded = counterpart?.rounded(toPlaces: places, mode)
    return isGross
      ? StatedAmount(net: rounded, gross: stated) : StatedAmount(net: stated, gross: rounded)
  }
}

extension RoundingConvention: CustomStringConvertible {
  /// In words: `each period rounded half-up to 2 decimals, VAT on the rounded amounts`.
  package var description: String {
    let what =
      switch point {
      case .total: "the total"
      case .dimension: "each dimension"
      case .period: "each period"
      case .line: "each line"
      }
    let to = places.map { "\($0) decimals" } ?? "the smallest coin"
    return "\(what) rounded \(mode.rawValue) to \(to), VAT on the \(taxBase.rawValue) amounts"
  }
}
