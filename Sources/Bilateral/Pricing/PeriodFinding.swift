package import BilateralBase

/// Something about the record of a stay that whoever bills it should know.
package struct PeriodFinding: Hashable, Sendable {
  /// What was found.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// Readings or changes were not in the order of time; they were sorted.
    case recordsOutOfOrder
    /// The register showed less than before; the larger value was held.
    case registerRanBackwards
    /// No reading for longer than the policy allows while energy was taken.
    case gapInReadings
    /// Energy was taken in a span in which nothing says that power flowed.
    case energyWithoutCharging
    /// There are not two readings of the register: no energy can be billed.
    case tooFewReadings
    /// A reading lies outside the stay; it counts at its nearer end.
    case readingOutsideStay
    /// The stay is longer than any: it is not split by the clock on the wall, and its times are to be looked at.
    case stayTooLong
    /// Time in which the charger was faulted; nobody pays for it.
    case faultedTime
    /// The reservation reached into the stay; it ends where the stay begins.
    case reservationOverlapsStay
  }

  /// What was found.
  package let code: Code
  /// When.
  package let at: Timestamp
  /// What it is about, for people.
  package let message: String

  init(_ code: Code, _ at: Timestamp, _ message: String) {
    self.code = code
    self.at = at
    self.message = message
  }
}

extension PeriodFinding: CustomStringConvertible {
  /// One line: `registerRanBackwards at 2026-03-29T01:00:00Z: …`.
  package var description: String { "\(code.rawValue) at \(at): \(message)" }
}
