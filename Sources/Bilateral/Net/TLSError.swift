/// Why TLS refused: a stable kind for programs, a sentence that names the cause for people.
package struct TLSError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of refusal; tests and retry rules look at this.
  package enum Kind: String, Sendable {
    /// The certificate's time is over.
    case expired
    /// The certificate's time has not begun.
    case notYetValid
    /// No authority we trust issued it.
    case unknownAuthority
    /// It belongs to another host.
    case wrongName
    /// It may not be used for this purpose.
    case wrongUsage
    /// None of the pins matches.
    case wrongPin
    /// The peer demanded a client certificate and got none.
    case certificateRequired
    /// The peer refused our certificate.
    case certificateRefused
    /// No common protocol version.
    case version
    /// No common cipher suite.
    case cipher
    /// The certificate is broken, revoked or otherwise unacceptable.
    case certificate
    /// Bytes that are no TLS, a broken record, an internal failure.
    case protocolFailure
    /// Our own certificate, key or authority file cannot be used.
    case configuration
  }

  /// What kind of refusal.
  package var kind: Kind
  /// The cause in plain words, one line, without secrets.
  package var description: String

  /// A refusal of this kind.
  package init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
