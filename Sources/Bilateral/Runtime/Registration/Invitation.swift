import BilateralBase
import BilateralNet
import BilateralStore

/// Invites a partner to register with us: issues a token A and says what to send (CR-01).
///
/// Repeating it issues another beside the first, `reissue` one in its place. `reset` is the way back after either side
/// has lost its tokens (P-10).
package struct Invitation: Sendable {
  private static let validDays: Int64 = 30

  private let keeper: LinkKeeper
  private var commons: Commons { keeper.commons }

  /// Makes the verb.
  package init(_ keeper: LinkKeeper) { self.keeper = keeper }

  /// Issues the token; the answer is the only place where it is ever shown.
  ///
  /// - Throws: `ControlFailure`, or what the store throws.
  package func invite(_ id: String) async throws -> ControlReply {
    try await issue(id, as: .invited) { _ in }
  }

  /// Issues a token A in the place of one that is out and was not used up; the one before ends.
  ///
  /// - Throws: `ControlFailure`, or what the store throws.
  package func reissue(_ id: String) async throws -> ControlReply {
    let pending = try await commons.store.read { tx in
      try tx.ourTokens.list(of: id).contains { $0.kind == .registration }
    }
    return try await issue(id, as: .reissued) { link throws(ControlFailure) in
      guard pending || link.ownFacts.state == .invited else {
        throw ControlFailure(
          "BR226", "no invitation of \(id) is pending",
          help: "partnerctl invite \(id) makes one", exit: 6)
      }
    }
  }

  /// Gives up what is lost: no token of before is valid or presented any more, on our side; objects and cursors stay.
  ///
  /// - Throws: `ControlFailure`, or what the store throws.
  package func reset(_ id: String) async throws -> ControlReply {
    try await issue(id, as: .reset) { link throws(ControlFailure) in
      guard !link.isExchanging else {
        throw ControlFailure(
          Registrar.busy, "a credentials exchange with \(id) is under way", help: "try again in a moment",
          exit: 6)
      }
    }
  }

  private func issue(
    _ id: String, as event: Relation.Event, _ demand: (PartnerLink) throws(ControlFailure) -> Void
  ) async throws -> ControlReply {
    let file = try PartnerFolder(commons).read(id).file
    try file.demandConnection()
    guard file.status == .test || file.status == .live else {
      throw ControlFailure(
        "BR220", "\(file.file) says status = \"\(file.status.rawValue)\"",
        help: "set it to \"test\" or \"live\" first", exit: 6)
    }
    guard file.connection.registration != .weStart || event != .invited else {
      throw ControlFailure(
        "BR227", "\(file.file) says registration = \"we-start\"",
        help: "partnerctl register \(id) begins it; or write \"either\"", exit: 6)
    }
    guard let url = file.connection.ourVersionsURL ?? commons.versionsURL()?.description else {
      throw ControlFailure("BR222", "our own server does not listen yet", exit: 6)
    }
    try demand(try await keeper.loader.load(file))
    let token = commons.surroundings.makeToken(bytes: file.security.tokenBytes)
    let expires = commons.surroundings.wallClock.now().adding(seconds: Self.validDays * 86_400)
    try await RegistrationLedger(commons).invite(id, token: token, expires: expires, as: event)
    try await keeper.follow(file)
    return ControlReply(
      Self.words(event),
      [
        .init("versions_url", .string(url)), .init("token", .string(token.revealed)),
        .init("expires", .string(expires.description)),
      ])
  }

  private static func words(_ event: Relation.Event) -> String {
    let send =
      "send the partner this over a safe channel; it is shown once and ends when the handshake is complete"
    return switch event {
    case .reissued: "the token before is void; " + send
    case .reset: "all tokens of before are void, objects and cursors are kept; " + send
    default: send
    }
  }
}
