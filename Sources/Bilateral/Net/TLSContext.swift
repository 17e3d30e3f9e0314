import BilateralCrypto
import COpenSSL

/// A configuration made ready for handshakes: OpenSSL's context, read-only from here on and so free to be shared.
package final class TLSContext: @unchecked Sendable {
  /// Which end of a connection.
  package enum Role: Sendable {
    /// Connects.
    case client
    /// Listens.
    case server
  }

  let role: Role
  let configuration: TLSConfiguration
  let pointer: OpaquePointer

  /// Checks and loads everything a handshake needs.
  ///
  /// - Throws: a ``TLSError`` of kind `configuration` that names what cannot be used.
  package init(_ configuration: TLSConfiguration, role: Role) throws(TLSError) {
    OpenSSLErrors.clear()
    guard let pointer = SSL_CTX_new(role == .server ? TLS_server_method() : TLS_client_method()) else {
      throw TLSError(.configuration, "\(OpenSSLError("making a TLS context"))")
    }
    self.role = role
    self.configuration = configuration
    self.pointer = pointer
    try harden()
    try load(configuration.identity)
    try trust(configuration.authorities)
    setProtocols()
  }

  deinit { SSL_CTX_free(pointer) }

  private func harden() throws(TLSError) {
    bilateral_SSL_CTX_harden(pointer)
    SSL_CTX_set_security_level(pointer, 2)
    let minimum = configuration.minimumVersion == .v1_3 ? TLS1_3_VERSION : TLS1_2_VERSION
    try check(
      bilateral_SSL_CTX_set_min_proto_version(pointer, minimum) == 1, "setting the lowest TLS version")
    try check(
      SSL_CTX_set_cipher_list(pointer, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL") == 1, "choosing cipher suites")
    try check(bilateral_SSL_CTX_set1_groups_list(pointer, "X25519:P-256:P-384") == 1, "choosing groups")
    for pin in configuration.pins where pin.count != SHA256.length {
      throw TLSError(.configuration, "a pin has \(pin.count) bytes, a SHA-256 has 32")
    }
  }

  private func load(_ identity: TLSIdentity?) throws(TLSError) {
    guard let identity else {
      guard role == .client else {
        throw TLSError(.configuration, "a TLS server needs a certificate and key")
      }
      return
    }
    try forEachX509(in: identity.chain, called: "our certificate") { index, x509 throws(TLSError) in
      let result =
        index == 0
        ? SSL_CTX_use_certificate(pointer, x509) : bilateral_SSL_CTX_add1_chain_cert(pointer, x509)
      try check(result == 1, "using our certificate")
    }
    try loadKey(identity.key.bytes)
  }

  private func loadKey(_ pem: [UInt8]) throws(TLSError) {
    guard let bio = BIO_new_mem_buf(pem, Int32(pem.count)) else {
      throw TLSError(.configuration, "no memory")
    }
    defer { BIO_free(bio) }
    // Without a callback of ours OpenSSL would ask for a passphrase on the terminal.
    guard let key = PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in 0 }, nil) else {
      throw TLSError(.configuration, "\(OpenSSLError("reading our private key (PEM, not encrypted)"))")
    }
    defer { EVP_PKEY_free(key) }
    try check(
      SSL_CTX_use_PrivateKey(pointer, key) == 1, "using our private key (does it belong to the certificate?)")
    try check(SSL_CTX_check_private_key(pointer) == 1, "matching our private key and certificate")
  }

  private func trust(_ authorities: TLSConfiguration.Authorities) throws(TLSError) {
    switch authorities {
    case .system: try trustSystem()
    case .only(let pem): try trust(pem)
    case .systemAnd(let pem):
      try trustSystem()
      try trust(pem)
    }
  }

  private func trustSystem() throws(TLSError) {
    try check(SSL_CTX_set_default_verify_paths(pointer) == 1, "loading the system's authorities")
  }

  private func trust(_ pem: [UInt8]) throws(TLSError) {
    let store = SSL_CTX_get_cert_store(pointer)
    try forEachX509(in: pem, called: "the authorities") { _, x509 throws(TLSError) in
      try check(X509_STORE_add_cert(store, x509) == 1, "trusting an authority")
      if role == .server { SSL_CTX_add_client_CA(pointer, x509) }
    }
    // What a partner file names is trusted as it is, also an intermediate authority or a single certificate.
    X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
  }

  private func setProtocols() {
    let http: [UInt8] = [8] + Array("http/1.1".utf8)
    guard role == .server else {
      SSL_CTX_set_alpn_protos(pointer, http, UInt32(http.count))
      return
    }
    SSL_CTX_set_alpn_select_cb(pointer, selectProtocol, nil)
  }

  private func check(_ isFine: Bool, _ action: String) throws(TLSError) {
    guard isFine else { throw TLSError(.configuration, "\(OpenSSLError(action))") }
  }
}

/// Chooses http/1.1 among what the client offers; a client that offers only other protocols is refused (RFC 7301).
private func selectProtocol(
  _ ssl: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ length: UnsafeMutablePointer<UInt8>?, _ offers: UnsafePointer<UInt8>?, _ count: UInt32,
  _: UnsafeMutableRawPointer?
) -> Int32 {
  let wanted = Array("http/1.1".utf8)
  guard let offers else { return SSL_TLSEXT_ERR_ALERT_FATAL }
  let all = UnsafeBufferPointer(start: offers, count: Int(count))
  var index = 0
  while index < all.count {
    let size = Int(all[index])
    let end = index + 1 + size
    guard end <= all.count else { break }
    if all[(index + 1)..<end].elementsEqual(wanted) {
      chosen?.pointee = offers + index + 1
      length?.pointee = UInt8(size)
      return SSL_TLSEXT_ERR_OK
    }
    index = end
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL
}

/// Lends each certificate of a PEM text in OpenSSL's form, with its place.
private func forEachX509(
  in pem: [UInt8], called what: String, _ body: (Int, OpaquePointer) throws(TLSError) -> Void
) throws(TLSError) {
  let certificates: [Certificate]
  do throws(OpenSSLError) {
    certificates = try Certificate.read(pem: pem)
  } catch {
    throw TLSError(.configuration, "\(what): \(error)")
  }
  for (index, certificate) in certificates.enumerated() {
    guard let x509 = certificate.makeX509() else { continue }
    defer { X509_free(x509) }
    try body(index, x509)
  }
}
