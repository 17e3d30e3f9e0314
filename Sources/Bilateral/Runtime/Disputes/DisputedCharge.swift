import BilateralBase
import BilateralStore
import BilateralTerms

/// The charge of a disputed CDR: what is disputed of it stands apart, so that the rest is owed as usual
/// (`dispute.pay_undisputed`).
///
/// Both together are what the CDR says, always: when the dispute is over the part apart is owed too, and a credit takes
/// back the whole.
struct DisputedCharge {
  /// The kind of the part that stands apart.
  static let kind = "term-\(SettledLine.Kind.disputed.rawValue)"

  private let key: ObjectKey
  private let direction: ChargeRow.Direction
  private let partner: String

  /// The charge of a CDR.
  init(_ subject: DisputedCDR, with partner: String) {
    (key, direction) = (subject.key, subject.direction == .sell ? .sell : .buy)
    self.partner = partner
  }

  /// Sets a part apart; nothing where the whole is disputed, or the charge stands on a statement already.
  func setApart(_ part: Money, in tx: WriteTransaction) throws {
    guard var charge = try tx.charges.open(direction, key, of: partner)?.charge, charge.kind == "cdr",
      let currency = Currency(charge.currency), currency == part.currency,
      var parts = StatementCharge.parts(charge.parts, currency)
    else { return }
    if let apart = try tx.charges.open(direction, key, of: partner, kind: Self.kind)?.charge {
      // Disputed once before: what stood apart then is part of the whole again.
      guard let before = StatementCharge.parts(apart.parts, currency), before.count == parts.count else {
        return
      }
      parts = zip(parts, before).map { .init(Money($0.net.amount + $1.net.amount, currency), rate: $0.rate) }
    } else if try tx.charges.has(direction, key, of: partner, kind: Self.kind) {
      return
    }
    let whole = parts.reduce(Rational.zero) { $0 + $1.net.amount }
    guard part.amount > .zero, part.amount < whole, let share = try? part.amount / whole else { return }
    var apart = charge
    apart.kind = Self.kind
    (apart.energy, apart.fees, apart.session) = ("0", nil, nil)
    apart.listed = "Disputed before, \(charge.listed)"
    apart.parts = StatementCharge.text(
      of: parts.map { .init(Money($0.net.amount * share, currency), rate: $0.rate) })
    charge.parts = StatementCharge.text(
      of: parts.map { .init(Money($0.net.amount * (1 - share), currency), rate: $0.rate) })
    try tx.charges.keep(charge)
    try tx.charges.keep(apart)
  }
}
