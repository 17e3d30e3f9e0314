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

  private let rule: Mutex<Rule>
  private let elapsed: @Sendable () -> Duration
  private let failures = WrongTokens(requests: 200, per: .seconds(60))
  private let changes = Atomic<Int>(0)

  private init(_ rule: Rule, elapsed: @escaping @Sendable () -> Duration) {
    self.rule = Mutex(rule)
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
    OfficeKey(rule(for: token), elapsed: elapsed)
  }

  /// Admits whoever presents this token from now on, and nobody else; without one nobody is.
  ///
  /// A request that was admitted before is answered to its end.
  package func replace(with token: String?) {
    let isNew = rule.withLock { rule in
      if case .open = rule { return false }
      let (before, after) = (Self.hash(rule), Self.rule(for: token))
      rule = after
      return before != Self.hash(after)
    }
    if isNew { changes.add(1, ordering: .sequentiallyConsistent) }
  }

  private static func hash(_ rule: Rule) -> [UInt8]? {
    guard case .bearer(let hash) = rule else { return nil }
    return hash
  }

  /// How often the token was replaced: who logged in under another one has to do so again.
  var generation: Int { changes.load(ordering: .sequentiallyConsistent) }

  private static func rule(for token: String?) -> Rule {
    guard let token, !token.isEmpty else { return .shut }
    return .bearer(hash: SHA256.hash(token))
  }

  /// Judges the `Authorization` of a request.
  package func judge(_ request: HTTPRequest) -> Verdict {
    judge(
      token: Self.token(in: request.fields[.authorization]) ?? "",
      from: request.peer.countedAs)
  }

  /// Judges a token that somebody presents.
  ///
  /// - Parameters:
  ///   - token: as it was presented.
  ///   - address: who presents it, for counting failures.
  /// - Returns: whether it is ours.
  func judge(token: String, from address: String) -> Verdict {
    let hash: [UInt8]
    switch rule.withLock({ $0 }) {
    case .open: return .admitted
    case .shut: return .unset
    case .bearer(let known): hash = known
    }
    guard !constantTimeEquals(SHA256.hash(token), hash) else { return .admitted }
    return failures.note(address, now: elapsed()).map { .blocked(seconds: $0) } ?? .unknown
  }

  private static func token(in header: String?) -> String? {
    guard let header else { return nil }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1].drop { $0 == " " })
  }
}
