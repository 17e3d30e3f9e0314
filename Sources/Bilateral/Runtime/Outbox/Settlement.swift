import BilateralBase
import BilateralStore
import BilateralTerms

/// What one attempt leaves behind: acknowledged, to be tried again, or parked; one transaction.
struct Settlement: Sendable {
  /// How often and how long an entry is tried.
  struct Rules: Sendable {
    /// The pause before the next try by the number of tries.
    var curve: Backoff
    /// From which thousandths of that pause are drawn, so that entries do not all come back at once.
    var bits: RandomBits
    /// Seconds after which an entry that cannot be delivered is parked.
    var retryFor: Int64
  }

  let row: OutboxRow
  let outcome: SendOutcome
  let sent: Delivery
  /// On which way it went first, and those on which it was taken back beside.
  let ways: [Way]
  let partner: String
  let now: Timestamp
  let rules: Rules

  /// Writes it.
  ///
  /// - Returns: whether nothing is left to be done about the entry.
  /// - Throws: what the store throws.
  func write(in tx: WriteTransaction) throws -> Bool {
    switch outcome {
    case .delivered:
      let wanted = try acknowledge(in: tx)
      if row.module == "cdrs", sent.hash != nil { try MeasureBook(tx: tx, partner: partner).told(row.key) }
      let isGone = try tx.outbox.acknowledge(row.ticket)
      return try !tellAgain(wanted, in: tx) && isGone
    case .notYet: try tx.outbox.putBack(row.ticket, until: now.adding(seconds: 1))
    case .outage(let failure): try tryAgain(failure, from: now, in: tx)
    case .later(let failure): try tryAgain(failure, from: now.adding(microseconds: pause), in: tx)
    case .refused(let error, let hint):
      try notePart(in: tx)
      if row.module == "cdrs" { try MeasureBook(tx: tx, partner: partner).count(.sentRefused) }
      try tx.outbox.park(row.ticket, error: error, hint: hint)
    case .cancelled: break
    }
    return false
  }

  /// Notes what the partner has, and gives the hash of what it should have; nil when it should have nothing.
  private func acknowledge(in tx: WriteTransaction) throws -> [UInt8]? {
    let ways = ways.map(\.description)
    switch (row.module, sent.hash) {
    case ("tariffs", let hash?):
      try tx.publishedTariffs.acknowledge(row.key.id, by: partner, hash: hash, on: ways[0])
      let tariff = try tx.publishedTariffs.tariff(row.key.id, for: partner)
      return tariff?.isVisible == true ? tariff?.hash : nil
    case ("tariffs", nil): try tx.publishedTariffs.acknowledgeEnd(row.key.id, by: partner, on: ways)
    case (let module, let hash?):
      return try tx.views.acknowledge(
        module, row.key, by: partner, hash: hash, detail: sent.detail, on: ways[0])
    case (let module, nil):
      try tx.views.acknowledgeRemoval(module, row.key, by: partner, on: ways)
      try tx.views.note(nil, of: module, row.key, for: partner)
    }
    return nil
  }

  /// A state that came back while another was on its way was what the partner had, so nobody asked for it: it does not
  /// have it any more.
  private func tellAgain(_ wanted: [UInt8]?, in tx: WriteTransaction) throws -> Bool {
    guard row.isCoalesced, let sentHash = sent.hash, !sent.steps.isEmpty, let wanted, wanted != sentHash
    else { return false }
    try tx.outbox.enqueueState(of: row.key, in: row.module, for: partner)
    return true
  }

  private func tryAgain(_ failure: OCPIFailure, from time: Timestamp, in tx: WriteTransaction) throws {
    try notePart(in: tx)
    // Who asks for a pause is there, and takes it later: nobody gives up for that.
    if case .rateLimited = failure.kind {
      return try tx.outbox.retry(
        row.ticket, from: time, error: "\(failure)", isInDoubt: failure.mayHaveArrived)
    }
    guard now - row.createdAt < rules.retryFor else {
      return try tx.outbox.park(
        row.ticket, error: "\(failure)",
        hint: "it was tried for as long as retry_for says; partnerctl outbox retry tries it again")
    }
    try tx.outbox.retry(
      row.ticket, from: time, error: "\(failure)", isInDoubt: failure.mayHaveArrived)
  }

  /// Some EVSEs may have arrived before one failed: a state that comes back must not be taken for what the partner has.
  private func notePart(in tx: WriteTransaction) throws {
    guard row.module == "locations", let copy = sent.copy, sent.before != nil else { return }
    try tx.views.note(copy.text, hash: copy.hash, of: row.module, row.key, for: partner)
  }

  /// Microseconds until the next try of an entry.
  private var pause: Int64 {
    let (seconds, attoseconds) = rules.curve.ceiling(afterFailures: row.attempts).components
    let micros = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    var bits = rules.bits
    return micros / 1000 * Int64.random(in: 500...1000, using: &bits)
  }
}
