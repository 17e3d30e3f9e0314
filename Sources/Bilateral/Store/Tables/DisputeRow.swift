package import BilateralBase

/// A dispute as it is kept.
package struct DisputeRow: Hashable, Sendable {
  /// Its number; 0 before it has one.
  package let number: Int64
  package let partner: String
  /// The CDR that it is about.
  package let cdr: ObjectKey
  /// `sell` for a CDR of ours, `buy` for one of the partner.
  package let direction: String
  package let reason: String
  /// The currency of the amount; nil where nobody knows one.
  package let currency: String?
  /// What is disputed, net, as an exact decimal.
  package let amount: String?
  /// `accepted` or `rejected`: what no answer means; nil where nothing.
  package let silence: String?
  /// `open`, `answered`, `accepted`, `rejected` or `expired`.
  package let state: String
  package let openedAt: Timestamp
  /// Until when it is to be answered.
  package let due: Timestamp?
  /// The CDR that took back what was disputed.
  package let credit: String?

  package init(
    number: Int64 = 0, partner: String, cdr: ObjectKey, direction: String, reason: String, currency: String?,
    amount: String?, silence: String?, state: String, openedAt: Timestamp, due: Timestamp?,
    credit: String? = nil
  ) {
    self.number = number
    self.partner = partner
    self.cdr = cdr
    self.direction = direction
    self.reason = reason
    self.currency = currency
    self.amount = amount
    self.silence = silence
    self.state = state
    self.openedAt = openedAt
    self.due = due
    self.credit = credit
  }

  static let columns = """
    number, partner, country, party, object, '', direction, reason, currency, amount, silence, state,
    opened_at, due_at, credit
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    partner = try row.next()
    cdr = try ObjectKey(&row)
    direction = try row.next()
    reason = try row.next()
    currency = try row.next()
    amount = try row.next()
    silence = try row.next()
    state = try row.next()
    openedAt = try row.next()
    due = try row.next()
    credit = try row.next()
  }
}

/// One entry of a dispute's history.
package struct DisputeStepRow: Hashable, Sendable {
  package let at: Timestamp
  /// Who did it.
  package let actor: String
  /// The state that it led to.
  package let state: String
  package let words: String

  package init(at: Timestamp, actor: String, state: String, words: String) {
    self.at = at
    self.actor = actor
    self.state = state
    self.words = words
  }
}
