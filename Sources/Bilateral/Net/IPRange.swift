/// A range of addresses in CIDR form: "10.1.2.0/24", "2001:db8::/32", or one address.
package struct IPRange: Sendable, Hashable, CustomStringConvertible {
  /// The lowest address of the range.
  package let base: IPAddress
  /// How many leading bits all members share.
  package let prefixLength: Int

  /// Reads CIDR text; nil when it is malformed or when bits are set behind the prefix (10.1.2.3/24 is a slip).
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first, let base = IPAddress(first) else { return nil }
    let width = base.width
    guard parts.count == 2 else {
      (self.base, prefixLength) = (base, width)
      return
    }
    guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let length = Int(parts[1]), length <= width,
      base.masked(to: length) == base
    else { return nil }
    (self.base, prefixLength) = (base, length)
  }

  /// Whether the address lies in the range; an IPv4 address never lies in an IPv6 range or the other way round.
  package func contains(_ address: IPAddress) -> Bool {
    address.width == base.width && address.masked(to: prefixLength) == base
  }

  package var description: String {
    prefixLength == base.width ? "\(base)" : "\(base)/\(prefixLength)"
  }
}

extension IPAddress {
  fileprivate var width: Int {
    switch self {
    case .v4: 32
    case .v6: 128
    }
  }

  fileprivate func masked(to length: Int) -> IPAddress {
    switch self {
    case .v4(let bits): .v4(bits & ~(UInt32.max >> UInt32(length)))
    case .v6(let bits): .v6(bits & ~(UInt128.max >> UInt128(length)))
    }
  }
}
