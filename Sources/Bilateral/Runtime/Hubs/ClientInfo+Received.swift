package import BilateralBase
package import BilateralModel
package import BilateralTerms

extension ClientInfo: OwnedObject {
  /// Party and role, such as `NL-ACM:EMSP`: a party may be behind the hub in several roles.
  package var id: CiString { CiString("\(party):\(role)") }
}

extension ClientInfo: ReceivedKind {
  package static let module = ModuleID.hubClientInfo
  package static let ownedBy = PartyRole.Kind.hub
  package static let receivedBy: [PartyRole.Kind] = [.cpo, .emsp, .nsp, .nap, .scsp, .other]
  package static let isOfOthers = true
}
