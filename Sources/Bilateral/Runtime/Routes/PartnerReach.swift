package import BilateralModel
package import BilateralNet
package import BilateralTerms

/// A partner as it is reached on one way: whose connection, in which version, at which addresses.
package struct PartnerReach: Sendable {
  /// The way.
  package let way: Way
  /// Whose connection carries it: the partner's own link, or that of a hub.
  package let carrier: PartnerLink
  private let partner: PartnerLink

  init(_ partner: PartnerLink, _ way: Way, carrier: PartnerLink) {
    (self.partner, self.way, self.carrier) = (partner, way, carrier)
  }

  /// Whose connection carries it, where that is not the partner's own.
  var carrierIfOther: PartnerLink? { carrier === partner ? nil : carrier }

  /// The version in force on the connection; nil before registration.
  package var version: OCPIVersion? { carrier.ownFacts.version }

  /// Whether messages may take it now: the partner is in operation, and so is whoever carries them.
  package var carriesTraffic: Bool { partner.isAgreed && carrier.ownCarriesTraffic }

  /// Whether the last call on it found nobody there.
  package var isDown: Bool { carrier.ownIsDown }

  /// Where a module is served, under the version in force.
  ///
  /// - Throws: `.notConnected` when it is not.
  package func endpoint(
    _ module: ModuleID, _ role: InterfaceRole
  ) throws(OCPIFailure) -> (url: HTTPURL, version: OCPIVersion) {
    let facts = carrier.ownFacts
    guard let version = facts.version, let url = facts.endpoint(module, role) else {
      let name = way.hub.map { "the hub \($0)" } ?? partner.id
      throw OCPIFailure(.notConnected, "\(name) offers no \(module) \(role.rawValue.lowercased())")
    }
    return (url, version)
  }
}

extension PartnerFile {
  /// Whether the partnership is in operation; while it is suspended, what has begun comes to its end.
  var isInOperation: Bool { [.test, .live, .suspended].contains(status) }
}

extension OCPICall {
  /// The way on which the call came.
  package var way: Way { carrier === link ? .direct : .hub(carrier.id) }
}

extension PartnerLink {
  /// The way of a message now.
  package func way(of matter: RouteTerms.Matter) -> Way {
    terms.route.way(of: matter, onHub: isOnHub, at: roads.now())
  }

  /// The partner on a way; nil when the way leads over a hub that is not known.
  package func reach(_ way: Way) -> PartnerReach? {
    switch way {
    case .direct: PartnerReach(self, way, carrier: self)
    case .hub(let id): roads.hub(id).map { PartnerReach(self, way, carrier: $0) }
    }
  }

  /// The partner on the way that messages of a module take now.
  ///
  /// Without the hub of its way it is taken for a partner of its own, with which nothing is agreed.
  package func reach(for module: ModuleID) -> PartnerReach {
    reach(way(of: .init(module.rawValue))) ?? PartnerReach(self, .direct, carrier: self)
  }

  /// The version in which a module's messages go now; nil before registration.
  package func version(for module: ModuleID) -> OCPIVersion? { reach(for: module).version }

  /// The hub that messages to the partner may take, if its file names one.
  package var hubLink: PartnerLink? {
    let route = terms.route
    return route.usesHub ? route.hub.flatMap(roads.hub) : nil
  }

  /// Whether an address lies at the partner, or at the hub through which it is reached (S-15, S-19).
  package func mayCall(_ url: HTTPURL) -> Bool { client.owns(url) || hubLink?.client.owns(url) ?? false }

  /// Whose connection an address belongs to.
  ///
  /// An address tells itself, so that a way that changes between address and call never shows a token to somebody
  /// else's host.
  func carrier(of url: HTTPURL) -> PartnerLink {
    guard let hub = hubLink, hub !== self, !client.owns(url), hub.client.owns(url) else { return self }
    return hub
  }
}
