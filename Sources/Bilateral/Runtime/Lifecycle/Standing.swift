package import BilateralBase
package import BilateralStore

/// What was decided about a partnership beside its file: that it is suspended, or being ended.
///
/// It is kept in the state of the fleet and survives restarts; the file is never edited by it.
package struct Standing: Hashable, Sendable {
  /// A rest that lasts until somebody ends it.
  package struct Suspension: Hashable, Sendable {
    package let since: Timestamp
    /// Why, for our own people; the partner is not told.
    package let reason: String?
  }

  /// The word for all modules together.
  package static let all = "*"
  /// The modules that can be suspended by themselves.
  package static let modules = ["locations", "tariffs", "tokens", "sessions", "cdrs", "commands"]
  /// The modules in which what has begun comes to its end: money is never lost.
  private static let completing = [
    "sessions", "cdrs", "chargingprofiles", "hubclientinfo", "credentials", "versions",
  ]
  private static let fact = "standing"

  /// What rests, by module, or under ``all``.
  package private(set) var suspensions: [String: Suspension] = [:]
  /// How far the end of the partnership has come; nil while nobody ends it.
  package var offboarding: Offboarding?

  /// Nothing was decided.
  package init() {}

  /// Suspends a module, or all of them.
  ///
  /// - Returns: whether that is new.
  package mutating func suspend(_ module: String, reason: String?, at now: Timestamp) -> Bool {
    guard suspensions[module] == nil, module == Self.all || suspensions[Self.all] == nil else { return false }
    suspensions[module] = Suspension(since: now, reason: reason)
    return true
  }

  /// Ends the rest of a module; of everything with ``all``.
  ///
  /// - Returns: whether anything rested.
  package mutating func resume(_ module: String) -> Bool {
    guard module == Self.all else { return suspensions.removeValue(forKey: module) != nil }
    defer { suspensions = [:] }
    return !suspensions.isEmpty
  }

  /// Whether the end of a partnership needs a module, whatever was suspended before.
  static func isMovedByItsEnd(_ module: String) -> Bool { ["tokens", "sessions", "cdrs"].contains(module) }

  /// The suspension that holds a module; nil when none does.
  ///
  /// Sessions and CDRs complete while all is suspended; they rest only where they are named.
  package func suspension(of module: String) -> Suspension? {
    suspensions[module] ?? (Self.completing.contains(module) ? nil : suspensions[Self.all])
  }
}

extension Standing {
  /// What is kept of a partner.
  package static func of<Access>(_ partner: String, in tx: Transaction<Access>) throws -> Standing {
    guard let text = try tx.partners.facts(of: partner)[fact], let json = try? JSON.parse(Array(text.utf8))
    else { return Standing() }
    return Standing(json)
  }

  /// Writes what was decided.
  package func save(_ partner: String, in tx: WriteTransaction) throws {
    try tx.partners.ensure(partner)
    try tx.partners.learn(Self.fact, self == Standing() ? nil : json.text, of: partner)
  }

  private init(_ json: JSON) {
    for member in json["suspensions"]?.members ?? [] {
      guard let since = member.value["since"]?.string.flatMap({ Timestamp(ocpi: $0) }) else { continue }
      suspensions[member.name] = Suspension(since: since, reason: member.value["reason"]?.string)
    }
    offboarding = json["offboarding"].flatMap { Offboarding($0) }
  }

  private var json: JSON {
    let rests = suspensions.sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value.json) }
    return ["suspensions": .object(rests), "offboarding": offboarding?.json ?? .null]
  }
}

extension Standing.Suspension {
  /// `{"since","reason"}`.
  var json: JSON {
    ["since": .string(since.description), "reason": reason.map { .string($0) } ?? .null]
  }
}
