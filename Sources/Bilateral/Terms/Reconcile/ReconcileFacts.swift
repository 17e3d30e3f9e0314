package import BilateralBase

/// A session as far as reconciliation looks at it.
package struct ReconcileSession: Hashable, Sendable {
  /// Its id, in upper case, after its owner's: `DE-NVO/S-1`.
  package let id: String
  /// The EVSE; nil where nobody knows.
  package let evse: String?
  /// The token's uid.
  package let token: String
  /// When it began.
  package let start: Timestamp
  /// When it ended; nil while it goes on.
  package let end: Timestamp?
  /// kWh.
  package let energy: Rational
  /// What it is worth by the prices in force then; nil where it cannot be priced.
  package let worth: Money?
  /// Whether its owner took it back (`INVALID`): no CDR is due.
  package let isVoid: Bool

  /// A session.
  package init(
    _ id: String, evse: String?, token: String, from start: Timestamp, to end: Timestamp?, energy: Rational,
    worth: Money? = nil, isVoid: Bool = false
  ) {
    self.id = id
    self.evse = evse
    self.token = token
    self.start = start
    self.end = end
    self.energy = energy
    self.worth = worth
    self.isVoid = isVoid
  }
}

/// A CDR as far as reconciliation looks at it.
package struct ReconcileCDR: Hashable, Sendable {
  /// What re-rating said of it.
  package enum Verdict: Hashable, Sendable {
    /// Exact, within tolerance, or explained by a convention.
    case agrees
    /// Another amount, with the first step that differs.
    case differs(ours: Money?, reason: String)
    /// No price can be worked out, and why.
    case unpriceable(String)
  }

  /// Its id after its owner's: `DE-NVO/C-1`.
  package let id: String
  /// The session that it names, as ``ReconcileSession/id``.
  package let session: String?
  /// The EVSE.
  package let evse: String?
  /// The token's uid.
  package let token: String
  /// When the session began.
  package let start: Timestamp
  /// When it ended.
  package let end: Timestamp
  /// kWh.
  package let energy: Rational
  /// Its net total; nil where it states none.
  package let net: Money?
  /// When it came, or when the partner took it; nil where the partner does not have it.
  package let told: Timestamp?
  /// The CDR that it takes back.
  package let credits: String?
  /// What re-rating said.
  package let verdict: Verdict
  /// What stands against it beside its amount: an unknown token, an unknown location.
  package let objections: [ReconcileCause]

  /// A CDR.
  package init(
    _ id: String, session: String?, evse: String?, token: String, from start: Timestamp, to end: Timestamp,
    energy: Rational, net: Money?, told: Timestamp?, credits: String? = nil, _ verdict: Verdict = .agrees,
    objections: [ReconcileCause] = []
  ) {
    self.id = id
    self.session = session
    self.evse = evse
    self.token = token
    self.start = start
    self.end = end
    self.energy = energy
    self.net = net
    self.told = told
    self.credits = credits
    self.verdict = verdict
    self.objections = objections
  }
}

/// A line of the partner's own statement.
package struct ReconcileLine: Hashable, Sendable {
  /// Where it stands: `carlo-2026-10.csv:17`.
  package let place: String
  /// The CDR that it names, as ``ReconcileCDR/id``.
  package let cdr: String?
  /// The session that it names.
  package let session: String?
  /// Its net amount.
  package let net: Money

  /// A line.
  package init(_ place: String, cdr: String?, session: String? = nil, net: Money) {
    self.place = place
    self.cdr = cdr
    self.session = session
    self.net = net
  }
}

/// What was agreed about CDRs, as far as reconciliation asks (`[cdr]`).
package struct ReconcileTerms: Hashable, Sendable {
  /// Seconds within which a CDR is due after the end of its session.
  package var deliverWithin: Int64 = 86_400
  /// Seconds after which a session that goes on is taken for a ghost.
  package var openAfter: Int64 = 259_200
  /// kWh by which session and CDR may differ.
  package var energyTolerance = Rational.zero
  /// Seconds by which their times may differ.
  package var timeTolerance: Int64 = 0
  /// How far the amounts of statement and CDR may lie apart; nil for nothing.
  package var amountTolerance: Money?
  /// The currency that was agreed; nil where any will do.
  package var currency: Currency?

  /// The terms that OCPI itself suggests.
  package init() {}
}

extension PartnerFile {
  /// What was agreed about CDRs, as far as reconciliation asks.
  package var reconciliation: ReconcileTerms {
    var terms = ReconcileTerms()
    if let seconds = seconds("cdr.deliver_within") { terms.deliverWithin = Int64(seconds) }
    if let seconds = seconds("cdr.open_session_after") { terms.openAfter = Int64(seconds) }
    if case .energy(let energy) = entry("cdr.energy_tolerance")?.value {
      terms.energyTolerance = energy.value
    }
    if let seconds = seconds("cdr.time_tolerance") { terms.timeTolerance = Int64(seconds) }
    terms.amountTolerance = self.terms.money("cdr.amount_tolerance")
    if flag("cdr.currency_must_match") ?? true {
      terms.currency = text("settlement.currency").flatMap { Currency($0) }
    }
    return terms
  }
}
