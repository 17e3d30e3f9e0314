package import BilateralBase

/// What an object does not say itself but its connection knows.
package struct WireContext: Sendable, Hashable {
  /// The party of the connection, the owner of 2.1.1 objects.
  package var party: PartyID?
  /// The party whose tokens the partner's sessions and CDRs name, where they do not say it.
  package var tokenParty: PartyID?
  /// The time of receipt, which stands in for a `last_updated` that a 2.1.1 change lacks (TR-48).
  package var received: Timestamp?

  /// Whether texts that are longer than the version allows are noted while reading.
  package var notesLengths = false

  /// Makes a context; nothing known by default.
  package init(
    party: PartyID? = nil, tokenParty: PartyID? = nil, received: Timestamp? = nil, notesLengths: Bool = false
  ) {
    self.tokenParty = tokenParty
    self.party = party
    self.received = received
    self.notesLengths = notesLengths
  }
}
