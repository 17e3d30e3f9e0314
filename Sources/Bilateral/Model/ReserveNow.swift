package import BilateralBase

/// The request to keep an EVSE free for a token.
package struct ReserveNow: WireObject {
  /// Where the result is to be sent, exactly as given (CMD-08).
  package var responseURL: String
  /// The token to charge with; the provider has authorised it (CMD-14).
  package var token: Token
  /// When the reservation ends.
  package var expiryDate: Timestamp
  /// Unique for the provider; a known one replaces that reservation (CMD-13).
  package var reservationID: ReservationID
  /// The location.
  package var locationID: CiString
  /// The EVSE; the charge point chooses when absent (CMD-18).
  package var evseUID: CiString?
  /// The reference of the authorisation, echoed in session and CDR (TOK-21).
  package var authorizationReference: CiString?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    responseURL: String, token: Token, expiryDate: Timestamp, reservationID: ReservationID,
    locationID: CiString, evseUID: CiString? = nil, authorizationReference: CiString? = nil,
    extras: Extras = []
  ) {
    self.responseURL = responseURL
    self.token = token
    self.expiryDate = expiryDate
    self.reservationID = reservationID
    self.locationID = locationID
    self.evseUID = evseUID
    self.authorizationReference = authorizationReference
    self.extras = extras
  }
}
