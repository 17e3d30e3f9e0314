import BilateralModel
import BilateralStore
import BilateralTerms

extension Precedence {
  /// Which of two copies of a partner's object counts; nil when there is one way to the partner.
  ///
  /// - Parameters:
  ///   - kind: the kind of object; what happened goes through states and ends, so its newest word counts whoever
  ///     brought it.
  ///   - link: the partner.
  ///   - isAddressed: whether the partner itself sent the copy to us through the hub: its own connection to us is then
  ///     out, as far as it can see, and older words do not stand before it unless the file says that they do.
  init?<Kind: ReceivedKind>(of kind: Kind.Type, _ link: PartnerLink, isAddressed: Bool = false) {
    let route = link.terms.route
    guard route.usesHub else { return nil }
    guard !Kind.isHistory else {
      self = .newest
      return
    }
    switch route.kind {
    // One way at a time: what the other one brought before a move does not stand before it.
    case .direct, .hub: self = link.way(of: .init(Kind.module.rawValue)) == .direct ? .direct : .hub
    case .fallback where isAddressed && !route.isPrecedenceStated: self = .newest
    case .fallback, .split: self = Precedence(of: Kind.module, by: route, link)
    }
  }

  private init(of module: ModuleID, by route: RouteTerms, _ link: PartnerLink) {
    switch route.precedence {
    case .hub: self = .hub
    case .newest: self = .newest
    // While nobody answers there, what it said last is not kept against newer words of the hub.
    case .direct where link.ownIsDown || link.isOnHub: self = .newest
    case .direct: self = route.ways(of: module.rawValue).contains(.direct) ? .direct : .hub
    }
  }
}

extension PartnerFile {
  /// Whether an object came on another connection than the one that the file gives its module to.
  ///
  /// - Parameters:
  ///   - module: the object's.
  ///   - isDirect: whether it came on the partner's own.
  /// - Returns: false where both may bring it.
  func isOffRoute(_ module: ModuleID, isDirect: Bool) -> Bool {
    route.usesHub && !route.ways(of: module.rawValue).contains { ($0 == .direct) == isDirect }
  }
}
