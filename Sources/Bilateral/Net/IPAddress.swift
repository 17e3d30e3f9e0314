import Glibc

/// An IPv4 or IPv6 address: a number, its text, and the kind of network it lies in.
package enum IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// The 32 bits in the order of the text: 127.0.0.1 is 0x7f000001.
  case v4(UInt32)
  /// The 128 bits in the order of the text: ::1 is 1.
  case v6(UInt128)

  /// Reads dotted IPv4 or any text form of IPv6 without brackets and zone; nil for anything else.
  ///
  /// Only four decimal parts count as IPv4: the octal, hexadecimal and short forms that some programs take
  /// ("127.1", "0x7f000001") have fooled address filters and are no addresses here.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    var v4 = in_addr()
    var v6 = in6_addr()
    if text.utf8.contains(0) {
      return nil
    } else if inet_pton(AF_INET, text, &v4) == 1 {
      self = .v4(UInt32(bigEndian: v4.s_addr))
    } else if inet_pton(AF_INET6, text, &v6) == 1 {
      self.init(v6)
    } else {
      return nil
    }
  }

  init(_ address: in6_addr) {
    self = .v6(withUnsafeBytes(of: address) { $0.reduce(0 as UInt128) { $0 << 8 | UInt128($1) } })
  }

  package var description: String {
    switch self {
    case .v4(let bits):
      stride(from: 24, through: 0, by: -8).map { "\(bits >> $0 & 255)" }.joined(separator: ".")
    case .v6: canonicalV6
    }
  }

  private var canonicalV6: String {
    var address = in6Address
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
      guard let base = buffer.baseAddress,
        let text = inet_ntop(AF_INET6, &address, base, socklen_t(buffer.count))
      else { return "::" }
      return String(cString: text)
    }
  }

  var in6Address: in6_addr {
    guard case .v6(let bits) = self else { return in6_addr() }
    var address = in6_addr()
    withUnsafeMutableBytes(of: &address) { bytes in
      for index in 0..<16 { bytes[index] = UInt8(truncatingIfNeeded: bits >> UInt128(120 - 8 * index)) }
    }
    return address
  }

  /// The IPv4 address inside, for the IPv6 forms that routers or the kernel turn into IPv4; otherwise itself.
  ///
  /// Covers mapped (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96) and 6to4 (2002::/16), so that a filter
  /// cannot be passed in disguise (S-18).
  package var unwrapped: IPAddress {
    guard case .v6(let bits) = self else { return self }
    let prefix = bits >> 32
    if prefix == 0xffff || prefix == 0x64_ff9b << 64 || (prefix == 0 && bits > 0xffff) {
      return .v4(UInt32(truncatingIfNeeded: bits))
    }
    return bits >> 112 == 0x2002 ? .v4(UInt32(truncatingIfNeeded: bits >> 80)) : self
  }
}
