import BilateralBase
import BilateralModel
import BilateralStore

/// Which of our tokens a session or CDR of 2.1.1 is about, of which it tells the contract alone.
///
/// The token of the order that began it, with the order's reference; else the only token of the contract, else
/// its only valid card. Several may share a contract, and then none is guessed.
enum ContractTokens {
  /// The object with its token and reference, as far as these are known.
  static func resolved<T: OwnedObject, Access>(
    _ object: T, from partner: String, in tx: Transaction<Access>
  ) throws -> T {
    if var session = object as? Session {
      let order = try OrderOfDriver.beginning(
        session.token, at: session.evseUID, session.startDateTime, with: partner, in: tx)
      session.token = try order?.token ?? resolved(session.token, in: tx)
      session.authorizationReference = session.authorizationReference ?? order?.reference
      return session as? T ?? object
    }
    guard var cdr = object as? CDR else { return object }
    let order = try OrderOfDriver.beginning(
      cdr.token, at: cdr.location.evseUID, cdr.startDateTime, with: partner, in: tx)
    cdr.token = try order?.token ?? resolved(cdr.token, in: tx)
    cdr.authorizationReference = cdr.authorizationReference ?? order?.reference
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

/// An order of ours that let a driver in, as sessions and CDRs speak of it.
private struct OrderOfDriver {
  /// So many seconds a session may seem to begin before its order, as clocks differ.
  private static let slack: Int64 = 60

  let token: CDRToken
  let reference: CiString?

  /// The newest order of the contract for the EVSE, given shortly before the start; nil when there is none.
  static func beginning<Access>(
    _ token: CDRToken, at evse: CiString, _ start: Timestamp, with partner: String, in tx: Transaction<Access>
  ) throws -> OrderOfDriver? {
    guard token.uid.isNotAvailable else { return nil }
    let rows = try tx.commands.ofTokens(
      to: partner, from: start.adding(seconds: -StandingOrder.cardTime), through: start.adding(seconds: slack)
    )
    return rows.lazy.filter {
      StandingOrder.isStanding($0) && ($0.place.isEmpty || CiString($0.place) == evse)
    }
    .compactMap { OrderOfDriver($0) }.first { $0.token.contractID == token.contractID }
  }

  private init?(_ row: CommandRow) {
    guard let root = try? JSONDocument(parsing: row.body.bytes).root, let node = root["token"],
      let token = try? WireReader.read(Token.self, from: node, version: .newest)
    else { return nil }
    self.token = CDRToken(
      party: token.party, uid: CiString(row.token), type: token.type, contractID: token.contractID)
    reference = root["authorization_reference"]?.string.map { CiString($0) }
  }
}
