package import BilateralModel

/// A field of locations that `share.hide_fields` may leave out: only what no version demands.
package enum HiddenField: String, Sendable, CaseIterable {
  case name, directions, facilities, images, owner, suboperator
  case `operator` = "operator"
  case postalCode = "postal_code"
  case relatedLocations = "related_locations"
  case openingTimes = "opening_times"
  case chargingWhenClosed = "charging_when_closed"
  case energyMix = "energy_mix"
  case helpPhone = "help_phone"
  case publishAllowedTo = "publish_allowed_to"
  case statusSchedule = "status_schedule"
  case physicalReference = "physical_reference"
  case floorLevel = "floor_level"
  case termsAndConditions = "terms_and_conditions"

  /// Takes the field out of a location, its EVSEs and connectors.
  package func hide(in location: inout Location) {
    switch self {
    case .name: location.name = nil
    case .directions: location.directions = []
    case .facilities: location.facilities = []
    case .images: location.images = []
    case .owner: location.owner = nil
    case .suboperator: location.suboperator = nil
    case .operator: location.operator = nil
    case .postalCode: location.postalCode = nil
    case .relatedLocations: location.relatedLocations = []
    case .openingTimes: location.openingTimes = nil
    case .chargingWhenClosed: location.chargingWhenClosed = nil
    case .energyMix: location.energyMix = nil
    case .helpPhone: location.helpPhone = nil
    case .publishAllowedTo: location.publishAllowedTo = []
    case .statusSchedule, .physicalReference, .floorLevel, .termsAndConditions: break
    }
    for place in location.evses.indices { hide(in: &location.evses[place]) }
  }

  private func hide(in evse: inout EVSE) {
    switch self {
    case .directions: evse.directions = []
    case .images: evse.images = []
    case .statusSchedule: evse.statusSchedule = []
    case .physicalReference: evse.physicalReference = nil
    case .floorLevel: evse.floorLevel = nil
    case .termsAndConditions:
      for place in evse.connectors.indices { evse.connectors[place].termsAndConditions = nil }
    default: break
    }
  }
}
