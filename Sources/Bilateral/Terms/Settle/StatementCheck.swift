package import BilateralBase

/// Holds a statement that the partner wrote against ours: totals, tax by rate, lines, and single charges where it has them.
package struct StatementCheck: Sendable {
  /// One difference.
  package struct Finding: Hashable, Sendable {
    /// What differs.
    package enum Cause: String, Hashable, Sendable, CaseIterable {
      /// The amounts are in another currency.
      case currency = "BR710"
      /// What is owed in all.
      case gross = "BR711"
      /// The sum without tax.
      case net = "BR712"
      /// The tax of one rate.
      case tax = "BR713"
      /// A line.
      case line = "BR714"
      /// A charge of ours that theirs lacks.
      case missing = "BR715"
      /// A charge of theirs that ours lacks.
      case unknown = "BR716"
      /// A charge of another amount.
      case amount = "BR717"
      /// What is not understood.
      case unread = "BR718"
    }

    /// What differs.
    package let cause: Cause
    /// Which: a rate, a line, a charge.
    package let subject: String
    /// What they say; nil where they say nothing.
    package let theirs: Rational?
    /// What we say; nil where we say nothing.
    package let ours: Rational?

    /// What they ask for more than we; nil where that is no question of money.
    package var difference: Rational? {
      theirs == nil && ours == nil ? nil : (theirs ?? .zero) - (ours ?? .zero)
    }
  }

  /// The differences, the totals first.
  package private(set) var findings: [Finding] = []
  /// How many charges are the same on both.
  package private(set) var same = 0

  private let ours: Statement
  private let theirs: TheirStatement
  private let owner: String

  /// Compares.
  ///
  /// - Parameters:
  ///   - ours: our statement.
  ///   - theirs: the partner's.
  ///   - entries: the single charges of ours, in any order.
  ///   - owner: whose CDRs they are, where a line of theirs does not say.
  package init(
    _ ours: Statement, _ theirs: TheirStatement, entries: [StatementCheckEntry], owner: PartyID? = nil
  ) {
    (self.ours, self.theirs, self.owner) = (ours, theirs, owner.map { "\($0)".uppercased() } ?? "")
    let isSame = theirs.currency == nil || theirs.currency == ours.currency
    if isSame {
      compareTotals()
      compareTaxes()
      if theirs.hasLines { compareLines() }
    } else if theirs.charges == nil {
      add(.currency, "\(theirs.currency?.code ?? "") and not \(ours.currency.code)", nil, nil)
    }
    if let charges = theirs.charges { compare(charges, entries) }
    for problem in theirs.problems { add(.unread, "\(problem)", nil, nil) }
  }

  private mutating func add(
    _ cause: Finding.Cause, _ subject: String, _ theirs: Rational?, _ ours: Rational?
  ) {
    findings.append(Finding(cause: cause, subject: subject, theirs: theirs, ours: ours))
  }

  private mutating func compareTotals() {
    if let gross = theirs.gross, gross != ours.gross.amount { add(.gross, "total", gross, ours.gross.amount) }
    // A table of charges may be exact, and we round each of them.
    let net = theirs.charges == nil ? theirs.net : nil
    if let net, net != ours.net.amount { add(.net, "total", net, ours.net.amount) }
  }

  private mutating func compareTaxes() {
    guard let taxes = theirs.taxes else { return }
    func name(_ category: String?, _ rate: Rational) -> String {
      "\(category ?? "tax") \(rate.decimalText(atMost: 4)) %"
    }
    var sums = Dictionary(taxes.map { (name($0.category, $0.rate), $0.tax) }, uniquingKeysWith: +)
    for tax in ours.taxes {
      let key = name(tax.position.category.rawValue, tax.position.rate.value)
      let told = sums.removeValue(forKey: key)
      if told != tax.tax.amount { add(.tax, key, told, tax.tax.amount) }
    }
    for (key, tax) in sums.sorted(by: { $0.key < $1.key }) { add(.tax, key, tax, nil) }
  }

  private mutating func compareLines() {
    func sums(_ lines: [(name: String, net: Rational)]) -> [String: Rational] {
      Dictionary(lines.map { ($0.name, $0.net) }, uniquingKeysWith: +)
    }
    var told = sums(theirs.lines)
    let own = sums(ours.lines.map { ($0.group, $0.net.amount) })
    // Whoever words its lines otherwise is not wrong for that: only lines of a name that both have are compared.
    guard !Set(told.keys).isDisjoint(with: own.keys) else { return }
    for (name, net) in own.sorted(by: { $0.key < $1.key }) {
      let their = told.removeValue(forKey: name)
      if their != net { add(.line, name, their, net) }
    }
    for (name, net) in told.sorted(by: { $0.key < $1.key }) { add(.line, name, net, nil) }
  }
}

/// A single charge of ours, with the names that a statement of theirs may call it by.
package struct StatementCheckEntry: Hashable, Sendable {
  /// Its name: `cdr DE-NVO/C-1`.
  package let id: String
  /// Its net on the statement.
  package let net: Money
  /// Its net as the CDR has it, rounded to the minor unit.
  package let original: Money?

  /// A charge as it was counted.
  package init(_ entry: Statement.Entry, in currency: Currency) {
    id = entry.charge.id
    net = Money(entry.amounts.reduce(Rational.zero) { $0 + $1.net.amount }, currency)
    let given = entry.charge.parts.first?.net.currency
    original = given.map { given in
      Money(entry.charge.parts.reduce(Rational.zero) { $0 + $1.net.amount }, given).rounded()
    }
  }

  /// What theirs may call it: a CDR by its id, anything else with the word of its kind or without.
  fileprivate func names(_ owner: String) -> [String] {
    let full = id.uppercased()
    let words = full.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2 else { return [full] }
    switch words[0] {
    case "CDR": return [words[1]]
    case "CREDIT": return [words[1], "\(owner)/\(full)", full]
    default: return ["\(owner)/\(full)", full]
    }
  }
}

extension StatementCheck {
  private mutating func compare(_ charges: [ReconcileLine], _ entries: [StatementCheckEntry]) {
    var told: [String: (net: Rational, currency: Currency)] = [:]
    for line in charges {
      let key = (line.cdr ?? line.session ?? line.place).uppercased()
      told[key] = ((told[key]?.net ?? .zero) + line.net.amount, line.net.currency)
    }
    for entry in entries.sorted(by: { $0.id < $1.id }) {
      guard let name = entry.names(owner).first(where: { told[$0] != nil }),
        let line = told.removeValue(forKey: name)
      else {
        add(.missing, entry.id, nil, entry.net.amount)
        continue
      }
      let meant = line.currency == entry.net.currency ? entry.net : entry.original ?? entry.net
      if meant.currency != line.currency {
        add(.currency, "\(entry.id): \(line.currency.code) and not \(meant.currency.code)", nil, nil)
      } else if Money(line.net, line.currency).rounded() != meant {
        add(.amount, entry.id, line.net, meant.amount)
      } else {
        same += 1
      }
    }
    for (name, line) in told.sorted(by: { $0.key < $1.key }) { add(.unknown, name, line.net, nil) }
  }
}
