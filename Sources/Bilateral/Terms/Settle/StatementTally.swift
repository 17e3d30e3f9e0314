import BilateralBase

/// The lines of a statement as its charges come, one by one.
struct StatementTally {
  private struct Key: Hashable {
    let kind: Statement.Kind
    let group: String
    let position: TaxPosition
  }

  private let currency: Currency
  private var sums: [Key: Statement.Line] = [:]
  /// How many charges came.
  private(set) var count = 0

  /// Nothing yet.
  init(_ currency: Currency) { self.currency = currency }

  /// Adds a charge as it was counted.
  mutating func add(_ entry: Statement.Entry) {
    count += 1
    for (place, amount) in entry.amounts.enumerated() {
      let key = Key(kind: entry.charge.kind.listed, group: entry.charge.group, position: amount.position)
      let energy = place == 0 ? entry.charge.counted : .zero
      sums[
        key,
        default: Statement.Line(
          group: key.group, kind: key.kind, position: key.position, count: 0, energy: .zero,
          net: .zero(currency))
      ].add(amount.net, energy, isFirst: place == 0)
    }
  }

  /// The sum of all lines.
  var net: Money { Money(sums.values.reduce(Rational.zero) { $0 + $1.net.amount }, currency) }

  /// The lines in their order.
  var lines: [Statement.Line] { sums.values.sorted { $0.order < $1.order } }
}

extension Statement.Line {
  /// A charge of several rates is counted where its first amount stands.
  fileprivate mutating func add(_ amount: Money, _ kilowattHours: Energy, isFirst: Bool) {
    if isFirst { (count, energy) = (count + 1, energy + kilowattHours) }
    net = Money(net.amount + amount.amount, net.currency)
  }

  fileprivate var order: (Statement.Kind, String, String, Rational) {
    (kind, group, position.category.rawValue, position.rate.value)
  }
}

extension StatementCharge {
  /// The energy that counts: a credit takes back the kWh with the money.
  var counted: Energy { kind.listed == .credits ? energy * -1 : energy }
}

extension StatementCharge.Kind {
  /// Among which lines it stands.
  fileprivate var listed: Statement.Kind {
    switch self {
    case .cdr: .sessions
    case .settled: .terms
    case .credit: .credits
    }
  }
}
