package import BilateralBase

/// Whose holder may see an unpublished location.
package struct PublishTokenType: WireObject {
  /// A token by its uid.
  package var uid: CiString?
  /// The type of that token.
  package var type: TokenType?
  /// A token by the number printed on it.
  package var visualNumber: String?
  /// The issuer of that token.
  package var issuer: String?
  /// All tokens of a group.
  package var groupID: CiString?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    uid: CiString? = nil, type: TokenType? = nil, visualNumber: String? = nil, issuer: String? = nil,
    groupID: CiString? = nil, extras: Extras = []
  ) {
    self.uid = uid
    self.type = type
    self.visualNumber = visualNumber
    self.issuer = issuer
    self.groupID = groupID
    self.extras = extras
  }
}
