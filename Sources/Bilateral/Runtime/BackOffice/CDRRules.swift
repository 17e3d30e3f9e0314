import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// What a CDR of ours must say before it is sent, beside other objects of ours: it can never be mended.
///
/// What it must say by itself its fields know.
///
/// Amounts are not worked out here but before, where the driver's partner has prices of its own (`CDRBilling`).
struct CDRRules {
  private let cdr: CDR
  /// What a credit takes back where that is not all of it, which was allowed before.
  private let part: Money?

  init(_ cdr: CDR, crediting part: Money? = nil) {
    self.cdr = cdr
    self.part = part
  }

  /// Checks a new CDR.
  ///
  /// - Throws: 409 when another one has its id (CDR-05), 422 with the path of what is wrong.
  func check(over known: OwnRow?, in tx: WriteTransaction) throws {
    guard known == nil else { throw Self.taken(cdr.storeKey) }
    try checkSession(in: tx)
    try checkCredit(in: tx)
  }

  /// The id is another CDR's (CDR-05).
  static func taken(_ key: ObjectKey) -> OfficeError {
    OfficeError(
      .conflict, "BR343", "CDR \(key) exists with other content", path: "id",
      help: "a CDR is never changed; send a credit CDR with an id of its own")
  }

  /// The CDR goes on with what its session said, and names it (CDR-13, CDR-14, SES-11).
  private func checkSession(in tx: WriteTransaction) throws {
    guard let id = cdr.sessionID else { return try checkSessionless(in: tx) }
    let key = ObjectKey(country: cdr.party.country, party: cdr.party.party, id: id.text)
    guard let row = try tx.own.object("sessions", key), !row.isDeleted else { return }
    let session = try OwnBody.read(Session.self, row.body)
    guard session.token.uid == cdr.token.uid, session.token.party == cdr.token.party else {
      throw OfficeError.unprocessable(
        "cdr_token is not the one of session \(id)", path: "cdr_token", help: "see requirement CDR-15")
    }
    guard session.authMethod == cdr.authMethod else {
      throw OfficeError.unprocessable(
        "auth_method is \(session.authMethod) in session \(id)", path: "auth_method",
        help: "the last one counts; see requirement CDR-13")
    }
    guard
      session.authorizationReference == nil || session.authorizationReference == cdr.authorizationReference
    else {
      throw OfficeError.unprocessable(
        "authorization_reference is not the one of session \(id)", path: "authorization_reference",
        help: "see requirement SES-11")
    }
  }

  /// Only a reservation that nobody used has no session.
  private func checkSessionless(in tx: WriteTransaction) throws {
    guard cdr.isCredit != true else { return }
    let types = Set(cdr.chargingPeriods.flatMap(\.dimensions).map(\.type))
    guard types.isSubset(of: [.reservationTime]) else {
      throw OfficeError.unprocessable(
        "session_id is missing", path: "session_id",
        help: "only a reservation that was never used has no session; see requirement CDR-14")
    }
  }

  /// A credit takes back all of another CDR (CDR-06).
  private func checkCredit(in tx: WriteTransaction) throws {
    guard let id = cdr.creditReferenceID else { return }
    let key = ObjectKey(country: cdr.party.country, party: cdr.party.party, id: id.text)
    guard id != cdr.id, let row = try tx.own.object("cdrs", key) else {
      throw OfficeError.unprocessable("there is no CDR \(id) to take back", path: "credit_reference_id")
    }
    if let other = try tx.own.credit(of: key), other.id.uppercased() != cdr.id.text.uppercased() {
      throw OfficeError(
        .conflict, "BR731", "\(id) was taken back by \(other)", path: "credit_reference_id",
        help: "nothing is taken back twice")
    }
    let original = try OwnBody.read(CDR.self, row.body)
    guard let amount = original.totalCost.beforeTaxes.rational,
      cdr.totalCost.beforeTaxes.rational == -(part?.amount ?? amount), original.token == cdr.token
    else {
      throw OfficeError.unprocessable(
        "total_cost is not the negated one of \(id), or the driver is another", path: "total_cost",
        help: "a credit takes all of it back; see requirement CDR-06")
    }
  }
}
