package import BilateralBase

extension PartyID {
  /// A party that no country has, for blank objects.
  static let blank: PartyID = {
    guard let party = PartyID("XX-XXX") else { preconditionFailure("XX-XXX is a party by its form") }
    return party
  }()
}

/// A party in one of its roles, written `NL-ACM:EMSP`.
package struct Role: Sendable, Hashable, CustomStringConvertible {
  /// The party.
  package var party: PartyID
  /// What it acts as.
  package var name: RoleName

  /// Makes a role.
  package init(_ party: PartyID, _ name: RoleName) {
    self.party = party
    self.name = name
  }

  /// Reads `NL-ACM:EMSP` in any case; nothing when the party is none or the role is unknown.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let party = PartyID(parts[0]) else { return nil }
    let name = RoleName(rawValue: parts[1].uppercased())
    guard name.isKnown else { return nil }
    self.init(party, name)
  }

  /// The written form.
  package var description: String { "\(party):\(name)" }
}
