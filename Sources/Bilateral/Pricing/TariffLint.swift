import BilateralBase
package import BilateralModel

/// Something in a tariff that is allowed but prices otherwise than its author may think, or can never matter.
package struct TariffLint: Hashable, Sendable {
  /// What was found.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// There is no element: everything is free.
    case noElements
    /// An earlier element always applies where this one would.
    case unreachableComponent
    /// A second component of one dimension in an element; the first one counts.
    case duplicateDimension
    /// A dimension is priced under restrictions only: elsewhere it is free.
    case noFallback
    /// `restrictions` without any.
    case emptyRestrictions
    /// Restrictions that never hold together.
    case impossibleRestrictions
    /// `start_time` and `end_time` are the same: read as the whole day.
    case equalBounds
    /// `end_time` `00:00` alone, which restricts nothing.
    case loneMidnight
    /// A window over midnight with weekdays: after midnight the next day counts.
    case wrappingWindowWithWeekdays
    /// A `step_size` of 0.
    case stepSizeZero
    /// A flat fee with a `step_size` above 1, which means nothing.
    case stepOnFlat
    /// A step of TIME that no session with priced parking applies.
    case deadTimeStep
    /// Energy or parking under a reservation restriction, which nothing measures.
    case reservationDimension
    /// A rate of VAT where no tax applies.
    case rateWithoutTax
    /// Prices hold a tax of a rate that is not said.
    case taxWithoutRate
    /// A rate of VAT below 0 or above 100.
    case rateOutOfRange
    /// `min_price` is above `max_price`.
    case limitsContradict
    /// It ends before it starts.
    case neverActive
    /// `24:00`, which is no time of day.
    case midnightSpelledAs24
    /// A restriction that cannot be read.
    case unreadableRestriction
    /// A restriction that no version has.
    case unknownRestriction
    /// A number with more than four decimals.
    case tooManyDecimals
    /// A text with amounts, which would contradict a changed price.
    case priceInText
    /// A dimension that no version has.
    case unknownDimension
    /// Two tariffs of one type at one connector at one time.
    case severalActive
  }

  /// What was found.
  package let code: Code
  /// What it means, for people.
  package let message: String
  /// Where in the tariff: `elements[0].restrictions`.
  package let path: String

  init(_ code: Code, _ message: String, at path: String) {
    self.code = code
    self.message = message
    self.path = path
  }

  /// Looks through a tariff.
  ///
  /// - Parameters:
  ///   - tariff: the tariff.
  ///   - version: the version whose meaning it has.
  /// - Returns: what was found, in the order of the tariff.
  package static func check(_ tariff: Tariff, version: OCPIVersion) -> [TariffLint] {
    var linter = TariffLinter(tariff, version)
    linter.run()
    return linter.findings
  }

  /// Looks at the tariffs of one connector together: at no time may two of one type hold (R2).
  ///
  /// - Parameter tariffs: those that the connector names.
  /// - Returns: a finding for each pair.
  package static func check(connector tariffs: [Tariff]) -> [TariffLint] {
    var findings: [TariffLint] = []
    for (place, one) in tariffs.enumerated() {
      for other in tariffs.dropFirst(place + 1) where one.type == other.type && one.overlaps(other) {
        let type = one.type?.rawValue ?? "without type"
        findings.append(
          TariffLint(
            .severalActive,
            "tariffs '\(one.id.text)' and '\(other.id.text)' are both \(type) and hold at one time",
            at: "tariff_ids"))
      }
    }
    return findings
  }
}

extension TariffLint: CustomStringConvertible {
  /// One line: `elements[1]: unreachableComponent: …`.
  package var description: String { "\(path): \(code.rawValue): \(message)" }
}

extension Tariff {
  /// Whether there is a moment at which both are valid.
  fileprivate func overlaps(_ other: Tariff) -> Bool {
    func ends(_ one: Tariff, before another: Tariff) -> Bool {
      guard let end = one.endDateTime, let start = another.startDateTime else { return false }
      return end <= start
    }
    return !ends(self, before: other) && !ends(other, before: self)
  }
}
