import BilateralBase
package import BilateralTerms

/// What follows for a partner's registration from reaching it through a hub alone.
extension PartnerFile {
  /// Whether the partner has no connection of its own: its messages travel on that of its hub.
  package var isBehindHub: Bool { !route.hasConnection && route.hub != nil }

  /// Refuses what only makes sense on a connection of the partner's own.
  ///
  /// - Throws: `ControlFailure` with the hub's name.
  func demandConnection() throws(ControlFailure) {
    guard isBehindHub, let hub = route.hub else { return }
    throw ControlFailure(
      "BR580", "\(id) is reached through the hub \(hub) and has no connection of its own",
      help: "partnerctl register \(hub); terms of \(id) take effect by partnerctl apply \(id)", exit: 65,
      place: place(near: "route.kind"))
  }
}

extension NextStep {
  /// What is to be done about a partner behind a hub: whatever is to be done about the hub.
  ///
  /// - Parameters:
  ///   - hub: the hub's id.
  ///   - link: the hub; nil when there is no such file.
  /// - Returns: the step; nil when messages can travel.
  static func behind(_ hub: String, _ link: PartnerLink?) -> NextStep? {
    guard let link else {
      return NextStep("its messages travel through the hub \(hub), of which there is no file")
    }
    guard !link.carriesTraffic else { return nil }
    return NextStep(
      "its messages travel on the connection of the hub \(hub), which is \(link.facts.state.rawValue)",
      "partnerctl register \(hub)")
  }
}
