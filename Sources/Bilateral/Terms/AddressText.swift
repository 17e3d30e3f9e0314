/// Checks the form of addresses in files; the network rooms resolve and judge them later.
enum AddressText {
  /// An absolute http(s) URL without query, fragment or user name; `plain` tells whether it is http.
  static func webAddress(_ text: String) -> (host: String, isPlain: Bool)? {
    let isPlain = text.hasPrefix("http://")
    guard isPlain || text.hasPrefix("https://"), text.utf8.count <= 2048,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains(where: { "?#\\\"<>".contains($0) })
    else { return nil }
    let rest = text.dropFirst(isPlain ? 7 : 8)
    let authority = rest.prefix { $0 != "/" }
    guard !authority.contains("@"), let host = host(of: String(authority)) else { return nil }
    return (host, isPlain)
  }

  /// `host:port`, `[v6]:port`, or `unix:path`.
  static func isListenAddress(_ text: String) -> Bool {
    if text.hasPrefix("unix:") { return text.utf8.count > 5 }
    guard let colon = text.lastIndex(of: ":"), isPort(text[text.index(after: colon)...]) else { return false }
    return text[..<colon].isEmpty || host(of: String(text[..<colon])) != nil
  }

  private static func host(of authority: String) -> String? {
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      let inner = String(authority[authority.index(after: authority.startIndex)..<close])
      let rest = authority[authority.index(after: close)...]
      guard v6Groups(inner), rest.isEmpty || (rest.hasPrefix(":") && isPort(rest.dropFirst())) else {
        return nil
      }
      return inner
    }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard let name = parts.first, parts.count <= 2, isHostName(name), parts.count == 1 || isPort(parts[1])
    else { return nil }
    return name.lowercased()
  }

  private static func isPort(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.count <= 5 && text.utf8.allSatisfy(isDigit) && (Int(text) ?? 65_536) <= 65_535
  }

  private static func isHostName(_ name: some StringProtocol) -> Bool {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    return name.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") }
      }
  }

  /// A CIDR range: address, `/`, prefix length; `/0` is refused, since it allows everyone.
  static func isRange(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first else { return false }
    let isV4 = v4Bytes(String(first)) != nil
    guard isV4 || v6Groups(String(first)) else { return false }
    guard parts.count == 2 else { return true }
    guard parts[1].utf8.allSatisfy(isDigit), let length = Int(parts[1]) else { return false }
    return (1...(isV4 ? 32 : 128)).contains(length)
  }

  /// Whether a host or range begins in private, loopback or link-local space.
  static func isPrivate(_ text: String) -> Bool {
    let address = text.prefix { $0 != "/" }
    if let bytes = v4Bytes(String(address)) {
      switch (bytes[0], bytes[1]) {
      case (10, _), (127, _), (0, _), (169, 254), (192, 168): return true
      case (172, 16...31), (100, 64...127): return true
      default: return false
      }
    }
    let lower = address.lowercased()
    return lower == "localhost" || lower == "::1" || lower.hasPrefix("fe8") || lower.hasPrefix("fe9")
      || (v6Groups(lower) && (lower.hasPrefix("fc") || lower.hasPrefix("fd")))
  }

  private static func v4Bytes(_ text: String) -> [Int]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part -> Int? in
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy(isDigit), let value = Int(part),
        value <= 255, part.utf8.count == 1 || part.first != "0"
      else { return nil }
      return value
    }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  private static func v6Groups(_ text: String) -> Bool {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard text.contains(":"), halves.count <= 2, !text.contains(":::") else { return false }
    let groups = halves.map { $0.isEmpty ? [] : $0.split(separator: ":", omittingEmptySubsequences: false) }
    let count = groups.reduce(0) { $0 + $1.count }
    let areHex = groups.allSatisfy { half in
      half.allSatisfy { (1...4).contains($0.utf8.count) && $0.allSatisfy(\.isHexDigit) }
    }
    return areHex && (halves.count == 2 ? count <= 7 : count == 8)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
