/// Something about a received CDR besides its total, told with its code.
package struct CDRFinding: Hashable, Sendable {
  /// What was found; the raw values are the codes that `partnerctl explain` knows.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// `total_energy` is not the sum of the periods (R20).
    case totalEnergy = "BT260"
    /// `total_time` is not the time from start to end (R20).
    case totalTime = "BT261"
    /// `total_parking_time` is not the sum of the periods (R20).
    case totalParkingTime = "BT262"
    /// The cost of a part is another than ours (R20).
    case partCost = "BT263"
    /// The tariff within the CDR gives another amount than the agreed one.
    case otherTariff = "BT264"
    /// A credit differs from the CDR that it takes back (R19).
    case creditDiffers = "BT265"
    /// The currency is not that of the agreed tariff.
    case currency = "BT266"
    /// The amount with tax is stated and ours is not known, or the other way round.
    case taxNotCompared = "BT267"
  }

  /// What was found.
  package let code: Code
  /// The field of the CDR.
  package let field: String
  /// One sentence for people.
  package let message: String

  init(_ code: Code, _ field: String, _ message: String) {
    self.code = code
    self.field = field
    self.message = message
  }
}

extension CDRFinding: CustomStringConvertible {
  /// One line: `BT260 total_energy: …`.
  package var description: String { "\(code.rawValue) \(field): \(message)" }
}
