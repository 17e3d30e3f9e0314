package import BilateralBase
import BilateralCrypto
package import BilateralStore
import Synchronization

/// Who is calling: the valid tokens that partners present to us, by their hash (S-01).
///
/// A platform is recognised by its token alone (TR-08). The directory mirrors the store's rows in memory, so an
/// unknown token costs no read; it is refreshed after every commit that changes a partner's tokens.
package final class TokenDirectory: Sendable {
  /// A caller that was recognised.
  package struct Caller: Sendable {
    package let partner: String
    package let kind: CredentialsGuard.TokenKind
    package let hash: [UInt8]
    /// The token as presented, for `GET credentials` which echoes it (CR-19, ruling 13).
    package let text: SecretText
    package let form: TokenForm
    /// False until the token was first presented.
    package let isInUse: Bool
    package let expiresAt: Timestamp?
  }

  private struct State {
    var rows = HashedSecrets<OurTokenRow>()
    var orders: [String: UInt64] = [:]
    /// The hashes of each partner's tokens.
    var hashes: [String: [[UInt8]]] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// Replaces what is known of one partner's tokens.
  ///
  /// `order` is `Commons.nextOrder()` of the transaction that found them: what an older one found is not taken.
  package func refresh(_ partner: String, with current: [OurTokenRow], asOf order: UInt64? = nil) {
    state.withLock { state in
      if let order {
        guard order > state.orders[partner, default: 0] else { return }
        state.orders[partner] = order
      }
      for hash in state.hashes[partner] ?? [] where state.rows[hash]?.partner == partner {
        state.rows[hash] = nil
      }
      state.hashes[partner] = current.isEmpty ? nil : current.map(\.hash)
      for row in current { state.rows[row.hash] = row }
    }
  }

  /// Finds the caller of an `Authorization` header; nil when nobody is known by it.
  ///
  /// - Parameters:
  ///   - header: the field's value.
  ///   - now: the time, against which expiry is judged.
  /// - Returns: the caller, or nil.
  package func caller(of header: String?, now: Timestamp) -> Caller? {
    guard let presented = PresentedToken(header: header) else { return nil }
    return state.withLock { state in
      for candidate in presented.candidates {
        guard let row = state.rows[candidate.hash], row.expiresAt.map({ $0 > now }) ?? true else { continue }
        return Caller(
          partner: row.partner, kind: row.kind == .registration ? .registration : .session, hash: row.hash,
          text: candidate.text, form: candidate.form, isInUse: row.firstUsed != nil, expiresAt: row.expiresAt)
      }
      return nil
    }
  }
}
