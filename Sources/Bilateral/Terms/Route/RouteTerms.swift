package import BilateralBase

/// How messages reach a partner: on its own connection, through a hub, or both (`[route]`).
package struct RouteTerms: Hashable, Sendable {
  /// The plan of ways.
  package enum Kind: String, Hashable, Sendable {
    case direct
    case hub
    case fallback = "direct-with-hub-fallback"
    case split
  }

  /// Whose copy counts when both ways bring the same object.
  package enum Precedence: String, Hashable, Sendable {
    case direct = "keep-direct"
    case hub = "keep-hub"
    case newest
  }

  /// What a message is about, as far as its way may depend on that.
  package struct Matter: Hashable, Sendable {
    /// The module, by its OCPI name.
    package var module: String
    /// ISO 3166 alpha-2 of the country of the location that it is about.
    package var country: String?
    /// The groups of that location.
    package var groups: Set<String>

    package init(_ module: String, country: String? = nil, groups: Set<String> = []) {
      (self.module, self.country, self.groups) = (module, country, groups)
    }
  }

  /// The plan.
  package let kind: Kind
  /// The hub's partner file; nil where none is used.
  package let hub: String?
  /// What counts of two copies.
  package let precedence: Precedence
  /// Seconds of a direct outage before the hub takes over.
  package let fallbackAfterSeconds: Int
  /// Seconds of a healthy direct connection before it takes over again.
  package let returnAfterSeconds: Int
  /// From when ``kind`` is in force; sessions begun before stay on the way where they began.
  package let cutOver: Timestamp?
  /// Seconds after it for which sessions begun before may still use their way.
  package let cutOverHoldSeconds: Int

  private let byModule: [String: Bool]
  private let byGroup: [String: Bool]
  private let byCountry: [String: Bool]

  /// Whether messages may go through the hub at all.
  package var usesHub: Bool { kind != .direct && hub != nil }
  /// Whether the partner has a connection of its own.
  package var hasConnection: Bool { kind != .hub }

  /// The way of a message while everything is up.
  ///
  /// A split is decided by the module, else by a group of the location, else by its country, else it is direct.
  package func way(of matter: Matter) -> Way { way(of: matter, onHub: false) }

  /// The way of a message.
  ///
  /// - Parameters:
  ///   - matter: what it is about.
  ///   - onHub: whether the direct connection has been given up for the hub at the moment (``RouteSwitch``).
  /// - Returns: the way; direct where no hub is named.
  package func way(of matter: Matter, onHub: Bool) -> Way {
    guard let hub else { return .direct }
    let takesHub =
      switch kind {
      case .direct: false
      case .hub: true
      case .fallback: onHub
      case .split: splits(matter)
      }
    return takesHub ? .hub(hub) : .direct
  }

  private func splits(_ matter: Matter) -> Bool {
    if let stated = byModule[matter.module] { return stated }
    let groups = matter.groups.sorted().compactMap { byGroup[$0] }
    // Of groups that disagree, the direct way counts: it costs no fee.
    if !groups.isEmpty { return groups.allSatisfy(\.self) }
    return matter.country.flatMap { byCountry[$0] } ?? false
  }
}

extension PartnerFile {
  /// How messages reach the partner.
  package var route: RouteTerms { RouteTerms(self) }
}

extension RouteTerms {
  /// Reads `[route]`.
  fileprivate init(_ file: PartnerFile) {
    kind = file.text("route.kind").flatMap(Kind.init) ?? .direct
    hub = file.text("route.hub")
    fallbackAfterSeconds = file.seconds("route.fallback_after") ?? 300
    returnAfterSeconds = file.seconds("route.return_after") ?? 1800
    cutOver = file.text("route.cut_over").flatMap { Timestamp(ocpi: $0) }
    cutOverHoldSeconds = file.seconds("route.cut_over_hold") ?? 86_400
    byModule = file.ways("route.per_module")
    byGroup = file.ways("route.per_group")
    byCountry = file.ways("route.per_country")
    let first = file.texts("route.precedence").first
    precedence =
      file.text("route.on_duplicate").flatMap(Precedence.init) ?? (first == "hub" ? .hub : .direct)
  }
}

extension PartnerFile {
  /// The keys below a path and whether they take the hub; of a list the first counts.
  fileprivate func ways(_ path: String) -> [String: Bool] {
    var ways: [String: Bool] = [:]
    for key in map(path).keys {
      let at = "\(path).\(key)"
      ways[key.trimmingQuotes] = (text(at) ?? texts(at).first) == "hub"
    }
    return ways
  }
}

extension String {
  /// A key as it was meant, where its characters made it stand in quotes.
  fileprivate var trimmingQuotes: String {
    hasPrefix("\"") && hasSuffix("\"") && count > 1 ? String(dropFirst().dropLast()) : self
  }
}
