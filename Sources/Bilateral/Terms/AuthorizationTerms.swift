/// How drivers are checked with a partner (section authorization).
package struct AuthorizationTerms: Hashable, Sendable {
  /// `realtime`, `whitelist` or `realtime-then-whitelist`.
  package enum Mode: String, Hashable, Sendable {
    case realtime, whitelist
    case realtimeThenWhitelist = "realtime-then-whitelist"
  }
  /// What happens when no answer comes.
  package enum Fallback: String, Hashable, Sendable {
    case allow, deny, whitelist
    case allowKnown = "allow-known"
  }

  /// How drivers are checked.
  package let mode: Mode
  /// Longest wait for the answer, in milliseconds.
  package let timeoutMilliseconds: Int
  /// When none comes in time.
  package let onTimeout: Fallback
  /// When the token is unknown.
  package let onUnknown: Fallback
  /// When the link is down.
  package let offline: Fallback
  /// Seconds for which an answer is good; nil for not kept.
  package let cacheSeconds: Int?
  /// How they write card numbers.
  package let uidFormat: String
  /// Whether a question must carry the location.
  package let isLocationRequired: Bool
  /// Card numbers refused.
  package let blockedTokens: [String]
  /// Whitelist values read as others, such as ALWAYS as ALLOWED_OFFLINE.
  package let whitelistOverride: [String: String]
}

extension PartnerFile {
  /// How drivers are checked with this partner.
  package var authorization: AuthorizationTerms {
    AuthorizationTerms(
      mode: text("authorization.mode").flatMap(AuthorizationTerms.Mode.init) ?? .realtimeThenWhitelist,
      timeoutMilliseconds: milliseconds("authorization.timeout", 3000),
      onTimeout: fallback("authorization.on_timeout") ?? .whitelist,
      onUnknown: fallback("authorization.on_unknown") ?? .deny,
      offline: fallback("authorization.offline") ?? .allowKnown,
      cacheSeconds: seconds("authorization.cache_ttl"),
      uidFormat: text("authorization.uid_format") ?? "as-is",
      isLocationRequired: flag("authorization.location_required") ?? false,
      blockedTokens: texts("authorization.blocked_tokens"),
      whitelistOverride: map("authorization.whitelist_override"))
  }

  private func fallback(_ path: String) -> AuthorizationTerms.Fallback? {
    text(path).flatMap(AuthorizationTerms.Fallback.init)
  }

  /// The texts of a table with keys of any name.
  package func map(_ path: String) -> [String: String] {
    let prefix = path + "."
    var map: [String: String] = [:]
    for (key, entry) in terms.entries where key.hasPrefix(prefix) {
      map[String(key.dropFirst(prefix.count))] = entry.text
    }
    return map
  }
}
