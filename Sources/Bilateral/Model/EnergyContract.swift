/// A contract of the driver with an energy supplier.
package struct EnergyContract: WireObject {
  /// The supplier.
  package var supplierName: String
  /// The contract.
  package var contractID: String?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    supplierName: String, contractID: String? = nil, extras: Extras = []
  ) {
    self.supplierName = supplierName
    self.contractID = contractID
    self.extras = extras
  }
}
