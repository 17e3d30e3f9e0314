/// Who may talk to us for a partner, and with what proof.
package struct SecurityTerms: Hashable, Sendable {
  /// Least TLS version: `1.2` or `1.3`.
  package let leastTLS: String
  /// Whether both sides show certificates.
  package let isMutual: Bool
  /// Our client certificate.
  package let clientCertificate: SecretReference?
  /// Its key.
  package let clientKey: SecretReference?
  /// File of CAs trusted for this partner, relative to the fleet folder.
  package let caBundle: String?
  /// SHA-256 of public keys accepted, in Base64; empty for any.
  package let pins: [String]
  /// CIDR ranges they call from; empty for anywhere.
  package let allowFrom: [String]
  /// CIDR ranges that are allowed although private (ruling 18).
  package let allowPrivate: [String]
  /// Age in seconds at which tokens are renewed; nil for never.
  package let tokenRotationSeconds: Int?
  /// Seconds for which the old token stays valid, once the new one is in use.
  package let tokenOverlapSeconds: Int
  /// Length of our tokens in bytes, at least 32 (S-08).
  package let tokenBytes: Int
}

extension PartnerFile {
  /// Who may talk to us for this partner, and with what proof.
  package var security: SecurityTerms {
    SecurityTerms(
      leastTLS: text("security.tls_min") ?? "1.2",
      isMutual: flag("security.mtls") ?? false,
      clientCertificate: secret("security.client_cert"),
      clientKey: secret("security.client_key"),
      caBundle: text("security.ca_bundle"),
      pins: texts("security.pinned_spki_sha256"),
      allowFrom: texts("security.allow_from"),
      allowPrivate: texts("security.allow_private"),
      tokenRotationSeconds: seconds("security.token_rotation"),
      tokenOverlapSeconds: seconds("security.token_overlap") ?? 30,
      tokenBytes: integer("security.token_bytes") ?? 32)
  }
}
