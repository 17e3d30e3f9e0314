import BilateralBase
import BilateralCrypto
package import BilateralStore
package import BilateralTerms

/// Whether the key of a fleet opens the partners' tokens that its database holds.
package struct SealedTokens: Sendable, Equatable {
  /// How many open.
  package private(set) var opened = 0
  /// Partners whose token does not, sorted.
  package private(set) var closed: [String] = []

  /// Tries every token; what they say is not kept.
  ///
  /// - Parameters:
  ///   - reference: where the key lies, `store.key`.
  ///   - vault: the fleet's secrets.
  ///   - tx: the database.
  /// - Throws: `SecretVault.Missing` without the key, `SealingKey.Failure` when it is none, or what SQLite says.
  package init(
    _ reference: SecretReference, in vault: SecretVault, _ tx: ReadTransaction
  ) throws {
    let text = try vault.text(reference)
    let key = try SealingKey(Hex.decode(text) ?? Base64.decodeLenient(text) ?? [])
    for partner in try tx.partners.list() {
      guard let sealed = partner.theirToken else { continue }
      if (try? key.open(sealed, context: Commons.context(partner.id))) != nil {
        opened += 1
      } else {
        closed.append(partner.id)
      }
    }
    closed.sort()
  }
}
