package import BilateralBase

/// How messages reach a partner: on its own connection, through a hub, or both (`[route]`).
package struct RouteTerms: Hashable, Sendable {
  /// The plan of ways.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
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
    /// When the session began that it is about; nil for anything else.
    package var begun: Timestamp?

    package init(
      _ module: String, country: String? = nil, groups: Set<String> = [], begun: Timestamp? = nil
    ) {
      (self.module, self.country, self.groups, self.begun) = (module, country, groups, begun)
    }
  }

  /// The plan.
  package let kind: Kind
  /// The hub's partner file; nil where none is used.
  package let hub: String?
  /// What counts of two copies.
  package let precedence: Precedence
  /// Whether the file says so itself, and it is not merely the default.
  package let isPrecedenceStated: Bool
  /// Seconds of a direct outage before the hub takes over.
  package let fallbackAfterSeconds: Int
  /// Seconds of a healthy direct connection before it takes over again.
  package let returnAfterSeconds: Int
  /// From when ``kind`` is in force, where that is direct or hub; before, everything takes the other of the two ways.
  package let cutOver: Timestamp?
  /// Seconds after it for which sessions begun before may still use their way.
  package let cutOverHoldSeconds: Int

  private let byModule: [String: Bool]
  /// Modules of which the file names one way alone, so that no outage moves them.
  private let pinned: [String: Bool]
  private let byGroup: [String: Bool]
  private let byCountry: [String: Bool]

  /// Whether messages may go through the hub at all: now, or before the move to the direct way was over.
  package var usesHub: Bool { hub != nil && (kind != .direct || cutOver != nil) }
  /// Whether the partner has a connection of its own: now, or before the move to the hub was over.
  package var hasConnection: Bool { kind != .hub || cutOver != nil }

  /// The way of a message.
  ///
  /// A split is decided by the module, else by a group of the location, else by its country, else it is direct. A module
  /// for which the file names one way keeps it in an outage too. Before the cut-over everything takes the other way, and
  /// for the hold after it what is about a session begun before.
  ///
  /// - Parameters:
  ///   - matter: what it is about.
  ///   - onHub: whether the direct connection has been given up for the hub at the moment (``RouteSwitch``).
  ///   - now: the time.
  /// - Returns: the way; direct where no hub is named.
  package func way(of matter: Matter, onHub: Bool = false, at now: Timestamp) -> Way {
    guard let hub else { return .direct }
    let takesHub =
      switch kind {
      case .direct: isBeforeMove(matter, now)
      case .hub: !isBeforeMove(matter, now)
      case .fallback: pinned[matter.module] ?? onHub
      case .split: splits(matter)
      }
    return takesHub ? .hub(hub) : .direct
  }

  private func isBeforeMove(_ matter: Matter, _ now: Timestamp) -> Bool {
    guard let cutOver else { return false }
    guard now >= cutOver else { return true }
    guard let begun = matter.begun, begun < cutOver else { return false }
    return now < cutOver.adding(seconds: Int64(cutOverHoldSeconds))
  }

  private func splits(_ matter: Matter) -> Bool {
    if let stated = byModule[matter.module] { return stated }
    let groups = matter.groups.sorted().compactMap { byGroup[$0] }
    // Of groups that disagree, the direct way counts: it costs no fee.
    if !groups.isEmpty { return groups.allSatisfy(\.self) }
    return matter.country.flatMap { byCountry[$0.uppercased()] } ?? false
  }

  /// Every way that a module's messages may take, wherever and whenever.
  package func ways(of module: String) -> Set<Way> {
    guard let hub else { return [.direct] }
    let both: Set<Way> = [.direct, .hub(hub)]
    func only(_ takesHub: Bool) -> Set<Way> { takesHub ? [.hub(hub)] : [.direct] }
    switch kind {
    case .direct, .hub: return cutOver == nil ? only(kind == .hub) : both
    case .fallback: return pinned[module].map(only) ?? both
    case .split:
      let places = Array(byGroup.values) + byCountry.values
      return byModule[module].map(only) ?? (places.contains(true) ? both : [.direct])
    }
  }

  /// Whether messages of a module go by another way at some places than at others.
  package func isByPlace(_ module: String) -> Bool {
    kind == .split && hub != nil && byModule[module] == nil && ways(of: module).count > 1
  }

  /// The split by place, in words that are another when it is.
  package var places: String {
    (byGroup.map { "\($0.key)=\($0.value)" } + byCountry.map { "\($0.key)=\($0.value)" }).sorted()
      .joined(separator: " ")
  }

  /// The countries that the split names.
  package var countries: [String] { byCountry.keys.sorted() }
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
    pinned = byModule.filter { file.texts("route.per_module.\($0.key)").count < 2 }
    byGroup = file.ways("route.per_group")
    byCountry = Dictionary(file.ways("route.per_country").map { ($0.key.uppercased(), $0.value) }) {
      $0 && $1
    }
    let first = file.texts("route.precedence").first
    isPrecedenceStated = first != nil || file.text("route.on_duplicate") != nil
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

extension StringProtocol {
  /// A key as it was meant, where its characters made it stand in quotes.
  var trimmingQuotes: String {
    hasPrefix("\"") && hasSuffix("\"") && count > 1 ? String(dropFirst().dropLast()) : String(self)
  }
}
