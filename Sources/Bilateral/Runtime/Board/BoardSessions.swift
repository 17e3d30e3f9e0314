import BilateralBase
import BilateralCrypto
import Synchronization

/// Who has logged in with a browser: names drawn at random, of which only the hash is kept, for twelve hours at most.
///
/// They live in memory: after a restart, and when the token of the back office changes, everybody logs in again.
final class BoardSessions: Sendable {
  /// How long a login lasts.
  static let lifetime: Duration = .seconds(12 * 3600)
  private static let most = 1000

  private struct Session {
    let ends: Duration
    let generation: Int
  }

  private let elapsed: @Sendable () -> Duration
  private let random: any RandomSource
  private let sessions = Mutex(HashedSecrets<Session>())

  /// No session yet.
  init(random: any RandomSource, elapsed: @escaping @Sendable () -> Duration) {
    (self.random, self.elapsed) = (random, elapsed)
  }

  /// Begins a session and tells its name, which only the browser keeps.
  func begin(generation: Int) -> String {
    let name = Hex.encode(random.bytes(32))
    let now = elapsed()
    sessions.withLock { sessions in
      sessions.keep { $0.ends > now }
      // The oldest goes first, so that nobody can lock everybody out by logging in.
      if sessions.count >= Self.most, let oldest = sessions.all.min(by: { $0.value.ends < $1.value.ends }) {
        sessions[oldest.hash] = nil
      }
      sessions[SHA256.hash(name)] = Session(ends: now + Self.lifetime, generation: generation)
    }
    return name
  }

  /// Whether a name is that of a session under the token of now.
  func isOpen(_ name: String, generation: Int) -> Bool {
    let hash = SHA256.hash(name)
    return sessions.withLock { sessions in
      guard let session = sessions[hash] else { return false }
      return session.ends > elapsed() && session.generation == generation
    }
  }

  /// Ends a session.
  func end(_ name: String) { sessions.withLock { $0[SHA256.hash(name)] = nil } }
}
