extension IPAddress {
  /// What kind of network an address lies in (S-18): everything but `.global` is refused unless a file allows it.
  package enum Scope: String, Sendable {
    /// An address of the public internet.
    case global
    /// This machine: 127.0.0.0/8, ::1.
    case loopback
    /// A private network: RFC 1918, RFC 6598 (carrier NAT), fc00::/7.
    case privateUse = "private"
    /// This link: 169.254.0.0/16 (cloud metadata services live here), fe80::/10.
    case linkLocal = "link-local"
    /// 224.0.0.0/4, ff00::/8.
    case multicast
    /// No address of a host: 0.0.0.0/8, broadcast, documentation, benchmarking, future use, and IPv6 outside 2000::/3.
    case reserved
  }

  /// The kind of network, of the IPv4 address inside where there is one.
  package var scope: Scope {
    let address = unwrapped
    return Self.special.first { $0.range.contains(address) }?.scope
      ?? (address.isAssigned ? .global : .reserved)
  }

  /// Whether it lies where addresses are given out at all: for IPv6 that is 2000::/3 alone.
  ///
  /// Whatever else some translator makes of an address outside it, such as ::ffff:0:127.0.0.1 (RFC 2765), is not reached.
  private var isAssigned: Bool {
    guard case .v6(let bits) = self else { return true }
    return bits >> 125 == 1
  }

  /// IANA's special-purpose registries, as far as they are not globally reachable; the first match counts.
  private static let special: [(range: IPRange, scope: Scope)] = [
    ("127.0.0.0/8", .loopback), ("::1/128", .loopback),
    ("10.0.0.0/8", .privateUse), ("172.16.0.0/12", .privateUse), ("192.168.0.0/16", .privateUse),
    ("100.64.0.0/10", .privateUse), ("fc00::/7", .privateUse), ("fec0::/10", .privateUse),
    ("169.254.0.0/16", .linkLocal), ("fe80::/10", .linkLocal),
    // Public by its number, but Azure's own services answer there within its machines.
    ("168.63.129.16/32", .reserved),
    ("224.0.0.0/4", .multicast), ("ff00::/8", .multicast),
    ("0.0.0.0/8", .reserved), ("192.0.0.0/24", .reserved), ("192.0.2.0/24", .reserved),
    ("192.88.99.0/24", .reserved), ("198.18.0.0/15", .reserved), ("198.51.100.0/24", .reserved),
    ("203.0.113.0/24", .reserved), ("240.0.0.0/4", .reserved), ("::/96", .reserved),
    ("64:ff9b:1::/48", .reserved), ("100::/64", .reserved), ("2001::/23", .reserved),
    ("2001:db8::/32", .reserved), ("3fff::/20", .reserved), ("5f00::/16", .reserved),
  ].compactMap { text, scope in IPRange(text).map { ($0, scope) } }
}
