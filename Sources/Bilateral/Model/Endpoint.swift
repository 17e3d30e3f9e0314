/// Where a module is served.
package struct Endpoint: WireObject {
  /// The module.
  package var identifier: ModuleID
  /// Which side of the module; unknown in 2.1.1 (VE-04).
  package var role: InterfaceRole?
  /// Its address.
  package var url: String
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    identifier: ModuleID, role: InterfaceRole? = nil, url: String, extras: Extras = []
  ) {
    self.identifier = identifier
    self.role = role
    self.url = url
    self.extras = extras
  }
}
