package import BilateralBase

/// The answer whether a token may charge.
package struct AuthorizationInfo: WireObject {
  /// The answer.
  package var allowed: AllowedType
  /// The token, complete (TOK-11).
  package var token: Token?
  /// Where it may be used.
  package var location: LocationReferences?
  /// To be repeated in session and CDR (TOK-21).
  package var authorizationReference: CiString?
  /// What to tell the driver.
  package var info: DisplayText?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    allowed: AllowedType, token: Token? = nil, location: LocationReferences? = nil,
    authorizationReference: CiString? = nil, info: DisplayText? = nil, extras: Extras = []
  ) {
    self.allowed = allowed
    self.token = token
    self.location = location
    self.authorizationReference = authorizationReference
    self.info = info
    self.extras = extras
  }
}
