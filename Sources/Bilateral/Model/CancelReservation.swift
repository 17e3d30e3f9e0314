/// The request to give up a reservation.
package struct CancelReservation: WireObject {
  /// Where the result is to be sent, exactly as given (CMD-08).
  package var responseURL: String
  /// The reservation.
  package var reservationID: ReservationID
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    responseURL: String, reservationID: ReservationID, extras: Extras = []
  ) {
    self.responseURL = responseURL
    self.reservationID = reservationID
    self.extras = extras
  }
}
