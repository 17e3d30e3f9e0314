/// The answer to the wishes of a driver.
package struct ChargingPreferencesResponse: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let accepted = ChargingPreferencesResponse(rawValue: "ACCEPTED")
  package static let departureRequired = ChargingPreferencesResponse(rawValue: "DEPARTURE_REQUIRED")
  package static let energyNeedRequired = ChargingPreferencesResponse(rawValue: "ENERGY_NEED_REQUIRED")
  package static let notPossible = ChargingPreferencesResponse(rawValue: "NOT_POSSIBLE")
  package static let profileTypeNotSupported = ChargingPreferencesResponse(
    rawValue: "PROFILE_TYPE_NOT_SUPPORTED")

  package static let known: [Spelling] = [
    Spelling("ACCEPTED", since: .v2_2_1),
    Spelling("DEPARTURE_REQUIRED", since: .v2_2_1),
    Spelling("ENERGY_NEED_REQUIRED", since: .v2_2_1),
    Spelling("NOT_POSSIBLE", since: .v2_2_1),
    Spelling("PROFILE_TYPE_NOT_SUPPORTED", since: .v2_2_1),
  ]
}
