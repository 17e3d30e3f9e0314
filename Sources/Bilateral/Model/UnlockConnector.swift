package import BilateralBase

/// The request to unlock a connector; only for a help desk, never for drivers (CMD-21).
package struct UnlockConnector: WireObject {
  /// Where the result is to be sent, exactly as given (CMD-08).
  package var responseURL: String
  /// The location.
  package var locationID: CiString
  /// The EVSE.
  package var evseUID: CiString
  /// The connector.
  package var connectorID: CiString
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    responseURL: String, locationID: CiString, evseUID: CiString, connectorID: CiString, extras: Extras = []
  ) {
    self.responseURL = responseURL
    self.locationID = locationID
    self.evseUID = evseUID
    self.connectorID = connectorID
    self.extras = extras
  }
}
