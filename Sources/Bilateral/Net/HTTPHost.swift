/// The host of a URL or `Host` field: a DNS name or an IP address, nothing that can be read in two ways.
///
/// Numbers that some programs take for IPv4 ("127.1", "0x7f000001", "2130706433") are refused, and so are user names,
/// percent signs and IPv6 zones; a name is in lower case, which makes equality what DNS means by it.
package struct HTTPHost: Hashable, Sendable, CustomStringConvertible {
  /// The name in lower case, or the address in its canonical text, without brackets.
  package let name: String
  /// The address, when the host is one.
  package let address: IPAddress?

  /// Reads a name, dotted IPv4 or bracketed IPv6; nil for anything else.
  package init?(_ text: some StringProtocol) {
    if text.hasPrefix("[") {
      guard text.hasSuffix("]"), let address = IPAddress(text.dropFirst().dropLast()), address.isV6 else {
        return nil
      }
      self.init(address)
    } else if Self.looksNumeric(text) {
      guard let address = IPAddress(text), !address.isV6 else { return nil }
      self.init(address)
    } else {
      guard Self.isName(text) else { return nil }
      self.init(name: HTTPSyntax.lowered(String(text)), address: nil)
    }
  }

  /// The host that is this address.
  package init(_ address: IPAddress) {
    self.init(name: address.description, address: address)
  }

  private init(name: String, address: IPAddress?) {
    self.name = name
    self.address = address
  }

  /// As it stands in a URL: IPv6 in brackets.
  package var description: String { address?.isV6 == true ? "[\(name)]" : name }

  /// Whether the last label would make some programs read the whole as a number.
  private static func looksNumeric(_ text: some StringProtocol) -> Bool {
    guard let last = text.split(separator: ".", omittingEmptySubsequences: false).last else { return false }
    let isHex = last.hasPrefix("0x") || last.hasPrefix("0X")
    return isHex || !last.isEmpty && last.utf8.allSatisfy(HTTPSyntax.isDigit)
  }

  private static func isName(_ text: some StringProtocol) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        (1...63).contains(label.utf8.count)
          && label.utf8.allSatisfy { byte in
            HTTPSyntax.isDigit(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == 0x2d || byte == 0x5f
          }
      }
  }

  /// Splits "host", "host:port" or "[v6]:port"; the port is nil when it is absent or empty.
  ///
  /// - Returns: nil when it is not exactly that, user name and port 0 included.
  static func authority(_ text: some StringProtocol) -> (host: HTTPHost, port: UInt16?)? {
    let afterBracket = text.lastIndex(of: "]") ?? text.startIndex
    guard let colon = text[afterBracket...].firstIndex(of: ":") else {
      return HTTPHost(text).map { ($0, nil) }
    }
    let digits = text[text.index(after: colon)...]
    guard let host = HTTPHost(text[..<colon]) else { return nil }
    if digits.isEmpty { return (host, nil) }
    guard digits.utf8.count <= 5, let number = HTTPSyntax.decimal(Array(digits.utf8)),
      let port = UInt16(exactly: number), port > 0
    else { return nil }
    return (host, port)
  }
}
