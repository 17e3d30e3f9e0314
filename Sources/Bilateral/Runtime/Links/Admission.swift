package import BilateralCrypto
package import BilateralNet
package import BilateralTerms
import Synchronization

/// From where, and with what certificate, a partner may call us: `security.allow_from` and `security.mtls`.
///
/// Asked for every request after its token was recognised, so that a stolen token alone opens nothing.
package struct Admission: Sendable {
  private let ranges: [IPRange]
  private let needsCertificate: Bool
  private let issuers: Issuers
  private let pins: [[UInt8]]

  /// Anybody who has the token.
  package static let open = Admission(ranges: [], needsCertificate: false, authorities: [], pins: [])

  /// The rules of a file; `authorities` are the certificates of its `ca_bundle`.
  package init(_ security: SecurityTerms, authorities: [Certificate]) {
    self.init(
      ranges: security.allowFrom.compactMap { IPRange($0) }, needsCertificate: security.isMutual,
      authorities: authorities, pins: security.pins.compactMap { Base64.decode($0) })
  }

  private init(ranges: [IPRange], needsCertificate: Bool, authorities: [Certificate], pins: [[UInt8]]) {
    self.ranges = ranges
    self.needsCertificate = needsCertificate
    issuers = Issuers(authorities)
    self.pins = pins
  }

  /// Why a caller is not let in; nil when it is.
  package func objection(to peer: PeerIdentity) -> String? {
    if !ranges.isEmpty {
      guard let address = peer.address?.ip, ranges.contains(where: { $0.contains(address) }) else {
        return "calls from this address are not agreed on"
      }
    }
    guard needsCertificate else { return nil }
    guard let tls = peer.tls, tls.isVerified, let certificate = tls.certificate else {
      return "a client certificate is agreed on and none was shown"
    }
    // All partners' authorities are known to the one listener: that the certificate is this partner's is seen here.
    guard issuers.isEmpty || issuers.signed(certificate) || pins.contains(certificate.pin) else {
      return "the client certificate comes from another authority than the one agreed on"
    }
    return nil
  }
}

/// The authorities of one partner, and which certificates they were found to have signed.
///
/// By signature and not by name: another partner's authority is known to the listener too, and may call itself anything.
private final class Issuers: Sendable {
  private static let most = 64
  private let authorities: [Certificate]
  /// A signature costs a tenth of a millisecond and does not change; a partner has few certificates.
  private let known = Mutex<Set<[UInt8]>>([])

  init(_ authorities: [Certificate]) { self.authorities = authorities }

  var isEmpty: Bool { authorities.isEmpty }

  func signed(_ certificate: Certificate) -> Bool {
    guard !known.withLock({ $0.contains(certificate.der) }) else { return true }
    guard authorities.contains(where: { certificate.isSigned(by: $0) }) else { return false }
    known.withLock { known in
      if known.count >= Self.most { known = [] }
      known.insert(certificate.der)
    }
    return true
  }
}
