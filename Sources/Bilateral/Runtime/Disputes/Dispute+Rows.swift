import BilateralBase
import BilateralStore
import BilateralTerms

extension Dispute {
  /// Reads one as it is kept; nil when its words are none that this version knows.
  init?(_ row: DisputeRow, _ steps: [DisputeStepRow]) {
    guard let direction = Direction(rawValue: row.direction), let state = State(rawValue: row.state) else {
      return nil
    }
    self.init(
      direction, about: "\(row.cdr)", reason: row.reason, amount: row.money, openedAt: row.openedAt,
      due: row.due, silence: row.silence.flatMap(DisputeTerms.Silence.init), state: state,
      steps: steps.compactMap { step in
        State(rawValue: step.state).map {
          Step(at: step.at, actor: step.actor, state: $0, words: step.words)
        }
      })
  }
}

extension DisputeRow {
  /// A new one as it is kept.
  init(_ dispute: Dispute, with partner: String, about cdr: ObjectKey) {
    self.init(
      partner: partner, cdr: cdr, direction: dispute.direction.rawValue, reason: dispute.reason,
      currency: dispute.amount?.currency.code, amount: dispute.amount.map { $0.amount.storedText },
      silence: dispute.silence?.rawValue, state: dispute.state.rawValue, openedAt: dispute.openedAt,
      due: dispute.due)
  }

  /// What is disputed.
  package var money: Money? {
    guard let currency = currency.flatMap({ Currency($0) }),
      let amount = amount.flatMap({ Rational(decimalText: $0) })
    else { return nil }
    return Money(amount, currency)
  }

  /// As the back office tells it.
  var json: JSON {
    [
      "dispute": .number("\(number)"), "partner": .string(partner), "cdr": .string("\(cdr)"),
      "charge": .string(Dispute.charge(of: "\(cdr)")), "direction": .string(direction),
      "reason": .string(reason), "amount": amount.map { .number($0) } ?? .null,
      "currency": currency.map { .string($0) } ?? .null, "state": .string(state),
      "opened_at": .string("\(openedAt)"), "due": due.map { .string("\($0)") } ?? .null,
      "silence": silence.map { .string($0) } ?? .null, "credit": credit.map { .string($0) } ?? .null,
      "held": .bool(DisputeDesk.holds(self)),
    ]
  }
}

extension DisputeStepRow {
  /// One as it is kept.
  init(_ step: Dispute.Step) {
    self.init(at: step.at, actor: step.actor, state: step.state.rawValue, words: step.words)
  }

  /// As the back office tells it.
  var json: JSON {
    ["at": .string("\(at)"), "actor": .string(actor), "state": .string(state), "words": .string(words)]
  }
}

extension Rational {
  /// As many digits as it has; amounts that have no end are cut after ten.
  var storedText: String { exactDecimalText ?? decimalText(atMost: 10) }
}
