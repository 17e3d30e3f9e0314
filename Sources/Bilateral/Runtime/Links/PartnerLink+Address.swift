package import BilateralNet

extension Commons {
  /// The base of our addresses as a partner reaches us: that of `connection.our_versions_url`, where its file has one
  /// that ends in `/versions`, else the public one; nil while the server does not listen yet.
  package func publicURL(for link: PartnerLink) -> HTTPURL? {
    guard let common = publicURL() else { return nil }
    guard let text = link.terms.technical.connection.ourVersionsURL, let stated = try? HTTPURL(text),
      stated.withTrailingSlash(false).path.hasSuffix("/versions"),
      let base = try? stated.withTrailingSlash(false).resolving(".")
    else { return common }
    return base.withTrailingSlash(false)
  }
}
