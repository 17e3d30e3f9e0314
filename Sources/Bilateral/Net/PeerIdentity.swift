package import BilateralCrypto

/// Who is at the other end of a transport.
package struct PeerIdentity: Sendable, Equatable {
  /// The peer's address; nil in memory and for a unix client, which has none.
  package var address: SocketAddress?
  /// What TLS established; nil on a plain connection.
  package var tls: TLSPeer?

  /// A peer of which nothing beyond these is known.
  package init(address: SocketAddress? = nil, tls: TLSPeer? = nil) {
    self.address = address
    self.tls = tls
  }
}

extension PeerIdentity {
  /// Whom something that peers do too often is counted for: the address, of IPv6 its /64; "local" without one.
  package var countedAs: String { address?.ip.map { "\($0.countedAs)" } ?? "local" }
}

/// What a finished TLS handshake established.
package struct TLSPeer: Sendable, Equatable {
  /// "TLSv1.2" or "TLSv1.3".
  package var version: String
  /// The cipher suite, as OpenSSL spells it.
  package var cipher: String
  /// The application protocol both agreed on by ALPN, if any ("http/1.1").
  package var applicationProtocol: String?
  /// The host name that the client asked for (SNI), seen by a server.
  package var serverName: String?
  /// The peer's own certificate; always there on a client, on a server when the client presented one.
  package var certificate: Certificate?
  /// Whether that certificate was verified against our authorities.
  package var isVerified: Bool

  /// All facts of one handshake.
  package init(
    version: String, cipher: String, applicationProtocol: String? = nil, serverName: String? = nil,
    certificate: Certificate? = nil, isVerified: Bool = false
  ) {
    self.version = version
    self.cipher = cipher
    self.applicationProtocol = applicationProtocol
    self.serverName = serverName
    self.certificate = certificate
    self.isVerified = isVerified
  }
}
