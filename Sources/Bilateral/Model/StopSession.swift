package import BilateralBase

/// The request to end a session.
package struct StopSession: WireObject {
  /// Where the result is to be sent, exactly as given (CMD-08).
  package var responseURL: String
  /// The session.
  package var sessionID: CiString
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    responseURL: String, sessionID: CiString, extras: Extras = []
  ) {
    self.responseURL = responseURL
    self.sessionID = sessionID
    self.extras = extras
  }
}
