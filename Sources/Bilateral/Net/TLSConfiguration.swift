/// What one side of TLS demands and shows; a listener has one, and each partner link has one.
///
/// Fixed for all: TLS 1.2 or 1.3, ECDHE with AEAD ciphers, no renegotiation, no compression, and no session resumption:
/// a resumed session would skip the check of certificates, so that an exchanged or revoked one would live on. Our
/// connections are kept open instead (S-20).
package struct TLSConfiguration: Sendable {
  /// Whom we trust to issue certificates.
  package enum Authorities: Hashable, Sendable {
    /// The roots of the operating system.
    case system
    /// These only, PEM: a partner's private authority, or his very certificate.
    case only([UInt8])
    /// The system's and these, PEM.
    case systemAnd([UInt8])
  }

  /// Whether a server asks for a certificate of the client (S-22).
  package enum ClientCertificates: Sendable {
    /// Does not ask.
    case none
    /// Asks; a client without one is served, a bad one is refused.
    case optional
    /// Refuses clients without one.
    case required
  }

  /// The lowest protocol version.
  package enum Version: String, Sendable {
    /// TLS 1.2.
    case v1_2 = "1.2"
    /// TLS 1.3.
    case v1_3 = "1.3"
  }

  /// Our certificate; a server must have one, a client shows it when asked.
  package var identity: TLSIdentity?
  /// Who may have issued the peer's certificate.
  ///
  /// A server that asks for client certificates should name its own: the system's roots would admit the world.
  package var authorities = Authorities.system
  /// For servers: whether clients show theirs.
  package var clientCertificates = ClientCertificates.none
  /// SHA-256 of public keys, 32 bytes each; empty means no pinning.
  ///
  /// One of them must be the key of the peer's certificate *or* of an authority in its verified chain. Pins come
  /// beside the other checks, not in their place; for a server they apply to the client's certificate.
  package var pins: [[UInt8]] = []
  /// The lowest protocol version.
  package var minimumVersion = Version.v1_2

  /// A client without certificate that trusts the system's roots.
  package init() {}
}
