package import BilateralBase
package import BilateralStore
import Synchronization

/// Who is calling: the valid tokens that partners present to us, by their hash.
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

  private let rows = Mutex<[[UInt8]: OurTokenRow]>([:])

  package init() {}

  /// Replaces what is known of one partner's tokens.
  package func refresh(_ partner: String, with current: [OurTokenRow]) {
    rows.withLock { rows in
      rows = rows.filter { $0.value.partner != partner }
      for row in current { rows[row.hash] = row }
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
    return rows.withLock { rows in
      for candidate in presented.candidates {
        guard let row = rows[candidate.hash], row.expiresAt.map({ $0 > now }) ?? true else { continue }
        return Caller(
          partner: row.partner, kind: row.kind == .registration ? .registration : .session, hash: row.hash,
          text: candidate.text, form: candidate.form, isInUse: row.firstUsed != nil, expiresAt: row.expiresAt)
      }
      return nil
    }
  }
}
