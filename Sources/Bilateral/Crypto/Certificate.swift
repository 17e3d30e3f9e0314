package import BilateralBase

/// What an X.509 certificate says, read for checks, alarms and messages.
///
/// Reading alone proves nothing.
package struct Certificate: Sendable, Hashable {
  /// The subject's name, RFC 2253 style ("CN=sandbox.acme.example").
  package var subject: String
  /// The issuer's name.
  package var issuer: String
  /// The host names it is valid for (subject alternative names).
  package var dnsNames: [String]
  /// The IP addresses it is valid for, as text.
  package var ipAddresses: [String]
  /// First second of validity.
  package var notBefore: Timestamp
  /// Last second of validity.
  package var notAfter: Timestamp
  /// SHA-256 of the public key (subjectPublicKeyInfo, DER), 32 bytes: survives a renewal with the same key.
  package var pin: [UInt8]
  /// The certificate itself, DER.
  package var der: [UInt8]
}
