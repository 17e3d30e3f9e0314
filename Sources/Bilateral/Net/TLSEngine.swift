import BilateralCrypto
import COpenSSL

/// TLS of one connection without a socket: bytes of the peer in, bytes for the peer out.
///
/// Loop-confined like its transport. The order of use: feed what arrived, advance the handshake or read, then send
/// ``takeOutput()``, also after an error: it holds the alert.
package final class TLSEngine {
  let context: TLSContext
  private let ssl: OpaquePointer
  private let input: OpaquePointer
  private let output: OpaquePointer
  private(set) var isReady = false
  /// What the check of the peer's certificate objected to, kept for the message.
  var objection: TLSObjection?
  /// The first bytes of the peer, for messages about peers that speak something else.
  private(set) var firstBytes: [UInt8] = []

  /// Begins a connection.
  ///
  /// - Parameters:
  ///   - context: what to demand and show.
  ///   - peerName: for clients: the host name or IP address that the certificate must carry.
  /// - Throws: when the name is none, or OpenSSL has no memory.
  package init(_ context: TLSContext, peerName: String?) throws(TLSError) {
    OpenSSLErrors.clear()
    guard let ssl = SSL_new(context.pointer), let input = BIO_new(BIO_s_mem()),
      let output = BIO_new(BIO_s_mem())
    else { throw TLSError(.configuration, "\(OpenSSLError("making a TLS connection"))") }
    self.context = context
    self.ssl = ssl
    self.input = input
    self.output = output
    SSL_set_bio(ssl, input, output)
    SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
    switch context.role {
    case .server: beginServer()
    case .client: try beginClient(peerName)
    }
  }

  deinit { SSL_free(ssl) }

  private func beginServer() {
    SSL_set_accept_state(ssl)
    switch context.configuration.clientCertificates {
    case .none: SSL_set_verify(ssl, SSL_VERIFY_NONE, nil)
    case .optional: SSL_set_verify(ssl, SSL_VERIFY_PEER, noteObjection)
    case .required: SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, noteObjection)
    }
  }

  private func beginClient(_ name: String?) throws(TLSError) {
    SSL_set_connect_state(ssl)
    SSL_set_verify(ssl, SSL_VERIFY_PEER, noteObjection)
    guard let name, !name.isEmpty, !name.utf8.contains(0) else {
      throw TLSError(.configuration, "a TLS client must know the name of its peer")
    }
    let parameters = SSL_get0_param(ssl)
    X509_VERIFY_PARAM_set_hostflags(
      parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
    let result =
      IPAddress(name) == nil
      ? X509_VERIFY_PARAM_set1_host(parameters, name, 0) : X509_VERIFY_PARAM_set1_ip_asc(parameters, name)
    guard result == 1 else { throw TLSError(.configuration, "\"\(name)\" is no name of a TLS server") }
    // SNI carries host names only (RFC 6066).
    if IPAddress(name) == nil { _ = bilateral_SSL_set_tlsext_host_name(ssl, name) }
  }

  // MARK: Bytes

  /// Takes bytes that came from the peer.
  package func feed(_ bytes: UnsafeRawBufferPointer) {
    if firstBytes.count < 16 { firstBytes += bytes.prefix(16 - firstBytes.count) }
    BIO_write(input, bytes.baseAddress, Int32(bytes.count))
  }

  /// Whether there are bytes for the peer.
  package var hasOutput: Bool { BIO_ctrl_pending(output) > 0 }

  /// The bytes for the peer, handed over once.
  package func takeOutput() -> [UInt8] {
    let count = BIO_ctrl_pending(output)
    guard count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, Int(BIO_read(output, buffer.baseAddress, Int32(count))))
    }
  }

  // MARK: Handshake

  /// Goes on with the handshake; true when it is done and everything about the peer was checked.
  package func advanceHandshake() throws(TLSError) -> Bool {
    OpenSSLErrors.clear()
    let result = SSL_do_handshake(ssl)
    guard result == 1 else {
      try throwUnlessWaiting(result)
      return false
    }
    try checkPins()
    isReady = true
    return true
  }

  private func checkPins() throws(TLSError) {
    let pins = context.configuration.pins
    guard !pins.isEmpty, let leaf = SSL_get0_peer_certificate(ssl) else { return }
    let chain = SSL_get0_verified_chain(ssl)
    let found = (0..<bilateral_sk_X509_num(chain)).compactMap { bilateral_sk_X509_value(chain, $0) }
    guard !([leaf] + found).contains(where: { pins.contains(Certificate.pin(of: $0)) }) else { return }
    let pin = Certificate(x509: leaf).pinText
    throw TLSError(
      .wrongPin,
      "no pin matches: the certificate's pin is \(pin), expected \(pins.map(Base64.encode).joined(separator: " or "))"
    )
  }

  /// What the handshake established.
  package var peer: TLSPeer {
    let certificate = SSL_get0_peer_certificate(ssl).map { Certificate(x509: $0) }
    return TLSPeer(
      version: String(cString: SSL_get_version(ssl)),
      cipher: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)).map { String(cString: $0) } ?? "",
      applicationProtocol: applicationProtocol,
      serverName: SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) },
      certificate: certificate,
      isVerified: certificate != nil && SSL_get_verify_result(ssl) == X509_V_OK
        && SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE)
  }

  private var applicationProtocol: String? {
    var start: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    SSL_get0_alpn_selected(ssl, &start, &count)
    return start.map { String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self) }
  }

  // MARK: Application bytes

  /// Decrypts the next bytes into the buffer; nil when more of the peer's bytes are needed or it sends no more.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(TLSError) -> UnsafeRawBufferPointer? {
    OpenSSLErrors.clear()
    let count = SSL_read(ssl, buffer.baseAddress, Int32(clamping: buffer.count))
    if count > 0 { return UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)]) }
    try throwUnlessWaiting(count)
    return nil
  }

  /// Encrypts bytes.
  package func write(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty else { return }
    OpenSSLErrors.clear()
    // A memory BIO takes everything, so it fails only on a connection that is broken already; reading says why.
    SSL_write(ssl, bytes.baseAddress, Int32(clamping: bytes.count))
    OpenSSLErrors.clear()
  }

  /// Says that we send no more (close_notify).
  package func shutdown() {
    // A second call would read, and could swallow bytes that are still to be delivered.
    guard SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else { return }
    OpenSSLErrors.clear()
    SSL_shutdown(ssl)
    OpenSSLErrors.clear()
  }

  /// Whether the peer said that it sends no more; without that, an end of the socket is a truncation.
  package var hasReceivedEnd: Bool { SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0 }

  /// Turns the outcome of a call into an error, unless OpenSSL only waits for the peer.
  private func throwUnlessWaiting(_ result: Int32) throws(TLSError) {
    switch SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return
    case SSL_ERROR_ZERO_RETURN where isReady: return
    default: throw explain(OpenSSLErrors.drain())
    }
  }
}
