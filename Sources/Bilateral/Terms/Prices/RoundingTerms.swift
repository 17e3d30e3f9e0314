package import BilateralBase

/// Where and how an amount is rounded: `half-up 2 per-session` (ruling 21).
package struct RoundingTerms: Hashable, Sendable {
  /// The amounts that are rounded one by one.
  package enum Point: String, Hashable, Sendable, CaseIterable {
    case component = "per-component"
    case period = "per-period"
    case session = "per-session"
    /// Four decimals in the CDR, rounded on the statement's line.
    case statement = "per-statement"
  }

  /// To which side.
  package var mode: Rounding
  /// Decimals.
  package var digits: Int
  /// What is rounded.
  package var point: Point

  /// Half up, two decimals, once a session.
  package static let standard = RoundingTerms(mode: .halfUp, digits: 2, point: .session)

  /// Decimals of the amount in the CDR: what is rounded on the statement stands there with four (ruling 21).
  package var digitsInCDR: Int { point == .statement ? 4 : digits }

  /// Rounding of these parts.
  package init(mode: Rounding, digits: Int, point: Point) {
    self.mode = mode
    self.digits = digits
    self.point = point
  }

  /// Reads `half-up 2 per-session`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: " ")
    guard parts.count == 3, let mode = Rounding(rawValue: String(parts[0])), let digits = Int(parts[1]),
      (0...6).contains(digits), let point = Point(rawValue: String(parts[2]))
    else { return nil }
    self.init(mode: mode, digits: digits, point: point)
  }
}
