package import BilateralBase

/// A party of a platform in one role.
package struct CredentialsRole: WireObject {
  /// The role.
  package var role: RoleName
  /// The company.
  package var businessDetails: BusinessDetails
  /// The party.
  package var party: PartyID
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    role: RoleName, businessDetails: BusinessDetails, party: PartyID, extras: Extras = []
  ) {
    self.role = role
    self.businessDetails = businessDetails
    self.party = party
    self.extras = extras
  }
}
