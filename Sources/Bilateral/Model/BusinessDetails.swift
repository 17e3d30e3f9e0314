/// A company by name.
package struct BusinessDetails: WireObject {
  /// The name.
  package var name: String
  /// The address of its pages.
  package var website: String?
  /// Its logo.
  package var logo: Image?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    name: String, website: String? = nil, logo: Image? = nil, extras: Extras = []
  ) {
    self.name = name
    self.website = website
    self.logo = logo
    self.extras = extras
  }
}
