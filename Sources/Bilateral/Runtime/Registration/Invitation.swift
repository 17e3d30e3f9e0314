import BilateralBase
import BilateralNet

/// Invites a partner to register with us: issues a token A and says what to send (CR-01).
///
/// Repeating it issues another; that is also the way back after either side has lost its tokens (P-10).
package struct Invitation: Sendable {
  private static let validDays: Int64 = 30

  private let commons: Commons
  private let loader: LinkLoader
  private let started: @Sendable (PartnerLink) -> Void

  /// Makes the verb; `started` starts the loops of a partner that is there for the first time.
  package init(
    commons: Commons, loader: LinkLoader, started: @escaping @Sendable (PartnerLink) -> Void
  ) {
    self.commons = commons
    self.loader = loader
    self.started = started
  }

  /// Issues the token; the answer is the only place where it is ever shown.
  ///
  /// - Throws: `ControlFailure`, or what the store throws.
  package func invite(_ id: String) async throws -> ControlReply {
    let file = try PartnerFolder(commons).read(id).file
    guard file.status == .test || file.status == .live else {
      throw ControlFailure(
        "BR220", "\(file.file) says status = \"\(file.status.rawValue)\"",
        help: "set it to \"test\" or \"live\" first", exit: 6)
    }
    guard let url = file.connection.ourVersionsURL ?? commons.versionsURL()?.description else {
      throw ControlFailure("BR222", "our own server does not listen yet", exit: 6)
    }
    try await loader.load(file)
    let token = commons.surroundings.makeToken()
    let expires = commons.surroundings.wallClock.now().adding(seconds: Self.validDays * 86_400)
    try await RegistrationLedger(commons).invite(id, token: token, expires: expires)
    started(try await loader.load(file))
    return ControlReply(
      "send the partner this over a safe channel; it is shown once and ends when the handshake is complete",
      [
        .init("versions_url", .string(url)), .init("token", .string(token.revealed)),
        .init("expires", .string(expires.description)),
      ])
  }
}
