package import BilateralBase

/// The request to start a session.
package struct StartSession: WireObject {
  /// Where the result is to be sent, exactly as given (CMD-08).
  package var responseURL: String
  /// The token to charge with; the provider has authorised it (CMD-14).
  package var token: Token
  /// The location.
  package var locationID: CiString
  /// The EVSE; the charge point chooses when absent (CMD-18).
  package var evseUID: CiString?
  /// The connector; needs an EVSE (CMD-17).
  package var connectorID: CiString?
  /// The reference of the authorisation, echoed in session and CDR (TOK-21).
  package var authorizationReference: CiString?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    responseURL: String, token: Token, locationID: CiString, evseUID: CiString? = nil,
    connectorID: CiString? = nil, authorizationReference: CiString? = nil, extras: Extras = []
  ) {
    self.responseURL = responseURL
    self.token = token
    self.locationID = locationID
    self.evseUID = evseUID
    self.connectorID = connectorID
    self.authorizationReference = authorizationReference
    self.extras = extras
  }
}
