import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// How a session of ours may follow on the one we have; what it must say by itself its fields know.
enum SessionRules {
  /// - Throws: 409 when the one we have is COMPLETED (SES-08).
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
