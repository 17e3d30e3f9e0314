import BilateralBase
import COpenSSL
import Glibc

extension Certificate {
  /// Reads all certificates of a PEM text, in order: a leaf and its chain, or a bundle of authorities.
  ///
  /// - Throws: when there is none, or one is broken.
  package static func read(pem: [UInt8]) throws(OpenSSLError) -> [Certificate] {
    OpenSSLErrors.clear()
    let bio = MemoryBIO(pem)
    var certificates: [Certificate] = []
    while let x509 = PEM_read_bio_X509(bio.pointer, nil, nil, nil) {
      defer { X509_free(x509) }
      certificates.append(Certificate(x509: x509))
    }
    // The queue ends with "no start line" in every case; it is an error only when nothing came before it.
    let isBroken = OpenSSLErrors.drain().last.map { ERR_GET_REASON($0) != PEM_R_NO_START_LINE } ?? false
    guard !certificates.isEmpty, !isBroken else {
      throw OpenSSLError(
        "reading a PEM certificate (\"-----BEGIN CERTIFICATE-----\" … \"-----END CERTIFICATE-----\")")
    }
    return certificates
  }

  /// Reads one certificate of OpenSSL (an `X509 *`), which stays the caller's.
  package init(x509: OpaquePointer) {
    let names = Self.alternativeNames(of: x509)
    self.init(
      subject: Self.text(of: X509_get_subject_name(x509)), issuer: Self.text(of: X509_get_issuer_name(x509)),
      dnsNames: names.dns, ipAddresses: names.ip, notBefore: Self.timestamp(X509_get0_notBefore(x509)),
      notAfter: Self.timestamp(X509_get0_notAfter(x509)), pin: Self.pin(of: x509), der: Self.der(of: x509))
  }

  /// Whether this certificate was signed with an authority's key, not merely in its name.
  package func isSigned(by authority: Certificate) -> Bool {
    guard issuer == authority.subject, let own = makeX509() else { return false }
    defer { X509_free(own) }
    guard let other = authority.makeX509() else { return false }
    defer { X509_free(other) }
    defer { OpenSSLErrors.clear() }
    return X509_verify(own, X509_get0_pubkey(other)) == 1
  }

  /// The certificate in OpenSSL's form; the caller frees it.
  package func makeX509() -> OpaquePointer? {
    der.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      return d2i_X509(nil, &start, bytes.count)
    }
  }

  /// The pin as partner files spell it: Base64 of 32 bytes.
  package var pinText: String { Base64.encode(pin) }

  /// SHA-256 of the public key of an `X509 *`, without reading the rest.
  package static func pin(of x509: OpaquePointer) -> [UInt8] {
    SHA256.hash(encoded { i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), $0) })
  }

  private static func der(of x509: OpaquePointer) -> [UInt8] { encoded { i2d_X509(x509, $0) } }

  /// Runs one of OpenSSL's DER writers, which allocate when given a null pointer.
  private static func encoded(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32)
    -> [UInt8]
  {
    var start: UnsafeMutablePointer<UInt8>?
    let count = write(&start)
    defer { CRYPTO_free(start, #file, #line) }
    return Array(UnsafeBufferPointer(start: start, count: max(0, Int(count))))
  }

  private static func text(of name: OpaquePointer?) -> String {
    let bio = MemoryBIO()
    guard let name, bilateral_print_name(bio.pointer, name) >= 0 else { return "" }
    return bio.text()
  }

  private static func timestamp(_ time: UnsafePointer<ASN1_TIME>?) -> Timestamp {
    var fields = tm()
    guard let time, ASN1_TIME_to_tm(time, &fields) == 1 else { return .epoch }
    return Timestamp(seconds: Int64(timegm(&fields)))
  }

  private static func alternativeNames(of x509: OpaquePointer) -> (dns: [String], ip: [String]) {
    guard let raw = X509_get_ext_d2i(x509, NID_subject_alt_name, nil, nil) else { return ([], []) }
    let names = OpaquePointer(raw)
    defer { GENERAL_NAMES_free(names) }
    var (dns, ip): ([String], [String]) = ([], [])
    for index in 0..<bilateral_sk_GENERAL_NAME_num(names) {
      guard let name = bilateral_sk_GENERAL_NAME_value(names, index)?.pointee else { continue }
      if name.type == GEN_DNS {
        dns.append(String(decoding: bytes(of: name.d.dNSName), as: UTF8.self))
      } else if name.type == GEN_IPADD {
        ip.append(addressText(bytes(of: name.d.iPAddress)))
      }
    }
    return (dns, ip)
  }

  private static func bytes(of text: UnsafePointer<ASN1_STRING>) -> [UInt8] {
    Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text))))
  }

  private static func addressText(_ bytes: [UInt8]) -> String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 16 ? AF_INET6 : AF_INET
    guard bytes.count == 4 || bytes.count == 16, inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil
    else {
      return Hex.encode(bytes)
    }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
