/// Whether a price is for a reservation or for letting it lapse.
package struct ReservationRestrictionType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let reservation = ReservationRestrictionType(rawValue: "RESERVATION")
  package static let reservationExpires = ReservationRestrictionType(rawValue: "RESERVATION_EXPIRES")

  package static let known: [Spelling] = [
    Spelling("RESERVATION", since: .v2_2_1),
    Spelling("RESERVATION_EXPIRES", since: .v2_2_1),
  ]
}
