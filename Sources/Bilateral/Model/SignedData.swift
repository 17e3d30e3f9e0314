package import BilateralBase

/// Signed meter values, never changed on the way.
package struct SignedData: WireObject {
  /// How they are encoded, such as OCMF.
  package var encodingMethod: CiString
  /// The version of the encoding.
  package var encodingMethodVersion: Int?
  /// The key to check them with.
  package var publicKey: String?
  /// The values.
  package var signedValues: [SignedValue]
  /// Where a driver can check them.
  package var url: String?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    encodingMethod: CiString, encodingMethodVersion: Int? = nil, publicKey: String? = nil,
    signedValues: [SignedValue] = [], url: String? = nil, extras: Extras = []
  ) {
    self.encodingMethod = encodingMethod
    self.encodingMethodVersion = encodingMethodVersion
    self.publicKey = publicKey
    self.signedValues = signedValues
    self.url = url
    self.extras = extras
  }
}
