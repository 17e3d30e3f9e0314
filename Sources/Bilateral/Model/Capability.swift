/// What an EVSE can do.
package struct Capability: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let chargingProfileCapable = Capability(rawValue: "CHARGING_PROFILE_CAPABLE")
  package static let creditCardPayable = Capability(rawValue: "CREDIT_CARD_PAYABLE")
  package static let remoteStartStopCapable = Capability(rawValue: "REMOTE_START_STOP_CAPABLE")
  package static let reservable = Capability(rawValue: "RESERVABLE")
  package static let rfidReader = Capability(rawValue: "RFID_READER")
  package static let unlockCapable = Capability(rawValue: "UNLOCK_CAPABLE")
  package static let chargingPreferencesCapable = Capability(rawValue: "CHARGING_PREFERENCES_CAPABLE")
  package static let chipCardSupport = Capability(rawValue: "CHIP_CARD_SUPPORT")
  package static let contactlessCardSupport = Capability(rawValue: "CONTACTLESS_CARD_SUPPORT")
  package static let debitCardPayable = Capability(rawValue: "DEBIT_CARD_PAYABLE")
  package static let pedTerminal = Capability(rawValue: "PED_TERMINAL")
  package static let startSessionConnectorRequired = Capability(rawValue: "START_SESSION_CONNECTOR_REQUIRED")
  package static let tokenGroupCapable = Capability(rawValue: "TOKEN_GROUP_CAPABLE")

  package static let known: [Spelling] = [
    Spelling("CHARGING_PROFILE_CAPABLE"),
    Spelling("CREDIT_CARD_PAYABLE"),
    Spelling("REMOTE_START_STOP_CAPABLE"),
    Spelling("RESERVABLE"),
    Spelling("RFID_READER"),
    Spelling("UNLOCK_CAPABLE"),
    Spelling("CHARGING_PREFERENCES_CAPABLE", since: .v2_2_1),
    Spelling("CHIP_CARD_SUPPORT", since: .v2_2_1),
    Spelling("CONTACTLESS_CARD_SUPPORT", since: .v2_2_1),
    Spelling("DEBIT_CARD_PAYABLE", since: .v2_2_1),
    Spelling("PED_TERMINAL", since: .v2_2_1),
    Spelling("START_SESSION_CONNECTOR_REQUIRED", since: .v2_2_1),
    Spelling("TOKEN_GROUP_CAPABLE", since: .v2_2_1),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }
}
