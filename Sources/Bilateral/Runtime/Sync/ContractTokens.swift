import BilateralBase
import BilateralModel
import BilateralStore

/// Which of our tokens a session or CDR of 2.1.1 is about, of which it tells the contract alone.
///
/// The only token of the contract, else its only valid card; several may share a contract, and then none is guessed.
enum ContractTokens {
  /// The object with its token, as far as that is known.
  static func resolved<T: OwnedObject, Access>(_ object: T, in tx: Transaction<Access>) throws -> T {
    if var session = object as? Session {
      session.token = try resolved(session.token, in: tx)
      return session as? T ?? object
    }
    guard var cdr = object as? CDR else { return object }
    cdr.token = try resolved(cdr.token, in: tx)
    return cdr as? T ?? object
  }

  private static func resolved<Access>(_ token: CDRToken, in tx: Transaction<Access>) throws -> CDRToken {
    guard token.uid.isNotAvailable else { return token }
    let tokens = try tx.own.tokens(ofContract: token.contractID.text).map {
      try OwnText.read(Token.self, $0.body)
    }
    let cards = tokens.filter { $0.type == .rfid && $0.isValid }
    guard let found = tokens.count == 1 ? tokens.first : cards.count == 1 ? cards.first : nil else {
      return token
    }
    return CDRToken(party: found.party, uid: found.id, type: found.type, contractID: found.contractID)
  }
}
