import BilateralBase
import BilateralCrypto
import COpenSSL

/// What OpenSSL's check of a certificate chain objected to.
struct TLSObjection {
  /// One of `X509_V_ERR_…`.
  var code: Int32
  /// The certificate in question.
  var certificate: Certificate?
}

/// Called by OpenSSL for every certificate of a chain; notes the first objection and leaves the verdict as it is.
func noteObjection(_ verdict: Int32, _ context: OpaquePointer?) -> Int32 {
  guard verdict == 0, let context,
    let ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()),
    let owner = SSL_get_ex_data(OpaquePointer(ssl), 0)
  else { return verdict }
  let engine = Unmanaged<TLSEngine>.fromOpaque(owner).takeUnretainedValue()
  let certificate = X509_STORE_CTX_get_current_cert(context).map { Certificate(x509: $0) }
  engine.objection = TLSObjection(code: X509_STORE_CTX_get_error(context), certificate: certificate)
  return verdict
}

extension TLSObjection {
  /// The objection in plain words; `name` is what the peer should have been.
  var error: TLSError {
    let subject = certificate?.subject ?? "?"
    switch code {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return TLSError(
        .expired, "certificate expired on \(certificate?.notAfter.description ?? "?"): \(subject)")
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return TLSError(
        .notYetValid, "certificate not valid before \(certificate?.notBefore.description ?? "?"): \(subject)")
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
      return TLSError(.wrongName, "certificate is for another host: it names \(names)")
    case X509_V_ERR_INVALID_PURPOSE:
      return TLSError(.wrongUsage, "certificate may not be used for this side of TLS: \(subject)")
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED:
      return TLSError(.unknownAuthority, "unknown authority: issued by \(certificate?.issuer ?? "?")")
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return TLSError(.unknownAuthority, "unknown authority: self-signed by \(subject)")
    default:
      let reason = String(cString: X509_verify_cert_error_string(Int(code)))
      return TLSError(.certificate, "certificate not acceptable: \(reason): \(subject)")
    }
  }

  private var names: String {
    let all = (certificate?.dnsNames ?? []) + (certificate?.ipAddresses ?? [])
    return all.isEmpty ? "no host (no subject alternative name)" : all.joined(separator: ", ")
  }
}
