package import BilateralNet

/// Which addresses belong to a partner: its token goes there and nowhere else (S-15, CR-29, P-12).
package struct PartnerOrigin: Sendable, Equatable {
  private let origins: Set<HTTPOrigin>

  /// The origins of the partner's own file; what the partner announces later must lie within them.
  package init(_ urls: [HTTPURL]) {
    origins = Set(urls.map(\.origin))
  }

  /// Whether our token may be shown to this address.
  package func owns(_ url: HTTPURL) -> Bool { origins.contains(url.origin) }

  /// Judges a next link found at `page`.
  package func judge(_ reference: String?, at page: HTTPURL) -> Crawl.NextLink {
    guard let reference, !reference.isEmpty else { return .none }
    guard var url = try? page.resolving(reference) else { return .malformed(reference) }
    // Some servers behind a proxy announce http or their inner port for their own host: the page's origin holds.
    if !owns(url), url.host == page.host {
      url.scheme = page.scheme
      url.port = page.port
    }
    return owns(url) ? .url(url.description) : .foreign(url.description)
  }
}
