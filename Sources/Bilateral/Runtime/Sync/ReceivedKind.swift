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
  /// What tells it from others of its party and id; empty where nothing does.
  var discriminator: String { get }
  /// The newest `last_updated` of the object and everything inside it (P-47).
  var newestUpdate: Timestamp { get }
}

extension ReceivedKind {
  package static var isMoney: Bool { false }
  package var discriminator: String { "" }
  package var newestUpdate: Timestamp { lastUpdated }
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
