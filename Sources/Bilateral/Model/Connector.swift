package import BilateralBase

/// A plug or socket of an EVSE; one at a time can be used.
package struct Connector: WireObject {
  /// Unique within the EVSE.
  package var id: CiString
  /// The plug.
  package var standard: ConnectorType
  /// Socket or cable.
  package var format: ConnectorFormat
  /// Phases.
  package var powerType: PowerType
  /// Volts, line to neutral for three phases.
  package var maxVoltage: Int
  /// Amperes.
  package var maxAmperage: Int
  /// Watts, when less than volts times amperes (LOC-29).
  package var maxElectricPower: Int?
  /// The tariffs that hold here.
  package var tariffIDs: [CiString]
  /// Where the operator's terms lie.
  package var termsAndConditions: String?
  /// Plug and charge.
  package var capabilities: [ConnectorCapability]
  /// When the object last changed.
  package var lastUpdated: Timestamp
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    id: CiString, standard: ConnectorType, format: ConnectorFormat, powerType: PowerType, maxVoltage: Int,
    maxAmperage: Int, maxElectricPower: Int? = nil, tariffIDs: [CiString] = [],
    termsAndConditions: String? = nil, capabilities: [ConnectorCapability] = [], lastUpdated: Timestamp,
    extras: Extras = []
  ) {
    self.id = id
    self.standard = standard
    self.format = format
    self.powerType = powerType
    self.maxVoltage = maxVoltage
    self.maxAmperage = maxAmperage
    self.maxElectricPower = maxElectricPower
    self.tariffIDs = tariffIDs
    self.termsAndConditions = termsAndConditions
    self.capabilities = capabilities
    self.lastUpdated = lastUpdated
    self.extras = extras
  }
}
