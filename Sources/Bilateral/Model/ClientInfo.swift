package import BilateralBase

/// How a hub is connected to one of its parties.
package struct ClientInfo: WireObject {
  /// The party.
  package var party: PartyID
  /// The role of the party.
  package var role: RoleName
  /// Whether it can be reached.
  package var status: ConnectionStatus
  /// When the object last changed.
  package var lastUpdated: Timestamp
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    party: PartyID, role: RoleName, status: ConnectionStatus, lastUpdated: Timestamp, extras: Extras = []
  ) {
    self.party = party
    self.role = role
    self.status = status
    self.lastUpdated = lastUpdated
    self.extras = extras
  }
}
