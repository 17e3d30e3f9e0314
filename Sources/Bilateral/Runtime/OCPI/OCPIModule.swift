package import BilateralModel
package import BilateralTerms

/// One side of one OCPI module on our server, such as locations as sender.
package protocol OCPIModule: Sendable {
  /// Which module.
  var id: ModuleID { get }
  /// Which side of it we are.
  var role: InterfaceRole { get }
  /// In which of our roles we offer it; empty means in all.
  var offeredAs: [PartyRole.Kind] { get }

  /// Whether the partner is one that this side is for; unless a module says otherwise, every partner is.
  func suits(_ link: PartnerLink) -> Bool

  /// Whether a request is answered with so little work that it stays on the event loop; unless a module says otherwise,
  /// none is (ruling 2).
  func isQuick(_ path: [String]) -> Bool

  /// Answers a request below the module's endpoint.
  ///
  /// - Parameters:
  ///   - call: who asks, with the request.
  ///   - path: the decoded segments after the endpoint.
  /// - Returns: the answer.
  /// - Throws: `OCPIRefusal` for what the partner did wrong; anything else is our fault and answered with 3000.
  func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply
}

extension OCPIModule {
  package func suits(_ link: PartnerLink) -> Bool { true }
  package func isQuick(_ path: [String]) -> Bool { false }

  /// Whether this side is offered to a partner in a version; through a door, only what we offer in that role.
  package func isOffered(
    to link: PartnerLink, in version: OCPIVersion, through door: OCPIAddress.Door? = nil
  ) -> Bool {
    guard suits(link), id.exists(in: version) else { return false }
    return offeredAs.isEmpty
      || offeredAs.contains { link.weAre($0) && (door == nil || door?.kind == $0) }
  }
}
