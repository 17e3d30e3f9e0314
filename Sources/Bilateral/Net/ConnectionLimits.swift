/// How many connections a listener lets in.
package struct ConnectionLimits: Sendable, Equatable {
  /// In all; beyond it nobody is accepted until one leaves, the kernel's queue holds the others.
  package var total = 10_000
  /// From one IP address (for IPv6: one /64); beyond it connections are closed at once.
  package var perAddress = 1_000
  /// TLS handshakes half done, about 40 kB each; beyond it the address with most of them loses its oldest.
  package var handshakes = 1_000
  /// TLS handshakes that one IP address (for IPv6: one /64) may begin; beyond it they wait their turn, unread.
  ///
  /// A hundred a second is a tenth of what one processor can do, and a partner that keeps its connections needs a few
  /// an hour. The burst lets a whole fleet behind one address come back at once after a restart.
  package var handshakePace = Pace(perSecond: 100, burst: 100)
  /// TLS handshakes that all addresses together may begin: the share of a processor that strangers can take at most.
  ///
  /// A connection costs about a millisecond with its handshake and one request, so it is less than half of one. The burst is small: between two of them the
  /// connections that stand get the processor.
  package var handshakePaceOfAll = Pace(perSecond: 400, burst: 10)
  /// TLS handshakes of one address that wait for their turn; beyond it connections are closed at once, unread.
  ///
  /// At the pace of an address the last of them waits five seconds, less than clients wait for a connection.
  package var handshakesWaiting = 500

  /// The defaults stated on the members.
  package init() {}
}

/// Counts the connections of one listener and decides on new ones.
struct ConnectionCount {
  /// What is to be done with a connection.
  enum Verdict { case admit, refuse }

  var limits: ConnectionLimits
  private(set) var total = 0
  private var byAddress: [IPAddress: Int] = [:]

  init(limits: ConnectionLimits) { self.limits = limits }

  /// Whether nobody else fits in.
  var isFull: Bool { total >= limits.total }

  mutating func arrive(from address: SocketAddress?) -> Verdict {
    if let key = address?.ip?.countedAs {
      guard byAddress[key, default: 0] < limits.perAddress else { return .refuse }
      byAddress[key, default: 0] += 1
    }
    total += 1
    return .admit
  }

  mutating func leave(from address: SocketAddress?) {
    total -= 1
    guard let key = address?.ip?.countedAs, let count = byAddress[key] else { return }
    byAddress[key] = count > 1 ? count - 1 : nil
  }
}

extension IPAddress {
  /// Who counts as one: an IPv6 customer has a whole /64 to himself.
  package var countedAs: IPAddress {
    switch unwrapped {
    case .v4(let bits): .v4(bits)
    case .v6(let bits): .v6((bits >> 64) << 64)
    }
  }
}
