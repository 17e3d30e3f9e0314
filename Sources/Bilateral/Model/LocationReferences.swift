package import BilateralBase

/// Where a token is to be used.
package struct LocationReferences: WireObject {
  /// The location.
  package var locationID: CiString
  /// The EVSEs; all when empty.
  package var evseUIDs: [CiString]
  /// The connectors, only in 2.1.1 and better left alone (TOK-14).
  package var connectorIDs: [CiString]
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    locationID: CiString, evseUIDs: [CiString] = [], connectorIDs: [CiString] = [], extras: Extras = []
  ) {
    self.locationID = locationID
    self.evseUIDs = evseUIDs
    self.connectorIDs = connectorIDs
    self.extras = extras
  }
}
