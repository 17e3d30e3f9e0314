package import BilateralBase

/// Which place belongs to an EVSE.
package struct EVSEParking: WireObject {
  /// An entry of the location's parking places.
  package var parkingID: CiString
  /// Where the EVSE stands beside it.
  package var evsePosition: EVSEPosition?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    parkingID: CiString, evsePosition: EVSEPosition? = nil, extras: Extras = []
  ) {
    self.parkingID = parkingID
    self.evsePosition = evsePosition
    self.extras = extras
  }
}
