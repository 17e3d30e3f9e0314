package import BilateralBase

/// Why sessions, CDRs, our re-rating and the partner's statement do not agree.
package enum ReconcileCause: String, Hashable, Sendable, CaseIterable, Comparable {
  /// A session ended, its CDR is overdue, and none came.
  case missingCDR = "missing-cdr"
  /// A session goes on for longer than anybody charges.
  case ghost = "ghost-session"
  /// A CDR names no session that was told of, and none fits it.
  case noSession = "cdr-without-session"
  /// A CDR tells of a charge that another one told of.
  case duplicate = "duplicate-cdr"
  /// Two CDRs tell of one EVSE, or one token, at the same time.
  case overlap = "overlap"
  /// The amount is another than the prices agreed give.
  case price = "price-off"
  /// The amount cannot be checked.
  case unpriceable = "unpriceable"
  /// Session and CDR tell another energy.
  case energy = "energy-off"
  /// Session and CDR tell another time.
  case time = "time-off"
  /// The CDR came after it was due.
  case late = "late-cdr"
  /// A CDR of ours is due, and the partner does not have it.
  case undelivered = "not-delivered"
  /// The CDR came so late that it is not taken.
  case tooLate = "too-late"
  /// The CDR ends before it begins.
  case clock = "clock-reversed"
  /// More energy, time, power or money than is believed, or less.
  case limits = "beyond-limits"
  /// No energy was charged.
  case zeroEnergy = "zero-energy"
  /// The token is not the partner's, or none that we know.
  case unknownToken = "unknown-token"
  /// The location is none that we know.
  case unknownLocation = "unknown-location"
  /// No reference of our authorisation.
  case noReference = "no-reference"
  /// No tariff.
  case noTariff = "no-tariff"
  /// The parts of the cost are not stated.
  case noBreakdown = "no-breakdown"
  /// No signed meter values where they are demanded.
  case unsigned = "not-signed"
  /// A credit takes back a part, and only whole ones were agreed.
  case partialCredit = "partial-credit"
  /// The currency is not the one agreed.
  case currency = "wrong-currency"
  /// The partner's statement lists what we have no CDR of.
  case onlyTheirs = "only-on-their-statement"
  /// The partner's statement does not list a CDR.
  case notOnTheirs = "not-on-their-statement"
  /// The partner's statement has another amount than the CDR.
  case statementAmount = "statement-amount-off"

  package static func < (left: Self, right: Self) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// One thing that does not agree.
package struct ReconcileFinding: Hashable, Sendable {
  /// Why.
  package let cause: ReconcileCause
  /// The session; nil where there is none.
  package let session: String?
  /// The CDR, or the line of their statement; nil where there is none.
  package let record: String?
  /// The other CDR that it is about; nil where there is none.
  package let other: String?
  /// What hangs on it, net; nil where nobody knows.
  package internal(set) var money: Money?
  /// What differs, in words.
  package let words: String

  /// A finding.
  package init(
    _ cause: ReconcileCause, session: String? = nil, record: String? = nil, other: String? = nil,
    money: Money? = nil, _ words: String
  ) {
    self.cause = cause
    self.session = session
    self.record = record
    self.other = other
    self.money = money
    self.words = words
  }
}
