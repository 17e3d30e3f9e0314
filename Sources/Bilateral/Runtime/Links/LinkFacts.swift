package import BilateralBase
package import BilateralModel
package import BilateralNet

/// What registration has established with a partner; a value that is replaced as a whole.
package struct LinkFacts: Sendable {
  /// Where we stand, with exchanges that have no end yet.
  package var relation: Relation
  /// The agreed version, once registered.
  package var version: OCPIVersion?
  /// The partner's endpoints in that version.
  package var endpoints: [Endpoint] {
    didSet { urls = Self.urls(of: endpoints) }
  }
  /// The endpoints' addresses in their order, read once: each message needs one.
  private var urls: [HTTPURL?]
  /// What we may present to the partner.
  package var theirTokens: TheirTokens
  package var lastError: String?

  package init(
    state: PartnerState = .new, version: OCPIVersion? = nil, endpoints: [Endpoint] = [],
    theirToken: SecretText? = nil, tokenForm: TokenForm = .base64, lastError: String? = nil
  ) {
    relation = Relation(state: state)
    self.version = version
    self.endpoints = endpoints
    urls = Self.urls(of: endpoints)
    theirTokens = TheirTokens(inUse: theirToken.map { TheirTokens.Token(text: $0, form: tokenForm) })
    self.lastError = lastError
  }

  package var state: PartnerState { relation.state }
  /// What we present to the partner first.
  package var theirToken: SecretText? { theirTokens.inUse?.text }
  /// How it stands in the header.
  package var tokenForm: TokenForm { theirTokens.inUse?.form ?? .base64 }

  /// Where the partner serves a module in a role; nil when it does not.
  package func endpoint(_ module: ModuleID, _ role: InterfaceRole) -> HTTPURL? {
    let place = endpoints.firstIndex { $0.identifier == module && ($0.role ?? role) == role }
    return place.flatMap { urls[$0] }
  }

  private static func urls(of endpoints: [Endpoint]) -> [HTTPURL?] {
    endpoints.map { try? HTTPURL($0.url) }
  }
}

extension LinkFacts {
  /// The module whose endpoint an address belongs to; nil for versions and credentials.
  package func module(of url: HTTPURL) -> ModuleID? {
    let text = url.description
    return endpoints.first { endpoint in
      text.hasPrefix(endpoint.url) && endpoint.identifier != .credentials
    }?.identifier
  }
}
