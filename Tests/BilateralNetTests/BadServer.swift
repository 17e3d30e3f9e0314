import BilateralBase
import BilateralCrypto
import BilateralNet

/// What can be wrong with the certificate that a server shows.
enum BadServer: CaseIterable {
  case expired, early, wrongName, wrongAddress, stranger, wrongUsage, wrongPin
  /// Signed by itself; by an authority that calls itself like ours; with a signature that was changed.
  case selfSigned, authorityOfTheSameName, changedSignature
  /// Below an authority that was not sent along; that has expired; that is none.
  case missingAuthority, expiredAuthority, noAuthority
  /// The name stands in the subject alone; in a wildcard of a part of a label; in one that spans two labels.
  case commonNameAlone, partialWildcard, deepWildcard

  /// Whom our client believes to talk to.
  var peer: String {
    switch self {
    case .wrongAddress: "127.0.0.2"
    case .partialWildcard, .deepWildcard: "ocpi.cpo.example"
    default: "localhost"
    }
  }

  func identity(_ all: TestCertificates) throws -> TLSIdentity {
    switch self {
    case .expired: try all.issue(days: -9 ... -2)
    case .early: try all.issue(days: 2...9)
    case .wrongName: try all.issue("other.example")
    case .stranger: try all.issue(by: all.stranger)
    case .wrongUsage: try all.issue(usages: [.client])
    case .wrongAddress, .wrongPin: try all.issue()
    case .selfSigned: TLSIdentity(try all.lookAlike(of: "localhost").authority)
    case .authorityOfTheSameName: try all.issue(by: all.lookAlike(of: "Roaming Test Authority"))
    case .changedSignature: TLSIdentity(try all.pair("localhost").withChangedSignature)
    case .missingAuthority: try all.issue(by: CertificateMaker(authority: all.authority(days: -1...30)))
    case .expiredAuthority: try all.issue(below: all.authority(days: -9 ... -2))
    case .noAuthority: try all.issue(below: all.pair("partner.example"))
    case .commonNameAlone: try all.issue(names: [])
    case .partialWildcard: try all.issue(names: ["o*.cpo.example"])
    case .deepWildcard: try all.issue(names: ["*.example"])
    }
  }

  var kind: TLSError.Kind {
    switch self {
    case .expired, .expiredAuthority: .expired
    case .early: .notYetValid
    case .wrongName, .wrongAddress, .commonNameAlone, .partialWildcard, .deepWildcard: .wrongName
    case .stranger, .selfSigned, .authorityOfTheSameName, .missingAuthority: .unknownAuthority
    case .wrongUsage: .wrongUsage
    case .wrongPin: .wrongPin
    case .changedSignature, .noAuthority: .certificate
    }
  }

  var text: String {
    switch self {
    case .expired, .expiredAuthority: "certificate expired on 20"
    case .early: "certificate not valid before 20"
    case .wrongName: "certificate is for another host: it names other.example"
    case .wrongAddress: "certificate is for another host: it names localhost, 127.0.0.1"
    case .stranger: "unknown authority: issued by CN=Stranger Authority"
    case .wrongUsage: "certificate may not be used for this side of TLS"
    case .wrongPin: "no pin matches: the certificate's pin is "
    case .selfSigned: "unknown authority: self-signed by CN=localhost"
    case .authorityOfTheSameName: "unknown authority: issued by CN=Roaming Test Authority"
    case .missingAuthority: "unknown authority: issued by CN=Authority below"
    case .changedSignature: "certificate not acceptable: "
    case .noAuthority: "certificate not acceptable: "
    case .commonNameAlone: "certificate is for another host: it names no host"
    case .partialWildcard: "certificate is for another host: it names o*.cpo.example"
    case .deepWildcard: "certificate is for another host: it names *.example"
    }
  }
}

extension TestCertificates {
  /// An authority, or a server that signs itself, of a name that another one has.
  fileprivate func lookAlike(of name: String) throws -> CertificateMaker {
    var request = CertificateMaker.Request(name: name, days: 30)
    request.dnsNames = ["localhost"]
    return try CertificateMaker(authority: request)
  }

  /// An authority below ours, valid from and to so many days from now.
  fileprivate func authority(days: ClosedRange<Int64>) throws -> KeyPair {
    let now = WallClock.system.now()
    return try maker.issueAuthority(
      .init(
        name: "Authority below", notBefore: now.adding(seconds: days.lowerBound * 86_400),
        notAfter: now.adding(seconds: days.upperBound * 86_400)))
  }

  /// A certificate of ours, or of another signer, for its name; it is no authority.
  fileprivate func pair(_ name: String, by signer: CertificateMaker? = nil) throws -> KeyPair {
    var request = CertificateMaker.Request(name: name, days: 30)
    request.dnsNames = [name]
    return try (signer ?? maker).issue(request)
  }

  /// A certificate for localhost that somebody below ours signed, with its signer's sent along.
  fileprivate func issue(below signer: KeyPair) throws -> TLSIdentity {
    let leaf = try pair("localhost", by: CertificateMaker(authority: signer))
    return TLSIdentity(chain: leaf.certificate + signer.certificate, key: leaf.key)
  }

  /// A certificate with these names beside its subject, which is localhost.
  fileprivate func issue(names: [String]) throws -> TLSIdentity {
    var request = CertificateMaker.Request(name: "localhost", days: 30)
    request.dnsNames = names
    return TLSIdentity(try maker.issue(request))
  }
}

extension KeyPair {
  /// The same with one bit of its signature turned.
  fileprivate var withChangedSignature: KeyPair {
    get throws {
      var der = try Certificate.read(pem: certificate)[0].der
      der[der.count - 1] ^= 1
      let text = Array(Base64.encode(der).utf8)
      let lines = stride(from: 0, to: text.count, by: 64).map { text[$0..<min(text.count, $0 + 64)] + [0x0A] }
      let (begin, end) = ("-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n")
      return KeyPair(certificate: Array(begin.utf8) + lines.flatMap { $0 } + Array(end.utf8), key: key)
    }
  }
}
