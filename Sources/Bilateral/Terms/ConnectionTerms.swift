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

extension ConnectionTerms {
  /// The terms of a file; values of `connection.environments.<env>` come first (ruling 11).
  init(_ terms: TermSet, in environment: FleetFile.Environment?) {
    /// The path of a value in the fleet's environment, where the file overrides it there.
    func path(_ name: String) -> String? {
      let narrow = environment.map { "connection.environments.\($0.rawValue).\(name)" }
      return [narrow, "connection.\(name)"].compactMap { $0 }.first { terms.entries[$0] != nil }
    }
    versionsURL = path("versions_url").flatMap(terms.text)
    ourVersionsURL = path("our_versions_url").flatMap(terms.text)
    tokenA = path("token_a").flatMap(terms.secret)
    versionPolicy = VersionPolicy(terms.text("connection.version_policy") ?? "")
    allowedVersions = terms.texts("connection.allowed_versions")
    registration = terms.text("connection.registration").flatMap(Registration.init) ?? .either
    timeoutMilliseconds = terms.milliseconds("connection.timeout", 10_000)
    connectTimeoutMilliseconds = terms.milliseconds("connection.connect_timeout", 3000)
    retryAttempts = terms.integer("connection.retry.attempts") ?? 5
    retryBaseMilliseconds = terms.milliseconds("connection.retry.base", 1000)
    retryMaxMilliseconds = terms.milliseconds("connection.retry.max", 300_000)
    maxInFlight = terms.integer("connection.max_in_flight") ?? 8
    rateLimit = terms.rate("connection.rate_limit")
    let limits = FieldTable.modules.compactMap { module in
      terms.rate("connection.rate_limits.\(module)").map { (module, $0) }
    }
    moduleRateLimits = Dictionary(limits, uniquingKeysWith: { first, _ in first })
  }
}

extension ConnectionTerms.VersionPolicy {
  /// Reads `pin 2.2.1` and `at-least 2.2.1`; everything else is the highest that both sides have.
  fileprivate init(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    switch (words.first, words.last) {
    case ("pin", let version?): self = .pin(version)
    case ("at-least", let version?): self = .atLeast(version)
    default: self = .highestCommon
    }
  }
}

extension TermSet {
  /// The milliseconds of a duration; calendar units and absent values count as `fallback`.
  func milliseconds(_ path: String, _ fallback: Int) -> Int { duration(path)?.milliseconds ?? fallback }

  func rate(_ path: String) -> TermRate? {
    if case .rate(let rate) = entries[path]?.value { rate } else { nil }
  }
}

extension PartnerFile {
  /// The milliseconds of a duration; calendar units and absent values count as `fallback`.
  func milliseconds(_ path: String, _ fallback: Int) -> Int { terms.milliseconds(path, fallback) }
}
