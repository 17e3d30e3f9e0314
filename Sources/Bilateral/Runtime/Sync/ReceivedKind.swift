import BilateralBase
package import BilateralModel
package import BilateralTerms

/// A kind of object that partners own and we keep a copy of.
package protocol ReceivedKind: OwnedObject {
  /// The module that carries it.
  static var module: ModuleID { get }
  /// Whether it says what something costs: then no tolerance is applied in silence.
  static var isMoney: Bool { get }
  /// The role of the party that owns it.
  static var ownedBy: PartyRole.Kind { get }
  /// Our roles in which we receive it.
  static var receivedBy: [PartyRole.Kind] { get }
  /// Whether the objects are about parties that are not the partner's: a hub tells of those behind it.
  static var isOfOthers: Bool { get }
  /// What tells it from others of its party and id; empty where nothing does.
  var discriminator: String { get }
  /// The newest `last_updated` of the object and everything inside it (P-47).
  var newestUpdate: Timestamp { get }
  /// Whether its objects are history: a list that lacks one does not take it back.
  static var isHistory: Bool { get }
  /// The `date_from` of a walk that asks for everything, where the list demands one (TR-32).
  static var beginning: Timestamp? { get }
  /// Whether an object passes through states, so that an older one may arrive late.
  static var hasStates: Bool { get }
  /// Whether nothing may follow this state (SES-08, CDR-05).
  var isFinal: Bool { get }
  /// What tells final objects apart where one of two texts is of 2.1.1, which leaves much out.
  var essence: [String] { get }
  /// Why the object is not taken although it can be read.
  var objection: WireFinding? { get }
}

extension ReceivedKind {
  package static var isMoney: Bool { false }
  package static var isOfOthers: Bool { false }
  package var discriminator: String { "" }
  package var newestUpdate: Timestamp { lastUpdated }
  package static var isHistory: Bool { false }
  package static var beginning: Timestamp? { nil }
  package static var hasStates: Bool { true }
  package var isFinal: Bool { false }
  package var essence: [String] { [] }
  package var objection: WireFinding? { nil }
}

/// The kinds by the names of their modules.
package enum ReceivedKinds {
  /// All of them, in the order in which a partner is read: what others refer to comes first.
  package static let all: [any ReceivedKind.Type] = [
    ClientInfo.self, Location.self, Tariff.self, Token.self, Session.self, CDR.self,
  ]

  /// The kind of a module; nil when we receive nothing under that name.
  package static func named(_ module: String) -> (any ReceivedKind.Type)? {
    all.first { $0.module.rawValue == module }
  }
}

extension Location: ReceivedKind {
  package static let module = ModuleID.locations
  package static let ownedBy = PartyRole.Kind.cpo
  package static let receivedBy: [PartyRole.Kind] = [.emsp, .nsp, .nap, .scsp, .hub]

  package var newestUpdate: Timestamp {
    evses.reduce(lastUpdated) { newest, evse in
      evse.connectors.reduce(max(newest, evse.lastUpdated)) { max($0, $1.lastUpdated) }
    }
  }
}

extension Tariff: ReceivedKind {
  package static let isMoney = true
  package static let module = ModuleID.tariffs
  package static let ownedBy = PartyRole.Kind.cpo
  package static let receivedBy: [PartyRole.Kind] = [.emsp, .nsp, .nap, .scsp, .hub]
}

extension Token: ReceivedKind {
  package static let module = ModuleID.tokens
  package static let ownedBy = PartyRole.Kind.emsp
  package static let receivedBy: [PartyRole.Kind] = [.cpo, .hub]

  /// Uid and type together name a token (TOK-03).
  package var discriminator: String { type.rawValue }
}
