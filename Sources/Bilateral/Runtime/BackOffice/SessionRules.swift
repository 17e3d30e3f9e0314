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
    if let end = session.endDateTime, end < session.startDateTime {
      throw OfficeError.unprocessable(
        "end_date_time is before start_date_time", path: "end_date_time")
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
