/// The modules of one version.
package struct VersionDetails: WireObject {
  /// The version.
  package var version: String
  /// Where its modules are served (VE-02).
  package var endpoints: [Endpoint]
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    version: String, endpoints: [Endpoint] = [], extras: Extras = []
  ) {
    self.version = version
    self.endpoints = endpoints
    self.extras = extras
  }
}
