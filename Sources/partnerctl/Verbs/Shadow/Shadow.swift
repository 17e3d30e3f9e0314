import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

/// What came out of re-rating a partner's CDRs.
struct Shadow: Sendable {
  /// A CDR that is not exactly what we come to.
  struct Case: Sendable {
    let id: String
    let start: Timestamp
    let end: Timestamp
    let word: String
    /// Why it differs.
    let cause: String
    let theirs: Rational?
    let ours: Rational?
    /// Theirs less ours, net; with tax where only that is known.
    let difference: Rational
    /// Our calculation.
    let explanation: String
    /// Whether it can be paid as it is.
    let isOwed: Bool
  }

  /// Cases with one cause.
  struct Group: Sendable {
    let cause: String
    let isOwed: Bool
    var count = 0
    var difference = Rational.zero
  }

  let partner: String
  let label: String
  let side: PriceSide
  var bench: ShadowBench
  /// For how many days a charge can be disputed.
  let window: Int?

  private(set) var count = 0
  private(set) var exact = 0
  private(set) var cases: [Case] = []
  private(set) var currency: String?
  private(set) var first: Timestamp?
  /// Places of files that are no CDRs or lines of a statement.
  var unreadable: [String] = []
  private(set) var statement: StatementComparison?
  private var totals: [String: Rational] = [:]

  init(partner: String, label: String, side: PriceSide, bench: ShadowBench, window: Int?) {
    self.partner = partner
    self.label = label
    self.side = side
    self.bench = bench
    self.window = window
  }

  /// Whether there is nothing to complain about.
  var isClean: Bool { cases.allSatisfy(\.isOwed) && unreadable.isEmpty && statement?.isClean ?? true }

  /// Re-rates one.
  mutating func add(_ cdr: CDR, _ version: OCPIVersion) {
    count += 1
    currency = currency ?? cdr.currency
    first = first.map { min($0, cdr.startDateTime) } ?? cdr.startDateTime
    let sign: Rational = cdr.isCredit == true ? -1 : 1
    if let stated = StatedAmount(cdr.totalCost).net { totals[cdr.id.folded] = stated.magnitude * sign }
    let verdict = bench.check(cdr, version)
    if verdict.word == "exact" { return exact += 1 }
    let difference = verdict.difference?.net ?? verdict.difference?.gross ?? .zero
    cases.append(
      Case(
        id: cdr.id.text, start: cdr.startDateTime, end: cdr.endDateTime, word: verdict.word,
        cause: verdict.cause,
        theirs: verdict.theirs?.net ?? verdict.theirs?.gross, ours: verdict.ours?.net ?? verdict.ours?.gross,
        difference: difference, explanation: verdict.explanation, isOwed: verdict.isOwed))
  }

  /// The cases by cause: what can be claimed first, then the most.
  var groups: [Group] {
    var groups: [String: Group] = [:]
    for one in cases {
      var group = groups[one.cause] ?? Group(cause: one.cause, isOwed: one.isOwed)
      group.count += 1
      group.difference += one.difference
      groups[one.cause] = group
    }
    return groups.values.sorted { left, right in
      left.isOwed == right.isOwed ? (left.count, right.cause) > (right.count, left.cause) : !left.isOwed
    }
  }

  /// What they ask for too much in CDRs that are not owed as they are.
  var claimable: Rational {
    cases.reduce(.zero) { $0 + (!$1.isOwed && $1.difference > .zero ? $1.difference : .zero) }
  }

  /// The last day on which the oldest of those can be disputed.
  var claimUntil: CivilDate? {
    guard let window, let oldest = cases.filter({ !$0.isOwed && $0.difference > .zero }).map(\.end).min()
    else {
      return nil
    }
    return CivilDate(oldest.adding(seconds: Int64(window) * 86_400))
  }

  /// Holds the CDRs against a statement.
  mutating func compare(with file: StatementFile) {
    statement = StatementComparison(file, cdrs: totals)
  }
}

/// Re-rates CDRs; tariffs of a place are compiled once for each set that holds.
struct ShadowBench: Sendable {
  /// A verdict with its cause in words.
  struct Verdict {
    let word: String
    let cause: String
    let isOwed: Bool
    let theirs: StatedAmount?
    let ours: StatedAmount?
    let difference: StatedAmount?
    let explanation: String

    /// Nothing can be held against what a CDR states.
    static func unpriceable(_ reason: String, _ cdr: CDR) -> Verdict {
      Verdict(
        word: "unpriceable", cause: reason, isOwed: false, theirs: StatedAmount(cdr.totalCost), ours: nil,
        difference: nil, explanation: reason)
    }
  }

  private let pricing: PartnerPricing
  private let book: PlaceBook
  private let zones: @Sendable (String) -> ZoneFile?
  private let tolerance: CDRTolerance
  private var checks: [String: CDRCheck] = [:]
  private var places: [String: ChargePlace] = [:]

  init(
    pricing: PartnerPricing, book: PlaceBook, zones: @escaping @Sendable (String) -> ZoneFile?,
    tolerance: CDRTolerance
  ) {
    self.pricing = pricing
    self.book = book
    self.zones = zones
    self.tolerance = tolerance
  }

  /// What is to be said of a CDR.
  mutating func check(_ cdr: CDR, _ version: OCPIVersion) -> Verdict {
    let place = place(cdr.location)
    let tariffs = pricing.tariffs(at: place, moment: cdr.startDateTime)
    guard let check = check(tariffs, place, version, cdr) else {
      let reason =
        place.tariffs.isEmpty
        ? "nothing says which tariff of the price list holds there" : "no price is agreed there"
      return .unpriceable(reason, cdr)
    }
    let verdict = check.check(cdr)
    return Verdict(verdict, cause: cause(verdict, cdr, place, version))
  }

  private mutating func place(_ location: CDRLocation) -> ChargePlace {
    let key = "\(location.evseUID.folded) \(location.connectorID.folded) \(location.evseID.folded)"
    if let known = places[key] { return known }
    let place = book.place(of: location)
    places[key] = place
    return place
  }

  /// A check by tariffs; the tariffs that a CDR names belong to its sender, so that periods go by the agreed one.
  private mutating func check(_ tariffs: [Tariff], _ place: ChargePlace, _ version: OCPIVersion, _ cdr: CDR)
    -> CDRCheck?
  {
    guard !tariffs.isEmpty, let zone = zones(place.zone ?? "UTC") else { return nil }
    let key = tariffs.map(\.id.folded).joined(separator: " ") + " \(version) \(zone.name)"
    if let known = checks[key] { return known }
    let made = try? CDRCheck(
      tariffs: tariffs, zone: zone, version: version, tolerance: tolerance,
      agreed: pricing.rules.rounding.convention)
    checks[key] = made
    return made
  }

  // MARK: causes

  private mutating func cause(_ verdict: CDRVerdict, _ cdr: CDR, _ place: ChargePlace, _ version: OCPIVersion)
    -> String
  {
    guard case .mismatch = verdict.outcome else { return Verdict.cause(of: verdict) }
    return earlier(cdr, place, version) ?? listed(cdr, place, version) ?? Verdict.cause(of: verdict)
  }

  /// Whether terms of before give their number: then they missed the day on which a rule began.
  private mutating func earlier(_ cdr: CDR, _ place: ChargePlace, _ version: OCPIVersion) -> String? {
    for day in Set(pricing.rules.rules.compactMap(\.from)).sorted(by: >)
    where day <= CivilDate(cdr.startDateTime) {
      let before = Timestamp(seconds: Int64(day.daysSince1970 - 1) * 86_400 + 43_200)
      let tariffs = pricing.tariffs(at: place, moment: before).map(Self.timeless)
      guard let check = check(tariffs, place, version, cdr), check.check(cdr).isOwed else { continue }
      return "priced as before \(day)"
    }
    return nil
  }

  /// Whether the price list without any rule gives their number.
  private mutating func listed(_ cdr: CDR, _ place: ChargePlace, _ version: OCPIVersion) -> String? {
    let tariffs = pricing.list.tariffs.filter { place.tariffs.contains($0.id) }
    guard let check = check(tariffs, place, version, cdr), check.check(cdr).isOwed else { return nil }
    return "priced by the list, without the terms"
  }

  private static func timeless(_ tariff: Tariff) -> Tariff {
    var tariff = tariff
    (tariff.startDateTime, tariff.endDateTime) = (nil, nil)
    tariff.id = CiString("before " + tariff.id.text)
    return tariff
  }
}

extension ShadowBench.Verdict {
  /// A verdict with its cause, or the one it tells itself.
  init(_ verdict: CDRVerdict, cause: String? = nil) {
    self.init(
      word: verdict.word, cause: cause ?? Self.cause(of: verdict), isOwed: verdict.isOwed,
      theirs: verdict.theirs, ours: verdict.ours, difference: verdict.difference,
      explanation: verdict.priced?.explanation().description ?? verdict.word)
  }

  /// What a verdict says of itself.
  static func cause(of verdict: CDRVerdict) -> String {
    switch verdict.outcome {
    case .exact: "exact"
    case .explained(let convention): convention.description
    case .withinTolerance: "within the tolerance"
    case .unpriceable(let reason): reason
    case .mismatch(let step):
      "\(step.component.map(\.rawValue) ?? step.field) differs" + (step.cause.map { ": \($0)" } ?? "")
    }
  }
}
