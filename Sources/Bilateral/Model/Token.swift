package import BilateralBase

/// What a driver identifies by.
package struct Token: OwnedObject {
  /// The owner.
  package var party: PartyID
  /// The uid, unique for the owner together with the type (TOK-03).
  package var id: CiString
  /// What it is.
  package var type: TokenType
  /// The contract of the driver.
  package var contractID: CiString
  /// The number printed on it.
  package var visualNumber: String?
  /// The company that issued it.
  package var issuer: String
  /// The group of tokens that may end each other's sessions.
  package var groupID: CiString?
  /// Whether it may be used; false is the only way to delete (TOK-06).
  package var isValid: Bool
  /// Whether it may be trusted without asking.
  package var whitelist: WhitelistType
  /// The language of the driver.
  package var language: String?
  /// What the driver prefers.
  package var defaultProfileType: ProfileType?
  /// The driver's own energy.
  package var energyContract: EnergyContract?
  /// When the object last changed.
  package var lastUpdated: Timestamp
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    party: PartyID, id: CiString, type: TokenType, contractID: CiString, visualNumber: String? = nil,
    issuer: String, groupID: CiString? = nil, isValid: Bool, whitelist: WhitelistType,
    language: String? = nil, defaultProfileType: ProfileType? = nil, energyContract: EnergyContract? = nil,
    lastUpdated: Timestamp, extras: Extras = []
  ) {
    self.party = party
    self.id = id
    self.type = type
    self.contractID = contractID
    self.visualNumber = visualNumber
    self.issuer = issuer
    self.groupID = groupID
    self.isValid = isValid
    self.whitelist = whitelist
    self.language = language
    self.defaultProfileType = defaultProfileType
    self.energyContract = energyContract
    self.lastUpdated = lastUpdated
    self.extras = extras
  }
}
