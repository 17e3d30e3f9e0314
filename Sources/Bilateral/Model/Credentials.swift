package import BilateralBase

/// What a platform tells another one about itself when they register.
package struct Credentials: WireObject {
  /// The token that the sender of this object wants to be called with; plain, never Base64.
  package var token: String
  /// Where the sender's versions are.
  package var url: String
  /// The parties and roles of the platform; 2.1.1 has one, without its role, which reads as OTHER.
  package var roles: [CredentialsRole]
  /// The party of a hub, country and party joined (CR-24).
  package var hubPartyID: CiString?
  /// Members without a place here.
  package var extras: Extras

  /// Makes credentials.
  package init(
    token: String, url: String, roles: [CredentialsRole], hubPartyID: CiString? = nil, extras: Extras = []
  ) {
    self.token = token
    self.url = url
    self.roles = roles
    self.hubPartyID = hubPartyID
    self.extras = extras
  }
}
