import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// What the sessions of a period weigh, gathered while they are counted; nothing where no term asks for it.
struct PeriodVolumes {
  /// One session.
  struct Session: Sendable {
    let end: Timestamp
    let energy: Rational
    let net: Rational
    /// Its net by rate of tax.
    let rates: [Rational?: Rational]
    let country: String?
    let contract: String
    let fees: Rational?
  }

  let rules: PriceRules?
  private(set) var sessions: [String: Session] = [:]
  private var gone: Set<String> = []
  /// Whether terms of a whole period stand on the statement.
  var isSettled = false

  init(_ rules: PriceRules?) { self.rules = rules }

  /// Counts a session; what was taken back weighs nothing.
  mutating func add(_ entry: Statement.Entry, _ row: ChargeRow) {
    if row.key.country.isEmpty { isSettled = true }
    guard rules != nil else { return }
    if let original = row.original { gone.insert("\(original)".uppercased()) }
    // A failed start that costs nothing is no volume.
    if row.kind == "term-free-below" { gone.insert("\(row.key)".uppercased()) }
    guard row.kind == "cdr" else { return }
    sessions["\(row.key)".uppercased()] = Session(entry, row)
  }

  /// Those of a time that were not taken back, as they ended.
  func counted(within span: Range<Timestamp>) -> [Session] {
    sessions.filter { span.contains($0.value.end) && !gone.contains($0.key) }
      .sorted { ($0.value.end, $0.key) < ($1.value.end, $1.key) }.map(\.value)
  }
}

extension PeriodVolumes.Session {
  init(_ entry: Statement.Entry, _ row: ChargeRow) {
    end = entry.charge.end
    energy = entry.charge.energy.value
    net = entry.amounts.reduce(Rational.zero) { $0 + $1.net.amount }
    rates = Dictionary(
      zip(entry.charge.parts, entry.amounts).map { ($0.rate, $1.net.amount) }, uniquingKeysWith: +)
    country = entry.charge.country
    contract = row.contract
    fees = row.fees.flatMap { Rational(exactText: $0) }
  }
}

/// Volume rebates, promised volumes and monthly caps, at the end of the time that they are counted over.
struct PeriodTerms {
  private let order: SettlementOrder
  private let key: SettlementAccount.Key
  private let volumes: PeriodVolumes

  init(_ order: SettlementOrder, _ key: SettlementAccount.Key, _ volumes: PeriodVolumes) {
    self.order = order
    self.key = key
    self.volumes = volumes
  }

  /// The prices of a direction, where something of them is settled by period.
  static func rules(_ order: SettlementOrder, _ direction: ChargeRow.Direction) -> PriceRules? {
    guard let rules = order.file.priceRules(direction == .sell ? .sell : .buy) else { return nil }
    let isPlain = rules.tiers.isEmpty && rules.commitment == nil && rules.maxMonthPerToken == nil
    return isPlain ? nil : rules
  }

  /// Whether anything can be owed at all.
  var isOwed: Bool { volumes.rules != nil }

  /// The charges of all times that end with this period.
  ///
  /// - Parameter earlier: what was settled before of a time.
  /// - Returns: the charges, in a fixed order.
  /// - Throws: what `earlier` throws.
  func charges(
    earlier: (Range<Timestamp>) throws -> [(row: ChargeRow, counted: String)]
  ) throws -> [ChargeRow] {
    guard let rules = volumes.rules else { return [] }
    var charges: [ChargeRow] = []
    for period in PriceTier.Period.allCases {
      for (name, span) in times(of: period) {
        let sessions = try sessions(within: span, earlier)
        charges += lines(rules, period, sessions).enumerated().map { place, line in
          row(line, "\(name)/\(place + 1)", sessions)
        }
      }
    }
    return charges
  }

  private func lines(
    _ rules: PriceRules, _ period: PriceTier.Period, _ sessions: [PeriodVolumes.Session]
  ) -> [SettledLine] {
    let ledger = TierLedger(rules, currency: key.currency)
    var lines = ledger.rebates(period, sessions.map { (energy: $0.energy, net: $0.net) })
    let volume = Energy(value: sessions.reduce(Rational.zero) { $0 + $1.energy })
    if let missing = ledger.shortfall(period, volume: volume) { lines.append(missing) }
    if period == .month, let back = caps(ledger, sessions) { lines.append(back) }
    return lines.filter { !$0.amount.amount.isZero }
  }

  /// What cards get back of their fees, all together.
  private func caps(_ ledger: TierLedger, _ sessions: [PeriodVolumes.Session]) -> SettledLine? {
    let fees = Dictionary(
      sessions.compactMap { session in session.fees.map { (session.contract, $0) } }, uniquingKeysWith: +)
    let backs = fees.values.compactMap { ledger.monthlyCap(fees: Money($0, key.currency)) }
    guard let first = backs.first else { return nil }
    let sum = backs.reduce(Rational.zero) { $0 + $1.amount.amount }
    return SettledLine(
      .monthlyCap, reason: "\(first.reason), \(backs.count) of them were above",
      amount: Money(sum, key.currency))
  }

  // MARK: - times

  /// The times of a kind that end within the settled period, or with it: a quarter has three months.
  private func times(of period: PriceTier.Period) -> [(name: String, span: Range<Timestamp>)] {
    var times: [(name: String, span: Range<Timestamp>)] = []
    var day = order.period.first
    while day < order.period.end, let (name, first, end) = Self.days(period, around: day),
      end <= order.period.end
    {
      times.append((name, order.zone.begin(of: first)..<order.zone.begin(of: end)))
      day = end
    }
    return times
  }

  private static func days(
    _ period: PriceTier.Period, around day: CivilDate
  ) -> (name: String, first: CivilDate, end: CivilDate)? {
    switch period {
    case .month, .quarter:
      let found = SettlementPeriod(period == .month ? .month : .quarter, containing: day)
      return ("\(found)", found.first, found.end)
    case .year:
      guard let first = CivilDate(year: day.year, month: 1, day: 1),
        let end = CivilDate(year: day.year + 1, month: 1, day: 1)
      else { return nil }
      return ("\(day.year)", first, end)
    }
  }

  private func sessions(
    within span: Range<Timestamp>, _ earlier: (Range<Timestamp>) throws -> [(row: ChargeRow, counted: String)]
  ) throws -> [PeriodVolumes.Session] {
    var all = volumes
    for (row, counted) in try earlier(span) {
      guard let charge = StatementCharge(row),
        let entry = Statement.Entry(charge, counted: counted, key.currency)
      else { continue }
      all.add(entry, row)
    }
    return all.counted(within: span)
  }

  // MARK: - the charge

  /// A line as a charge; its tax is that of the sessions that it is about, in proportion to their nets.
  private func row(
    _ line: SettledLine, _ name: String, _ sessions: [PeriodVolumes.Session]
  ) -> ChargeRow {
    let end = order.span.upperBound.adding(microseconds: -1)
    let pair = "\(key.direction.rawValue) \(key.us + 1)-\(key.them + 1) \(key.currency)"
    return ChargeRow(
      partner: order.file.id, direction: key.direction,
      key: ObjectKey(country: "", party: "", id: "\(name) \(pair)"), kind: "term-\(line.kind.rawValue)",
      driver: "", starts: order.span.lowerBound, ends: end, country: sessions.first?.country ?? nil,
      listed: line.reason, energy: "0", currency: line.amount.currency.code,
      parts: StatementCharge.text(of: parts(line.amount, sessions)))
  }

  private func parts(_ amount: Money, _ sessions: [PeriodVolumes.Session]) -> [StatementCharge.Part] {
    let nets = sessions.reduce(into: [Rational?: Rational]()) { sums, session in
      for (rate, net) in session.rates { sums[rate, default: .zero] = sums[rate, default: .zero] + net }
    }
    let whole = nets.values.reduce(Rational.zero, +)
    guard nets.count > 1, !whole.isZero else { return [.init(amount, rate: nets.first?.key ?? nil)] }
    let rates = nets.sorted { ($0.key ?? -1) < ($1.key ?? -1) }
    return rates.compactMap { rate, net in
      (try? amount.amount * net / whole).map { .init(Money($0, amount.currency), rate: rate) }
    }
  }
}
