import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// What a session of ours must say before a partner is told of it, beyond the fields of its version.
struct SessionRules {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  /// Checks a session that is new or changed.
  ///
  /// - Throws: 409 when the one we have is COMPLETED (SES-08), 422 with the path of what is wrong.
  func check(over known: OwnRow?) throws {
    try Self.refuseFinal(known)
    try checkPlace()
    if let end = session.endDateTime, end < session.startDateTime {
      throw OfficeError.unprocessable(
        "end_date_time is before start_date_time", path: "end_date_time")
    }
    if let scale = EnergyScale(session.chargingPeriods, total: session.energy) {
      throw scale.refusal("kwh")
    }
  }

  /// `#NA` stands for an EVSE only while it is not known which one a reservation gets (SES-12).
  private func checkPlace() throws(OfficeError) {
    guard session.status != .reservation, session.status != .invalid else { return }
    for (name, id) in [("evse_uid", session.evseUID), ("connector_id", session.connectorID)]
    where id == CiString("#NA") {
      throw .unprocessable(
        "\(name) is #NA, but the session is \(session.status)", path: name,
        help: "name it as soon as the driver charges; see requirement SES-12")
    }
  }

  /// - Throws: 409 when a session is COMPLETED.
  static func refuseFinal(_ known: OwnRow?) throws {
    guard let known, !known.isDeleted, try OwnBody.read(Session.self, known.body).status == .completed else {
      return
    }
    throw OfficeError(
      .conflict, "BR342", "session \(known.key) is COMPLETED and cannot change any more", path: "status",
      help: "what was charged is corrected in the CDR; see requirement SES-08")
  }

  /// A session that becomes active began now, unless the change says when (SES-09, SES-10).
  static func stampStart(_ session: inout Session, after before: Session, isStated: Bool) {
    let waited = before.status == .pending || before.status == .reservation
    guard waited, session.status == .active, !isStated else { return }
    session.startDateTime = session.lastUpdated
  }
}

/// Watt-hours where kilowatt-hours are due: the periods hold about a thousand times the total, or the other way round
/// (SES-15, P-66).
struct EnergyScale {
  private let sum: Rational
  private let total: Rational

  /// Nil when the two are of one scale, or one of them is not known.
  init?(_ periods: [ChargingPeriod], total: WireNumber) {
    let volumes = periods.flatMap(\.dimensions).filter { $0.type == .energy }.compactMap(\.volume.rational)
    guard let total = total.rational, total > 0 else { return nil }
    let sum = volumes.reduce(Rational(0), +)
    guard sum > 0, sum > total * 500 || total > sum * 500 else { return nil }
    (self.sum, self.total) = (sum, total)
  }

  func refusal(_ field: String) -> OfficeError {
    .unprocessable(
      "\(field) is \(total), the ENERGY of all periods is \(sum)", path: field,
      help: "energy is told in kWh, not in Wh; see requirement SES-15")
  }
}
