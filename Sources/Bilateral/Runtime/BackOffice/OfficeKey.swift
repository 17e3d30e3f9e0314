import BilateralBase
import BilateralCrypto
package import BilateralNet
import Synchronization

/// Who may use the back office: whoever presents the token of `[backoffice] token`, or whoever reaches the socket.
///
/// Only the token's hash is held, and hashes are compared in constant time (S-01, S-06).
package final class OfficeKey: Sendable {
  private enum Rule {
    /// Reaching it is enough: the control socket, mode 0600.
    case open
    /// The hash of the token.
    case bearer(hash: [UInt8])
    /// No token is configured: nobody gets in.
    case shut
  }

  /// The verdict about one request.
  package enum Verdict: Sendable, Equatable {
    case admitted
    case unknown
    /// No token is configured.
    case unset
    /// So many wrong tokens came from this address that it has to wait (S-07).
    case blocked(seconds: Int)
  }

  private let rule: Rule
  private let elapsed: @Sendable () -> Duration
  private let failures = Mutex<[String: RateBucket]>([:])

  private init(_ rule: Rule, elapsed: @escaping @Sendable () -> Duration) {
    self.rule = rule
    self.elapsed = elapsed
  }

  /// Everybody is admitted.
  package static let open = OfficeKey(.open) { .zero }

  /// Whoever presents this token is admitted; without one nobody is.
  ///
  /// - Parameters:
  ///   - token: in clear; only its hash is kept.
  ///   - elapsed: the time since some fixed start, for counting failures.
  /// - Returns: the key.
  package static func bearer(_ token: String?, elapsed: @escaping @Sendable () -> Duration) -> OfficeKey {
    guard let token, !token.isEmpty else { return OfficeKey(.shut, elapsed: elapsed) }
    return OfficeKey(.bearer(hash: SHA256.hash(token)), elapsed: elapsed)
  }

  /// Judges the `Authorization` of a request.
  package func judge(_ request: HTTPRequest) -> Verdict {
    guard case .bearer(let hash) = rule else {
      if case .open = rule { return .admitted }
      return .unset
    }
    let presented = SHA256.hash(Self.token(in: request.fields[.authorization]) ?? "")
    guard !constantTimeEquals(presented, hash) else { return .admitted }
    let wait = note(request.peer.address?.ip.map { "\($0)" } ?? "local")
    return wait > .zero ? .blocked(seconds: Int(wait.components.seconds) + 1) : .unknown
  }

  /// Counts a failure; how long its address has to wait, zero while failures are few.
  private func note(_ address: String) -> Duration {
    let now = elapsed()
    return failures.withLock { failures in
      // Bounded, so that many addresses cannot fill our memory; forgetting all favours nobody for long.
      if failures.count >= 4096 { failures = [:] }
      return failures[address, default: RateBucket(requests: 200, per: .seconds(60), now: now)].take(now: now)
    }
  }

  private static func token(in header: String?) -> String? {
    guard let header else { return nil }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1].drop { $0 == " " })
  }
}
