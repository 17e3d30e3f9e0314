import BilateralBase
import BilateralModel

/// What a reading found, to see that both sides read the same.
struct Census: Equatable {
  var locations = 0
  var evses = 0
  var connectors = 0
  var texts = 0
  var moments: Int64 = 0

  init(_ locations: [Location]) {
    self.locations = locations.count
    for location in locations {
      texts += location.id.text.utf8.count + location.address.utf8.count + (location.name?.utf8.count ?? 0)
      moments &+= location.lastUpdated.microseconds
      evses += location.evses.count
      for evse in location.evses {
        texts += evse.uid.text.utf8.count + evse.status.rawValue.utf8.count
        moments &+= evse.lastUpdated.microseconds
        connectors += evse.connectors.count
        for connector in evse.connectors {
          texts += connector.standard.rawValue.utf8.count + connector.maxVoltage
          moments &+= connector.lastUpdated.microseconds
        }
      }
    }
  }

  init(_ locations: [CodableLocation]) {
    self.locations = locations.count
    for location in locations {
      texts += location.id.utf8.count + location.address.utf8.count + (location.name?.utf8.count ?? 0)
      moments &+= location.last_updated.timestamp.microseconds
      evses += location.evses?.count ?? 0
      for evse in location.evses ?? [] {
        texts += evse.uid.utf8.count + evse.status.utf8.count
        moments &+= evse.last_updated.timestamp.microseconds
        connectors += evse.connectors.count
        for connector in evse.connectors {
          texts += connector.standard.utf8.count + (connector.max_voltage ?? connector.voltage ?? 0)
          moments &+= connector.last_updated.timestamp.microseconds
        }
      }
    }
  }
}
