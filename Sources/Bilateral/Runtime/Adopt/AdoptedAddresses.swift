import Synchronization

/// Addresses of another platform's interface at which partners of adopted connections go on calling us.
///
/// A partner keeps the endpoints it was told at its handshake. They are led to ours by the longest path that fits, so
/// that nobody has to be told anything; who may do what there is decided by the token as everywhere.
package final class AdoptedAddresses: Sendable {
  /// One old path and the segments below our base that it stands for.
  package struct Entry: Sendable, Hashable {
    package let path: [String]
    package let target: [String]

    package init(path: [String], target: [String]) {
      self.path = path
      self.target = target
    }
  }

  private let entries = Mutex<[String: [Entry]]>([:])

  package init() {}

  /// Takes over what a partner's adoption brought; an empty list forgets it.
  package func set(_ partner: String, _ found: [Entry]) {
    entries.withLock { $0[partner] = found.isEmpty ? nil : found }
  }

  /// Our own path for an old one; nil when no adopted address leads there.
  package func target(of path: [String]) -> [String]? {
    entries.withLock { entries in
      let fitting = entries.values.joined().filter { path.starts(with: $0.path) }
      guard let best = fitting.max(by: { $0.path.count < $1.path.count }) else { return nil }
      return best.target + path.dropFirst(best.path.count)
    }
  }

  /// The segments of a path, without empty ones.
  package static func segments(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init)
  }
}
