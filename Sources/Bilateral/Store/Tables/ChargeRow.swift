package import BilateralBase

/// What a CDR, or a term beside CDRs, puts on a statement, in columns: a month is added up without reading a single CDR
/// again.
package struct ChargeRow: Hashable, Sendable {
  /// Who is paid.
  package enum Direction: String, SQLValue, Hashable, Sendable, CaseIterable {
    /// We are.
    case sell
    /// The partner is.
    case buy
  }

  /// The partner, by the id of its file.
  package var partner: String
  /// Who is paid.
  package var direction: Direction
  /// The CDR that it comes from; a term of a whole period has no party, and the period with a number as its id.
  package var key: ObjectKey
  /// `cdr`, `credit`, or `term-` and the kind of term.
  package var kind: String
  /// The id of the CDR that it takes back, of the same owner.
  package var credits: String?
  /// The party of the driver: `NL-ACM`.
  package var driver: String
  /// The session, where the CDR names it.
  package var session: String?
  /// The contract that charged.
  package var contract: String
  /// When the session began.
  package var starts: Timestamp
  /// When it was supplied: the end of the session.
  package var ends: Timestamp
  /// ISO 3166 alpha-2 of where it was supplied.
  package var country: String?
  /// What it is listed under.
  package var listed: String
  /// kWh, exact.
  package var energy: String
  /// The currency of the amounts.
  package var currency: String
  /// Net amounts with their rates of tax, exact.
  package var parts: String
  /// What of it is a fee for each session, exact; nil where nobody knows.
  package var fees: String?
  /// The row of the CDR among ours or those received; nil for a term of a whole period.
  package var source: Int64?

  /// A charge in columns.
  package init(
    partner: String, direction: Direction, key: ObjectKey, kind: String, credits: String? = nil,
    driver: String, session: String? = nil, contract: String = "", starts: Timestamp, ends: Timestamp,
    country: String? = nil, listed: String, energy: String, currency: String, parts: String,
    fees: String? = nil, source: Int64? = nil
  ) {
    self.partner = partner
    self.direction = direction
    self.key = key
    self.kind = kind
    self.credits = credits
    self.driver = driver
    self.session = session
    self.contract = contract
    self.starts = starts
    self.ends = ends
    self.country = country
    self.listed = listed
    self.energy = energy
    self.currency = currency
    self.parts = parts
    self.fees = fees
    self.source = source
  }

  /// The kinds that are terms of a single session.
  static let sessionTerms = "'term-parking', 'term-free-below', 'term-limit'"

  static let columns = """
    c.partner, c.direction, c.country, c.party, c.object, '', c.kind, c.credits, c.driver, c.session, c.contract,
    c.starts, c.ends, c.place, c.listed, c.energy, c.currency, c.parts, c.fees, c.source
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    partner = try row.next()
    direction = try row.next()
    key = try ObjectKey(&row)
    kind = try row.next()
    credits = try row.next()
    driver = try row.next()
    session = try row.next()
    contract = try row.next()
    starts = try row.next()
    ends = try row.next()
    country = try row.next()
    listed = try row.next()
    energy = try row.next()
    currency = try row.next()
    parts = try row.next()
    fees = try row.next()
    source = try row.next()
  }
}

/// A charge that stands on no statement yet.
package struct OpenCharge: Hashable, Sendable {
  /// The number of its row, by which it is put on a statement.
  package let number: Int64
  /// The charge.
  package let charge: ChargeRow
  /// Whether the partner may see the CDR of ours, and has taken it; nil where it was never shown, or is not ours.
  package let isTold: Bool?
  /// Whether the partner may see it.
  package let isShown: Bool
  /// What re-rating said of the CDR of theirs: `exact`, `mismatch` …; nil where nobody looked, or it is ours.
  package let verdict: String?
  /// Which connection brought the CDR of theirs.
  package let connection: String?

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    charge = try ChargeRow(&row)
    let (shown, told): (Bool?, Bool?) = try (row.next(), row.next())
    (isShown, isTold) = (shown ?? false, shown == nil ? nil : told)
    verdict = try row.next()
    connection = try row.next()
  }
}

/// A charge as it was counted on a statement.
package struct CountedCharge: Hashable, Sendable {
  /// The charge.
  package let charge: ChargeRow
  /// Its rounded amounts with their taxes, and how it was converted.
  package let counted: String
}
