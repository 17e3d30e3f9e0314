package import BilateralBase
import COpenSSL
import Glibc

/// A certificate with its private key, both PEM.
package struct KeyPair: Sendable, Equatable {
  /// The certificate, "-----BEGIN CERTIFICATE-----".
  package var certificate: [UInt8]
  /// The private key, PKCS #8, not encrypted: store it with mode 0600.
  package var key: [UInt8]

  /// A pair that was made before.
  package init(certificate: [UInt8], key: [UInt8]) {
    self.certificate = certificate
    self.key = key
  }
}

/// A small authority of our own: makes certificates for the demo, for tests and for private links between partners.
///
/// Keys are P-256, signatures ECDSA with SHA-256.
package struct CertificateMaker: Sendable {
  /// What a certificate may be used for.
  package enum Usage: String, Sendable, CaseIterable {
    /// A TLS server.
    case server = "serverAuth"
    /// A TLS client.
    case client = "clientAuth"
    /// Neither: for tests of wrong usage.
    case codeSigning
  }

  /// What a certificate is to say.
  package struct Request: Sendable {
    /// The common name of the subject.
    package var name: String
    /// Host names it is valid for.
    package var dnsNames: [String] = []
    /// IP addresses it is valid for, as text.
    package var ipAddresses: [String] = []
    /// What it may be used for.
    package var usages: [Usage] = [.server, .client]
    /// First second of validity.
    package var notBefore: Timestamp
    /// Last second of validity.
    package var notAfter: Timestamp

    /// A request for a span of time.
    package init(
      name: String, dnsNames: [String] = [], ipAddresses: [String] = [],
      usages: [Usage] = [.server, .client],
      notBefore: Timestamp, notAfter: Timestamp
    ) {
      self.name = name
      self.dnsNames = dnsNames
      self.ipAddresses = ipAddresses
      self.usages = usages
      self.notBefore = notBefore
      self.notAfter = notAfter
    }

    /// A request for some days from now on, and for the hour before, as clocks differ.
    package init(name: String, days: Int64, from now: Timestamp = WallClock.system.now()) {
      self.init(
        name: name, notBefore: now.adding(seconds: -3600), notAfter: now.adding(seconds: days * 86_400))
    }

    /// The same request for a server on the loopback of this machine.
    package var onLoopback: Request {
      var request = self
      request.ipAddresses = ["127.0.0.1"]
      request.dnsNames = ["localhost"]
      return request
    }
  }

  /// The authority's own certificate and key.
  package let authority: KeyPair

  /// Makes a new authority.
  package init(authority request: Request) throws(OpenSSLError) {
    authority = try Draft(request, isAuthority: true).signed(by: nil)
  }

  /// Goes on with an authority that was made before.
  package init(authority: KeyPair) { self.authority = authority }

  /// Makes a key and issues a certificate for it.
  ///
  /// - Throws: when a name or address cannot be put into a certificate, or the authority's key is unusable.
  package func issue(_ request: Request) throws(OpenSSLError) -> KeyPair {
    try Draft(request, isAuthority: false).signed(by: authority)
  }

  /// Makes an authority below this one.
  ///
  /// - Throws: as ``issue(_:)``.
  package func issueAuthority(_ request: Request) throws(OpenSSLError) -> KeyPair {
    try Draft(request, isAuthority: true).signed(by: authority)
  }
}

/// A certificate in the making.
private struct Draft: ~Copyable {
  private let x509: OpaquePointer
  private let key: OpaquePointer
  private let request: CertificateMaker.Request
  private let isAuthority: Bool

  init(_ request: CertificateMaker.Request, isAuthority: Bool) throws(OpenSSLError) {
    OpenSSLErrors.clear()
    guard let x509 = X509_new() else { throw OpenSSLError("making a certificate") }
    guard let key = bilateral_new_p256_key() else {
      X509_free(x509)
      throw OpenSSLError("making a key")
    }
    self.x509 = x509
    self.key = key
    self.request = request
    self.isAuthority = isAuthority
  }

  deinit {
    X509_free(x509)
    EVP_PKEY_free(key)
  }

  consuming func signed(by authority: KeyPair?) throws(OpenSSLError) -> KeyPair {
    try fill()
    if let authority {
      try sign(as: authority)
    } else {
      X509_set_issuer_name(x509, X509_get_subject_name(x509))
      try extend(issuer: x509)
      try check(X509_sign(x509, key, EVP_sha256()) > 0, "signing")
    }
    return try pem()
  }

  private func sign(as authority: KeyPair) throws(OpenSSLError) {
    let certificateBIO = MemoryBIO(authority.certificate)
    let keyBIO = MemoryBIO(authority.key)
    guard let issuer = PEM_read_bio_X509(certificateBIO.pointer, nil, nil, nil) else {
      throw OpenSSLError("reading the authority")
    }
    defer { X509_free(issuer) }
    guard let issuerKey = PEM_read_bio_PrivateKey(keyBIO.pointer, nil, nil, nil) else {
      throw OpenSSLError("reading the authority's key")
    }
    defer { EVP_PKEY_free(issuerKey) }
    X509_set_issuer_name(x509, X509_get_subject_name(issuer))
    try extend(issuer: issuer)
    try check(X509_sign(x509, issuerKey, EVP_sha256()) > 0, "signing")
  }

  private func fill() throws(OpenSSLError) {
    X509_set_version(x509, 2)
    try setSerial()
    let name = X509_get_subject_name(x509)
    try check(
      X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_UTF8, request.name, Int32(request.name.utf8.count), -1, 0) == 1,
      "naming the subject \"\(request.name)\" (at most 64 characters)")
    ASN1_TIME_set(X509_getm_notBefore(x509), Int(request.notBefore.seconds))
    ASN1_TIME_set(X509_getm_notAfter(x509), Int(request.notAfter.seconds))
    X509_set_pubkey(x509, key)
  }

  private func setSerial() throws(OpenSSLError) {
    // Positive and unique: 126 random bits.
    var bytes = SecureRandom().bytes(16)
    bytes[0] = bytes[0] & 0x3f | 0x40
    let number = BN_bin2bn(bytes, 16, nil)
    defer { BN_free(number) }
    try check(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != nil, "numbering")
  }

  private func extend(issuer: OpaquePointer) throws(OpenSSLError) {
    try add(NID_basic_constraints, isAuthority ? "critical,CA:TRUE" : "critical,CA:FALSE", issuer)
    try add(NID_key_usage, isAuthority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature", issuer)
    try add(NID_subject_key_identifier, "hash", issuer)
    if !isAuthority {
      try add(NID_authority_key_identifier, "keyid:always", issuer)
      if !request.usages.isEmpty {
        try add(NID_ext_key_usage, request.usages.map(\.rawValue).joined(separator: ","), issuer)
      }
    }
    // The configuration syntax of the library splits at commas: names with one would smuggle in others.
    let names = request.dnsNames.map { "DNS:\($0)" } + request.ipAddresses.map { "IP:\($0)" }
    try check(!names.contains { $0.contains(",") }, "a comma in an alternative name: making a certificate")
    if !names.isEmpty { try add(NID_subject_alt_name, names.joined(separator: ","), issuer) }
  }

  private func add(_ id: Int32, _ value: String, _ issuer: OpaquePointer) throws(OpenSSLError) {
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer, x509, nil, nil, 0)
    guard let ext = X509V3_EXT_conf_nid(nil, &context, id, value) else {
      throw OpenSSLError("writing \"\(value)\" into a certificate")
    }
    defer { X509_EXTENSION_free(ext) }
    try check(X509_add_ext(x509, ext, -1) == 1, "extending a certificate")
  }

  private func pem() throws(OpenSSLError) -> KeyPair {
    let certificate = MemoryBIO()
    let secret = MemoryBIO()
    try check(PEM_write_bio_X509(certificate.pointer, x509) == 1, "writing a certificate")
    try check(PEM_write_bio_PrivateKey(secret.pointer, key, nil, nil, 0, nil, nil) == 1, "writing a key")
    return KeyPair(certificate: certificate.drain(), key: secret.drain())
  }

  private func check(_ isFine: Bool, _ action: String) throws(OpenSSLError) {
    guard isFine else { throw OpenSSLError(action) }
  }
}
