package import BilateralBase
package import BilateralModel
package import BilateralNet

/// What registration has established with a partner; a value that is replaced as a whole.
package struct LinkFacts: Sendable {
  package var state: PartnerState
  /// The agreed version, once registered.
  package var version: OCPIVersion?
  /// The partner's endpoints in that version.
  package var endpoints: [Endpoint]
  /// What we present to the partner.
  package var theirToken: SecretText?
  /// How it stands in the header.
  package var tokenForm: TokenForm
  package var lastError: String?

  package init(
    state: PartnerState = .new, version: OCPIVersion? = nil, endpoints: [Endpoint] = [],
    theirToken: SecretText? = nil, tokenForm: TokenForm = .base64, lastError: String? = nil
  ) {
    self.state = state
    self.version = version
    self.endpoints = endpoints
    self.theirToken = theirToken
    self.tokenForm = tokenForm
    self.lastError = lastError
  }

  /// Where the partner serves a module in a role; nil when it does not.
  package func endpoint(_ module: ModuleID, _ role: InterfaceRole) -> HTTPURL? {
    let found = endpoints.first { $0.identifier == module && ($0.role ?? role) == role }
    return found.flatMap { try? HTTPURL($0.url) }
  }
}
