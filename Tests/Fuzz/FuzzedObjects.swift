import BilateralModel

/// The objects that partners send us, in the order of the letters that choose them: A is a location.
enum FuzzedObjects {
  static let types: [any WireObject.Type] = [
    Location.self, EVSE.self, Connector.self, Tariff.self, Session.self, CDR.self, Token.self,
    Credentials.self, StartSession.self, StopSession.self, ReserveNow.self, CancelReservation.self,
    UnlockConnector.self, CommandResponse.self, CommandResult.self, AuthorizationInfo.self,
    LocationReferences.self, ClientInfo.self, Version.self, VersionDetails.self, SetChargingProfile.self,
    ActiveChargingProfile.self, ActiveChargingProfileResult.self, ChargingProfileResult.self,
    ChargingProfileResponse.self, ChargingPreferences.self,
  ]
}
