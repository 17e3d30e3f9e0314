import BilateralBase

extension PartyID {
  /// A party that no country has, for blank objects.
  static let blank: PartyID = {
    guard let party = PartyID("XX-XXX") else { preconditionFailure("XX-XXX is a party by its form") }
    return party
  }()
}
