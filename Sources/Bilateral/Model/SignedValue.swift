package import BilateralBase

/// One signed meter value.
package struct SignedValue: WireObject {
  /// Start, End, Intermediate or another.
  package var nature: CiString
  /// What was signed.
  package var plainData: String
  /// The signature with its value, opaque.
  package var signedData: String
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    nature: CiString, plainData: String, signedData: String, extras: Extras = []
  ) {
    self.nature = nature
    self.plainData = plainData
    self.signedData = signedData
    self.extras = extras
  }
}
