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

  /// Whether ``authority(_:)`` takes it: the usual names and addresses are known by one look at their bytes.
  static func isAuthority(_ text: String) -> Bool {
    var text = text
    let isUsual = text.withUTF8 { bytes in
      let end = bytes.firstIndex(of: 0x3a) ?? bytes.count
      let host = UnsafeBufferPointer(rebasing: bytes[..<end])
      guard isUsualName(host) || isDottedQuad(host) else { return false }
      return end == bytes.count || isPort(UnsafeBufferPointer(rebasing: bytes[(end + 1)...]))
    }
    return isUsual || authority(text) != nil
  }

  /// Labels of letters, digits and hyphens, the last beginning with a letter.
  private static func isUsualName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count <= 253 else { return false }
    var start = 0
    for (index, byte) in bytes.enumerated() {
      if byte == 0x2e {
        guard (1...63).contains(index - start) else { return false }
        start = index + 1
      } else if !HTTPSyntax.isDigit(byte), byte != 0x2d, !isLetter(byte) {
        return false
      }
    }
    return (1...63).contains(bytes.count - start) && isLetter(bytes[start])
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }

  private static func isDottedQuad(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let parts = bytes.split(separator: 0x2e, omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.count) && (part.count == 1 || part.first != 0x30)
          && HTTPSyntax.decimal(part).map { $0 <= 255 } == true
      }
  }

  private static func isPort(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count <= 5 && HTTPSyntax.decimal(bytes).map { (1...65_535).contains($0) } == true
  }
}
