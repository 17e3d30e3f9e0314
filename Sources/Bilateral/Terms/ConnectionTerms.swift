/// How to reach a partner and how hard to press (sections connection and security).
package struct ConnectionTerms: Hashable, Sendable {
  /// Their versions endpoint in the fleet's environment; nil when they start.
  package let versionsURL: String?
  /// Our versions endpoint when it is not the fleet's.
  package let ourVersionsURL: String?
  /// The token for registration.
  package let tokenA: SecretReference?
  /// Which version to choose.
  package let versionPolicy: VersionPolicy
  /// Versions we accept, best first.
  package let allowedVersions: [String]
  /// Who begins.
  package let registration: Registration
  /// Longest wait for an answer, in milliseconds.
  package let timeoutMilliseconds: Int
  /// Longest wait for a connection, in milliseconds.
  package let connectTimeoutMilliseconds: Int
  /// Tries of one call that may be repeated.
  package let retryAttempts: Int
  /// First pause between tries, in milliseconds.
  package let retryBaseMilliseconds: Int
  /// Longest pause between tries, in milliseconds.
  package let retryMaxMilliseconds: Int
  /// Calls at the same time.
  package let maxInFlight: Int
  /// Calls we make at most; nil for no limit.
  package let rateLimit: TermRate?

  /// Limits for single modules, beside the one for all.
  package let moduleRateLimits: [String: TermRate]

  /// Who begins the handshake.
  package enum Registration: String, Hashable, Sendable {
    case weStart = "we-start"
    case theyStart = "they-start"
    case either
  }

  /// How a version is chosen.
  package enum VersionPolicy: Hashable, Sendable {
    case highestCommon
    case pin(String)
    case atLeast(String)
  }
}

extension PartnerFile {
  /// How to reach the partner; values of `connection.environments.<env>` come first (ruling 11).
  package var connection: ConnectionTerms {
    ConnectionTerms(
      versionsURL: inEnvironment("versions_url").flatMap(text),
      ourVersionsURL: inEnvironment("our_versions_url").flatMap(text),
      tokenA: inEnvironment("token_a").flatMap(secret),
      versionPolicy: versionPolicy,
      allowedVersions: texts("connection.allowed_versions"),
      registration: text("connection.registration").flatMap(ConnectionTerms.Registration.init) ?? .either,
      timeoutMilliseconds: milliseconds("connection.timeout", 10_000),
      connectTimeoutMilliseconds: milliseconds("connection.connect_timeout", 3000),
      retryAttempts: integer("connection.retry.attempts") ?? 5,
      retryBaseMilliseconds: milliseconds("connection.retry.base", 1000),
      retryMaxMilliseconds: milliseconds("connection.retry.max", 300_000),
      maxInFlight: integer("connection.max_in_flight") ?? 8,
      rateLimit: rate("connection.rate_limit"),
      moduleRateLimits: Dictionary(
        FieldTable.modules.compactMap { module in
          rate("connection.rate_limits.\(module)").map { (module, $0) }
        }, uniquingKeysWith: { first, _ in first }))
  }

  /// The path of a connection value in the fleet's environment, where the file overrides it there.
  private func inEnvironment(_ name: String) -> String? {
    if let environment {
      let path = "connection.environments.\(environment.rawValue).\(name)"
      if entry(path) != nil { return path }
    }
    return entry("connection.\(name)") == nil ? nil : "connection.\(name)"
  }

  private var versionPolicy: ConnectionTerms.VersionPolicy {
    let words = (text("connection.version_policy") ?? "").split(separator: " ").map(String.init)
    switch (words.first, words.last) {
    case ("pin", let version?): return .pin(version)
    case ("at-least", let version?): return .atLeast(version)
    default: return .highestCommon
    }
  }

  /// The milliseconds of a duration; calendar units and absent values count as `fallback`.
  func milliseconds(_ path: String, _ fallback: Int) -> Int { duration(path)?.milliseconds ?? fallback }
}
