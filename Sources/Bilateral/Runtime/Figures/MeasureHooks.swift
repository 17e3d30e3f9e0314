import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms
import Glibc

/// What objects that come and go add to the figures, in the transaction that takes or tells them.
extension MeasureBook {
  /// A CDR of the partner that was taken.
  func took(_ cdr: CDR, verdict: String?) throws {
    try count(.received)
    try size(.delay, max(0, tx.now - cdr.endDateTime) / 60)
    if try isLate(cdr) { try count(.late) }
    guard let verdict, verdict != "unpriceable" else { return }
    try count(.checked)
    if verdict == "mismatch" { try count(.offPrice) }
  }

  /// A CDR of ours that the partner took.
  func told(_ key: ObjectKey) throws {
    try count(.sent)
    guard let row = try tx.own.object("cdrs", key), let cdr = try? OwnText.read(CDR.self, row.body) else {
      return
    }
    if try isLate(cdr) { try count(.sentLate) }
  }

  /// A credit is due when it is made; everything else so long after its session as was agreed.
  private func isLate(_ cdr: CDR) throws -> Bool {
    guard cdr.isCredit != true else { return false }
    let terms = try ReceivedTerms(of: partner, at: cdr.startDateTime, in: tx)
    let within = terms?.file.reconciliation.deliverWithin ?? ReconcileTerms().deliverWithin
    return tx.now > cdr.endDateTime.adding(seconds: within)
  }

  /// A decision about a driver.
  func decided(_ row: AuthorizationRow) throws {
    let isUnanswered = row.source == "fallback" || ["timed-out", "failed", "offline"].contains(row.reason)
    try count(isUnanswered ? .unanswered : row.isAllowed ? .allowed : .declined)
    guard ["partner", "platform", "store"].contains(row.source) else { return }
    try size(.answerTime, row.microseconds / 1000)
  }
}

/// Keeps when chargers could not be used, as their status is told.
struct OutageBook {
  let tx: WriteTransaction
  /// The partner; empty for ours.
  let owner: String

  private static let words = ["OUTOFORDER", "INOPERATIVE"].map { Array($0.utf8) }

  /// Whether a status means that nobody can charge there, by the operator's own word.
  static func isOut(_ status: Status) -> Bool { status == .outoforder || status == .inoperative }

  /// Takes in that the status of one EVSE of ours is another: mostly it neither begins nor ends an outage.
  func hear(_ status: Status, _ body: JSONText, _ key: ObjectKey) throws {
    guard try Self.isOut(status) || !tx.outages.open(of: owner, at: key).isEmpty else { return }
    if let location = try? OwnText.read(Location.self, body) { try hear(location, key) }
  }

  /// Takes in a location as it is now; most texts name no such status and are not read.
  func hear(_ body: JSONText, _ key: ObjectKey, version: String) throws {
    guard try mayMatter(body, key) else { return }
    let location: Location? = try? ReceivedShelf<Writing>.read(body, key, version)
    if let location { try hear(location, key) }
  }

  /// Takes in a location as it is now.
  func hear(_ location: Location, _ key: ObjectKey) throws {
    var down: [String: (status: String, since: Timestamp)] = [:]
    for evse in location.evses where Self.isOut(evse.status) {
      down[evse.uid.text] = (evse.status.rawValue, min(evse.lastUpdated, tx.now))
    }
    let open = try tx.outages.open(of: owner, at: key)
    guard !down.isEmpty || !open.isEmpty else { return }
    try tx.outages.settle(down, of: owner, at: key, as: min(location.lastUpdated, tx.now))
  }

  /// Whether a word stands anywhere; each location that comes is asked, so it is by memory and not by collection.
  private static func stands(_ word: [UInt8], in bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { all in
      guard let start = all.baseAddress, let first = word.first else { return false }
      let last = all.count - word.count
      var at = 0
      while at <= last, let found = memchr(start + at, Int32(first), last - at + 1) {
        at = UnsafeRawPointer(found) - start
        if memcmp(start + at, word, word.count) == 0 { return true }
        at += 1
      }
      return false
    }
  }

  private func mayMatter(_ body: JSONText, _ key: ObjectKey) throws -> Bool {
    if Self.words.contains(where: { Self.stands($0, in: body.bytes) }) { return true }
    return try !tx.outages.open(of: owner, at: key).isEmpty
  }
}
