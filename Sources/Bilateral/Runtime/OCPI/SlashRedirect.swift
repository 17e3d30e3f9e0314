import BilateralNet
import BilateralTerms

/// A redirect to the same address with or without a slash at the end: the only one that is answered (P-25).
///
/// It is not followed as redirects are: the call is made anew, whole and with the token, to the address that we
/// should have used, at the same origin.
enum SlashRedirect {
  /// The address to call instead; nil when the answer is no such redirect or the file rules it out.
  static func target(
    of response: HTTPClientResponse, from request: OCPIRequest, _ dialect: PartnerDialect
  ) -> HTTPURL? {
    guard [301, 302, 307, 308].contains(response.status.code), let place = response.fields["Location"],
      let target = try? request.url.resolving(place), target.origin == request.url.origin,
      isTwin(target.path, request.url.path)
    else { return nil }
    let value = target.path.hasSuffix("/") ? "true" : "false"
    let isCoped = dialect.meets(
      .trailingSlash, value,
      "\(request.method) \(request.url.path) was answered with \(response.status.code) to \(target.path)")
    guard isCoped else { return nil }
    return request.url.withTrailingSlash(target.path.hasSuffix("/"))
  }

  private static func isTwin(_ one: String, _ other: String) -> Bool {
    one + "/" == other || other + "/" == one
  }
}

extension Dialect {
  /// An address as the partner wants it.
  func shaped(_ url: HTTPURL) -> HTTPURL {
    flag(.trailingSlash).map { url.withTrailingSlash($0) } ?? url
  }
}
