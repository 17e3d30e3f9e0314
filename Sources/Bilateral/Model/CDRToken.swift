package import BilateralBase

/// The token of a session, as it was then.
package struct CDRToken: WireObject {
  /// The party that issued it.
  package var party: PartyID
  /// The uid.
  package var uid: CiString
  /// What it is.
  package var type: TokenType
  /// The contract of the driver.
  package var contractID: CiString
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    party: PartyID, uid: CiString, type: TokenType, contractID: CiString, extras: Extras = []
  ) {
    self.party = party
    self.uid = uid
    self.type = type
    self.contractID = contractID
    self.extras = extras
  }
}
