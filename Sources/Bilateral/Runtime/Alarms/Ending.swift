import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralStore
import BilateralTerms

/// Something of a connection that ends by itself: a certificate, or a token.
struct Ending: Sendable {
  /// What ends.
  enum Kind: String, Sendable { case certificate, invitation, tokens }

  var kind: Kind
  var name: String
  /// Since when, where it is a token.
  var since: Timestamp?
  var end: Timestamp

  /// One of `ends` in `GET /partners`.
  var json: JSON {
    [
      "kind": .string(kind.rawValue), "name": .string(name),
      "since": since.map { .string("\($0)") } ?? .null, "end": .string("\(end)"),
    ]
  }

  /// Reads one of `ends`.
  init?(_ json: JSON) {
    guard let kind = json["kind"]?.string.flatMap(Kind.init), let name = json["name"]?.string,
      let end = json["end"]?.string.flatMap({ Timestamp(ocpi: $0) })
    else { return nil }
    self.init(kind: kind, name: name, since: json["since"]?.string.flatMap { Timestamp(ocpi: $0) }, end: end)
  }

  init(kind: Kind, name: String, since: Timestamp? = nil, end: Timestamp) {
    (self.kind, self.name, self.since, self.end) = (kind, name, since, end)
  }
}

extension Ending {
  /// What of a partner's connection ends, the first first.
  ///
  /// - Parameters:
  ///   - link: the partner.
  ///   - tokens: the tokens by which it is let in.
  ///   - vault: holds our client certificate.
  /// - Returns: certificates of both sides, the age of the tokens, an invitation that is out.
  static func all(_ link: PartnerLink, tokens: [OurTokenRow], vault: SecretVault) -> [Ending] {
    let security = link.terms.technical.security
    let hosts = Set(link.ownFacts.endpoints.compactMap { try? HTTPURL($0.url).host.name })
    let servers = link.dialect.certificates.all.filter { hosts.contains($0.host) }.map { host, end in
      Ending(kind: .certificate, name: "the server certificate of \(host)", end: end)
    }
    let client = certificate("our client certificate", security.clientCertificate, vault)
    return
      (servers
      + [client, renewal(tokens, security.tokenRotationSeconds), invitation(link, tokens)]
      .compactMap { $0 }).sorted { $0.end < $1.end }
  }

  /// The earliest end in a chain of ours; nil when there is none that can be read.
  static func certificate(_ name: String, _ reference: SecretReference?, _ vault: SecretVault) -> Ending? {
    guard let reference, let pem = try? vault.certificate(reference),
      let end = (try? Certificate.read(pem: pem))?.map(\.notAfter).min()
    else { return nil }
    return Ending(kind: .certificate, name: name, end: end)
  }

  private static func renewal(_ tokens: [OurTokenRow], _ age: Int?) -> Ending? {
    guard let age, let newest = tokens.filter({ $0.kind == .session }).map(\.createdAt).max() else {
      return nil
    }
    return Ending(kind: .tokens, name: "the tokens", since: newest, end: newest.adding(seconds: Int64(age)))
  }

  /// The invitation that ends last; one that the partner does not need any more does not matter.
  private static func invitation(_ link: PartnerLink, _ tokens: [OurTokenRow]) -> Ending? {
    guard link.ownFacts.state == .invited else { return nil }
    let open = tokens.filter { $0.kind == .registration }.compactMap { row in
      row.expiresAt.map { Ending(kind: .invitation, name: "the invitation", since: row.createdAt, end: $0) }
    }
    return open.max { $0.end < $1.end }
  }
}
