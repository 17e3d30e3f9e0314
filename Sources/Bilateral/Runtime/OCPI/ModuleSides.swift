import BilateralBase
import BilateralModel
import BilateralNet

/// Finds the side of a module that a request means.
///
/// Where the address does not name it, in 2.1.1, it follows from our roles; and when we are both, from the request:
/// objects of the partner have its party in their address (TR-52), and only such are put, changed and deleted.
struct ModuleSides: Sendable {
  let modules: [any OCPIModule]
  let link: PartnerLink
  let address: OCPIAddress

  /// The module; nil when we offer none of that name there.
  func module(for method: HTTPMethod) -> (any OCPIModule)? {
    let version = address.version ?? .newest
    let found = modules.filter { module in
      module.id == address.module && (address.role ?? module.role) == module.role
        && module.isOffered(to: link, in: version, through: address.door)
    }
    guard found.count > 1 else { return found.first }
    let side = side(meantBy: method)
    return found.first { $0.role == side } ?? found.first
  }

  private func side(meantBy method: HTTPMethod) -> InterfaceRole {
    switch method {
    case .get: namesTheirParty ? .receiver : .sender
    // CDRs and commands go to the other side; below that stand questions about tokens and results of commands.
    case .post: address.rest.count > 1 ? .sender : .receiver
    default: .receiver
    }
  }

  private var namesTheirParty: Bool {
    guard address.rest.count > 2 else { return false }
    return PartyID(country: address.rest[0], party: address.rest[1]).map(link.theirParties.contains) ?? false
  }
}
