import BilateralCrypto
import COpenSSL

extension TLSEngine {
  /// The peer ended the connection in the middle of the handshake, after these first bytes of it.
  static func endedDuringHandshake(after firstBytes: [UInt8]) -> TLSError {
    guard firstBytes.isEmpty else {
      return TLSError(.protocolFailure, "peer closed the connection during the TLS handshake")
    }
    return TLSError(.protocolFailure, "peer closed the connection without a word of TLS")
  }

  /// The cause of a failure, from what OpenSSL left in its queue and what we noted on the way.
  func explain(_ codes: [UInt]) -> TLSError {
    if let objection { return objection.error }
    guard let code = codes.first(where: { ERR_GET_LIB($0) == ERR_LIB_SSL }) else {
      let reason = codes.first.map(OpenSSLErrors.text) ?? "connection ended"
      return TLSError(.protocolFailure, "TLS failed: \(reason)")
    }
    let reason = ERR_GET_REASON(code)
    return alert(reason) ?? ownFinding(reason)
      ?? TLSError(.protocolFailure, "TLS failed: \(OpenSSLErrors.text(code))")
  }

  /// What we found wrong ourselves.
  private func ownFinding(_ reason: Int32) -> TLSError? {
    let minimum = context.configuration.minimumVersion.rawValue
    switch reason {
    case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_WRONG_SSL_VERSION, SSL_R_UNKNOWN_PROTOCOL:
      return TLSError(.version, "peer speaks only \(peerVersion), we demand TLS \(minimum) or higher")
    case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST:
      return TLSError(.protocolFailure, "peer does not speak TLS: it sent \(firstText)")
    case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SUITABLE_GROUPS:
      return TLSError(.cipher, "no common cipher suite: we demand ECDHE with AES-GCM or ChaCha20-Poly1305")
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return TLSError(.certificateRequired, "peer showed no client certificate, we demand one")
    case SSL_R_NO_APPLICATION_PROTOCOL:
      return TLSError(.protocolFailure, "peer does not offer http/1.1 (ALPN)")
    default: return nil
    }
  }

  /// What the peer told us by an alert; OpenSSL's reason is 1000 plus the number of the alert (RFC 8446 §6).
  private func alert(_ reason: Int32) -> TLSError? {
    switch reason - SSL_AD_REASON_OFFSET {
    case SSL_AD_PROTOCOL_VERSION:
      TLSError(
        .version, "peer refused our TLS versions (\(context.configuration.minimumVersion.rawValue) to 1.3)")
    case SSL_AD_HANDSHAKE_FAILURE, SSL_AD_INSUFFICIENT_SECURITY:
      TLSError(
        .cipher, "peer refused our cipher suites, or wants a client certificate (alert handshake_failure)")
    case SSL_AD_CERTIFICATE_REQUIRED:
      TLSError(.certificateRequired, "peer demands a client certificate and we showed none")
    case SSL_AD_UNKNOWN_CA:
      TLSError(.certificateRefused, "peer refused our \(ourCertificate): it does not know the authority")
    case SSL_AD_CERTIFICATE_EXPIRED:
      TLSError(.certificateRefused, "peer refused our \(ourCertificate): it says that it expired")
    case SSL_AD_BAD_CERTIFICATE, SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_CERTIFICATE_REVOKED,
      SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_ACCESS_DENIED, SSL_AD_DECRYPT_ERROR:
      TLSError(
        .certificateRefused, "peer refused our \(ourCertificate) (alert \(reason - SSL_AD_REASON_OFFSET))")
    case SSL_AD_UNRECOGNIZED_NAME:
      TLSError(.wrongName, "peer does not know the host name we asked for")
    case 1...255:
      TLSError(.protocolFailure, "peer ended TLS with alert \(reason - SSL_AD_REASON_OFFSET)")
    default: nil
    }
  }

  private var ourCertificate: String {
    context.role == .client ? "client certificate" : "server certificate"
  }

  /// The version that the peer's first message names, in the place where both hellos have it.
  private var peerVersion: String {
    guard firstBytes.count >= 11, firstBytes[0] == 22, firstBytes[9] == 3 else { return "an older version" }
    switch firstBytes[10] {
    case 0: return "SSL 3.0"
    case 1: return "TLS 1.0"
    case 2: return "TLS 1.1"
    case 3: return "TLS 1.2"
    default: return "an unknown version"
    }
  }

  private var firstText: String {
    let isText = firstBytes.allSatisfy { (32...126).contains($0) || $0 == 13 || $0 == 10 }
    guard isText else { return "bytes \(Hex.encode(firstBytes))" }
    return "\"\(String(decoding: firstBytes.prefix { $0 >= 32 }, as: UTF8.self))\""
  }
}
