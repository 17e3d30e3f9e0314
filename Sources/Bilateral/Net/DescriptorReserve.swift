import Glibc

/// Descriptors that accepted connections leave to everybody else in the process (S-28).
///
/// A crowd that holds the last descriptor takes more than the door: a database that grows its log, a call to a partner
/// and the thread pool itself open files, and libdispatch ends the process when it cannot. The kernel gives the lowest
/// free number, so the number of an accepted connection tells how many descriptors are in use, whoever holds them.
package enum DescriptorReserve: Sendable {
  /// A quarter of the limit, 24 at least and 256 at most: what anybody may reach, such as partners.
  case whole
  /// Half of it: who runs the machine still gets in when partners do not.
  case half

  /// How many stay free of so many.
  package func count(of limit: UInt64) -> UInt64 {
    let whole = min(256, max(24, limit / 4))
    return self == .whole ? whole : whole / 2
  }

  /// Whether a connection with this descriptor took one of the reserve.
  func isTouched(by descriptor: Int32) -> Bool {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return false }
    return Self.isTouched(by: descriptor, of: UInt64(limit.rlim_cur), keeping: self)
  }

  /// The same for a limit by hand.
  package static func isTouched(
    by descriptor: Int32, of limit: UInt64, keeping reserve: DescriptorReserve
  ) -> Bool {
    UInt64(max(0, descriptor)) + reserve.count(of: limit) >= limit
  }
}
