package import BilateralBase
package import BilateralModel
package import BilateralTerms

/// Who is connected to the simulated hub: platforms with their parties, and what all others are told of them.
package struct HubDirectory: Sendable {
  /// A connected platform.
  package struct Platform: Sendable, Equatable {
    /// Names it while the hub runs.
    package let number: Int
    package var roles: [PartyRole] = []
    /// Its endpoints by `locations RECEIVER`.
    package var endpoints: [String: String] = [:]
    package var versionsURL = ""
    /// What the hub presents to it.
    package var theirToken = ""
    /// What it presents to the hub, newest last.
    package var sessions: [String] = []
    /// Whether it was not there when it was called last.
    package var isAway = false

    package init(_ number: Int) { self.number = number }

    /// Its parties, each once, in the order of its credentials.
    package var parties: [PartyID] {
      roles.map(\.party).reduce(into: []) { all, party in if !all.contains(party) { all.append(party) } }
    }
  }

  /// What all are told of a party in a role.
  package struct Entry: Sendable, Equatable {
    package let role: PartyRole
    package let status: ConnectionStatus
    package let lastUpdated: Timestamp
  }

  /// The hub's own party.
  package let hub: PartyID
  package private(set) var platforms: [Int: Platform] = [:]
  /// What somebody ordered, which counts more than what is so.
  private var ordered: [PartyID: ConnectionStatus] = [:]
  /// Parties that will come one day.
  private var awaited: Set<PartyRole> = []
  private var book: [PartyRole: Entry] = [:]
  private var lastNumber = 0

  /// A hub that nobody is connected to.
  package init(hub: PartyID) { self.hub = hub }
}

extension HubDirectory {
  /// Makes room for a platform that begins to register.
  package mutating func open() -> Int {
    lastNumber += 1
    platforms[lastNumber] = Platform(lastNumber)
    return lastNumber
  }

  /// Changes a platform; one that is gone is left alone.
  package mutating func change(_ number: Int, _ change: (inout Platform) -> Void) {
    guard var platform = platforms[number] else { return }
    change(&platform)
    platforms[number] = platform
    // Who registers anew takes its parties along.
    let roles = Set(platform.roles)
    guard !roles.isEmpty else { return }
    for (other, known) in platforms where other != number && !roles.isDisjoint(with: known.roles) {
      platforms[other]?.roles.removeAll(where: roles.contains)
      if platforms[other]?.roles.isEmpty == true { platforms[other] = nil }
    }
  }

  /// Forgets a platform; its parties become SUSPENDED (HCI-07).
  package mutating func close(_ number: Int) { platforms[number] = nil }

  /// Says what a party is told as; nil leaves it to what is so.
  package mutating func order(_ party: PartyID, _ status: ConnectionStatus?) { ordered[party] = status }

  /// Announces a party that is not connected yet (HCI-06).
  package mutating func announce(_ role: PartyRole) { awaited.insert(role) }

  /// Writes the book anew.
  ///
  /// - Parameter now: the time of what changed.
  /// - Returns: the entries that are new or changed, by party.
  package mutating func refresh(at now: Timestamp) -> [Entry] {
    let present = platforms.values.flatMap { platform in platform.roles.map { ($0, platform) } }
    var statuses: [PartyRole: ConnectionStatus] = [:]
    for role in book.keys { statuses[role] = .suspended }
    for role in awaited { statuses[role] = .planned }
    for (role, platform) in present where role.kind != .hub {
      statuses[role] = ordered[role.party] ?? (platform.isAway ? .offline : .connected)
    }
    let news = statuses.filter { book[$0.key]?.status != $0.value }
      .map { Entry(role: $0.key, status: $0.value, lastUpdated: now) }
    for entry in news { book[entry.role] = entry }
    return news.sorted { "\($0.role)" < "\($1.role)" }
  }
}

extension HubDirectory {
  /// What a platform is told of all others, by party (HCI-01).
  package func entries(besides number: Int? = nil) -> [Entry] {
    let own = Set(number.flatMap { platforms[$0]?.roles } ?? [])
    return book.values.filter { !own.contains($0.role) }.sorted { "\($0.role)" < "\($1.role)" }
  }

  /// The platform of a party: the one with an endpoint of that name, where the party is on several.
  package func platform(of party: PartyID, with endpoint: String) -> Platform? {
    let all = platforms.values.filter { $0.parties.contains(party) }.sorted { $0.number < $1.number }
    return all.first { $0.endpoints[endpoint] != nil } ?? all.first
  }

  /// Who presents a token.
  package func platform(holding token: String) -> Platform? {
    platforms.values.first { $0.sessions.contains(token) }
  }

  /// How a party is connected now; nil when nobody knows it.
  package func status(of party: PartyID) -> ConnectionStatus? {
    let entries = book.values.filter { $0.role.party == party }
    return entries.contains { $0.status == .connected } ? .connected : entries.first?.status
  }

  /// Whether a platform is cut off: all its parties were ordered away.
  package func isCut(_ number: Int) -> Bool {
    guard let parties = platforms[number]?.parties, !parties.isEmpty else { return false }
    return parties.allSatisfy { ordered[$0] == .offline }
  }

  /// The parties that take a module from the others, each with its platform (TR-83).
  package func receivers(of module: String, besides number: Int) -> [(party: PartyID, platform: Platform)] {
    let takers = HubModule.receivers(of: module)
    return platforms.values.filter { $0.number != number && $0.endpoints["\(module) RECEIVER"] != nil }
      .flatMap { platform in
        platform.parties.filter { party in
          status(of: party) == .connected
            && platform.roles.contains { $0.party == party && takers.contains($0.kind) }
        }.map { ($0, platform) }
      }
      .sorted { $0.0 < $1.0 }
  }
}

/// Who has objects of a module, and who takes them.
enum HubModule {
  /// The roles that have objects of a module.
  static func senders(of module: String) -> [PartyRole.Kind] { module == "tokens" ? [.emsp] : [.cpo] }

  /// The roles that take objects of a module.
  static func receivers(of module: String) -> [PartyRole.Kind] {
    module == "tokens" ? [.cpo, .other] : [.emsp, .nsp, .nap, .scsp, .other]
  }

  /// The modules whose lists everybody may ask the hub for.
  static let listed = ["locations", "tariffs", "tokens", "sessions", "cdrs"]
  /// The modules that concern one driver's provider only, and are never told to all (TR-85).
  static let ofOneDriver = ["sessions", "cdrs"]
  /// The modules without routing headers (TR-78).
  static let ofHub = "hubclientinfo"
}
