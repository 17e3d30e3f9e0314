package import BilateralBase

/// What a partner wants of our spelling beyond the specification, which allows all of it.
package struct WireStyle: Sendable, Hashable {
  /// Fraction digits of dates.
  package enum Fractions: String, Sendable, Hashable {
    /// Three where there are such, else none.
    case asIs = "as-is"
    case none
    case three
  }

  /// Whether optional fields that are absent are written as `null`, and empty lists as `[]` (TR-74).
  package var writesNulls = false
  /// Fraction digits of dates (TR-68).
  package var fractions = Fractions.asIs
  /// The longest text of a field by its path without positions, such as `evses.physical_reference`; longer ones are cut.
  package var longest: [String: Int] = [:]

  /// Whether credit CDRs go to 2.1.1 with their negative amounts; only as agreed, as 2.1.1 has no credits.
  package var sendsCredits = false
  /// Whether plugs that the version does not know are sent all the same; otherwise they are left out.
  package var sendsUnknownPlugs = false

  /// Now; a tariff with a start or an end goes to 2.1.1, which has neither, only while it is valid.
  package var now: Timestamp?

  /// As the specification's own examples.
  package static let plain = WireStyle()

  package init() {}

  /// A date in this style.
  package func text(of moment: Timestamp) -> String {
    switch fractions {
    case .asIs: moment.description
    case .none: Timestamp(seconds: moment.seconds).description
    case .three:
      moment.description.contains(".") ? moment.description : moment.description.dropLast() + ".000Z"
    }
  }
}
