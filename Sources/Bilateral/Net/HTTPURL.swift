/// An absolute http or https URL, as partners give them to us: strict, and in parts that need no second parsing.
///
/// Refused are user names, fragments, backslashes, spaces, characters above ASCII, broken percent-encodings and hosts
/// that ``HTTPHost`` refuses. The path is kept as it was written, so that what was encoded stays encoded.
package struct HTTPURL: Hashable, Sendable, CustomStringConvertible {
  /// With TLS or without.
  package enum Scheme: String, Sendable {
    case http, https
    /// The port when the URL names none.
    package var defaultPort: UInt16 { self == .http ? 80 : 443 }
  }

  /// With TLS or without.
  package var scheme: Scheme
  /// Name or address.
  package var host: HTTPHost
  /// The port, the scheme's own where the URL names none.
  package var port: UInt16
  /// The path, still encoded, at least "/".
  package private(set) var path: String
  /// What follows the question mark, still encoded; nil without one.
  package private(set) var query: String?

  /// Reads an absolute URL.
  ///
  /// - Throws: ``HTTPURLError`` with the reason in plain words.
  package init(_ text: some StringProtocol) throws(HTTPURLError) {
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { throw .notAbsolute }
    guard let scheme = Scheme(rawValue: text[..<colon].lowercased()) else { throw .scheme }
    let rest = text[colon...].dropFirst(3)
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains("@") else { throw .userName }
    guard !authority.isEmpty, let (host, port) = HTTPHost.authority(authority) else { throw .host }
    self.scheme = scheme
    self.host = host
    self.port = port ?? scheme.defaultPort
    (path, query) = try Self.pathAndQuery(rest[end...])
    if path.isEmpty { path = "/" }
  }

  /// Scheme, host and port: what a connection is made to, and what a partner's URLs are compared by (S-15).
  package var origin: HTTPOrigin { HTTPOrigin(scheme: scheme, host: host, port: port) }

  /// Path and query as a request line has them.
  package var target: String { query.map { "\(path)?\($0)" } ?? path }

  package var description: String { "\(origin)\(target)" }

  /// Splits and checks what follows the authority.
  private static func pathAndQuery(
    _ text: some StringProtocol
  ) throws(HTTPURLError) -> (path: String, query: String?) {
    guard !text.contains("#") else { throw .fragment }
    let mark = text.firstIndex(of: "?")
    let path = text[..<(mark ?? text.endIndex)]
    let query = mark.map { text[text.index(after: $0)...] }
    guard HTTPSyntax.isPath(path.utf8), query.map({ HTTPSyntax.isQuery($0.utf8) }) ?? true else {
      throw .characters
    }
    return (String(path), query.map { String($0) })
  }
}

extension HTTPURL {
  /// The URL with segments added to the path, exactly one slash between them, each encoded as one segment (TR-90, TR-91).
  ///
  /// A slash within a segment becomes `%2F`; the query is dropped.
  package func appending(segments: [String]) -> HTTPURL {
    var url = self
    while url.path.hasSuffix("/") { url.path.removeLast() }
    for segment in segments { url.path += "/" + Self.encoded(segment) }
    if url.path.isEmpty { url.path = "/" }
    url.query = nil
    return url
  }

  /// The URL whose path ends in a slash, or does not; a bare `/` stays.
  package func withTrailingSlash(_ isWanted: Bool) -> HTTPURL {
    var url = self
    if isWanted, !path.hasSuffix("/") { url.path += "/" }
    while !isWanted, url.path.count > 1, url.path.hasSuffix("/") { url.path.removeLast() }
    return url
  }

  /// The URL with parameters added to the query, names and values encoded.
  package func appending(query items: [(name: String, value: String)]) -> HTTPURL {
    guard !items.isEmpty else { return self }
    let added = items.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    var url = self
    url.query = query.map { $0.isEmpty ? added : "\($0)&\(added)" } ?? added
    return url
  }

  /// What a `Link` or `Location` reference means, seen from this URL (RFC 3986 §5.2).
  ///
  /// - Throws: ``HTTPURLError`` when the reference is neither an http URL nor a clean relative one.
  package func resolving(_ reference: some StringProtocol) throws(HTTPURLError) -> HTTPURL {
    if Self.hasScheme(reference) { return try HTTPURL(reference).removingDots() }
    if reference.hasPrefix("//") { return try HTTPURL("\(scheme.rawValue):\(reference)").removingDots() }
    let (path, query) = try Self.pathAndQuery(reference)
    var url = self
    if path.isEmpty {
      url.query = query ?? self.query
    } else {
      let folder = self.path[...(self.path.lastIndex(of: "/") ?? self.path.startIndex)]
      url.path = Self.withoutDots(path.hasPrefix("/") ? path : folder + path)
      url.query = query
    }
    return url
  }

  /// Encodes all bytes but the unreserved ones (P-26).
  package static func encoded(_ text: String) -> String {
    guard !text.utf8.allSatisfy(HTTPSyntax.isUnreserved) else { return text }
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      bytes +=
        HTTPSyntax.isUnreserved(byte) ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Decodes percent-encodings once; nil when one is broken, or the result is not UTF-8 or holds a control character.
  package static func decoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == 0x25 else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(HTTPSyntax.hexValue),
        let low = rest.popFirst().flatMap(HTTPSyntax.hexValue)
      else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private func removingDots() -> HTTPURL {
    var url = self
    url.path = Self.withoutDots(path)
    return url
  }

  private static func hasScheme(_ text: some StringProtocol) -> Bool {
    guard let end = text.firstIndex(where: { ":/?#".contains($0) }) else { return false }
    return text[end] == ":"
  }

  private static func withoutDots(_ path: String) -> String {
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for segment in segments {
      switch segment {
      case ".": continue
      case "..": if !kept.isEmpty { kept.removeLast() }
      default: kept.append(segment)
      }
    }
    if let last = segments.last, last == "." || last == ".." { kept.append("") }
    return "/" + kept.joined(separator: "/")
  }
}

/// Scheme, host and port.
package struct HTTPOrigin: Hashable, Sendable, CustomStringConvertible {
  package var scheme: HTTPURL.Scheme
  package var host: HTTPHost
  package var port: UInt16

  /// As a `Host` field has it: without the scheme's own port.
  package var authority: String { port == scheme.defaultPort ? "\(host)" : "\(host):\(port)" }

  package var description: String { "\(scheme.rawValue)://\(authority)" }
}

/// Why a text is not a URL that we use; the raw value is the reason in plain words.
package enum HTTPURLError: String, Error, Sendable, CustomStringConvertible {
  case notAbsolute = "not an absolute URL like https://host/path"
  case scheme = "the scheme is neither https nor http"
  case userName = "a user name or password in the URL is not allowed"
  case host = "the host is not a DNS name, an IPv4 or a bracketed IPv6 address with a port of 1 to 65535"
  case fragment = "a fragment (#) is not allowed"
  case characters = "a character must be percent-encoded, or a percent-encoding is broken"

  package var description: String { rawValue }
}
