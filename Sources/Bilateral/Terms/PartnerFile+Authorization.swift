/// How drivers are checked with a partner (section authorization).
extension PartnerFile {
  /// The decisions about this partner's drivers.
  package var authorizationPolicy: AuthorizationPolicy {
    AuthorizationPolicy(
      mode: text("authorization.mode").flatMap(AuthorizationPolicy.Mode.init) ?? .realtimeThenWhitelist,
      timeout: .milliseconds(milliseconds("authorization.timeout", 3000)),
      onTimeout: fallback("authorization.on_timeout") ?? .whitelist,
      onUnknown: fallback("authorization.on_unknown") ?? .deny,
      offline: fallback("authorization.offline") ?? .allowKnown,
      whitelistOverride: whitelistOverride)
  }

  /// How they write card numbers.
  package var uidFormat: TokenUIDFormat {
    text("authorization.uid_format").flatMap(TokenUIDFormat.init) ?? .asIs
  }

  /// Card numbers refused whatever the partner says.
  package var blockedTokens: [String] { texts("authorization.blocked_tokens") }

  private func fallback(_ path: String) -> AuthorizationPolicy.Fallback? {
    text(path).flatMap(AuthorizationPolicy.Fallback.init)
  }

  private var whitelistOverride: [TokenWhitelist: TokenWhitelist] {
    var override: [TokenWhitelist: TokenWhitelist] = [:]
    for (word, meaning) in map("authorization.whitelist_override") {
      guard let word = TokenWhitelist(rawValue: word) else { continue }
      override[word] = TokenWhitelist(rawValue: meaning)
    }
    return override
  }

  /// The texts of a table with keys of any name.
  package func map(_ path: String) -> [String: String] {
    let prefix = path + "."
    var map: [String: String] = [:]
    for (key, entry) in terms.entries.below(path) {
      map[String(key.dropFirst(prefix.count))] = entry.text
    }
    return map
  }
}
