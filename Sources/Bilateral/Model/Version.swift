/// A version that a platform offers.
package struct Version: WireObject {
  /// The version, perhaps one that we do not know (VE-11).
  package var version: String
  /// Where its details are served.
  package var url: String
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    version: String, url: String, extras: Extras = []
  ) {
    self.version = version
    self.url = url
    self.extras = extras
  }
}
