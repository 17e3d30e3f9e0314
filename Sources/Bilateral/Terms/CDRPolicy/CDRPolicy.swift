import BilateralBase

/// What a partner's CDRs must be like, and how much it weighs when they are not (`[cdr]`).
///
/// No CDR is refused at the door: OCPI has no way to take a refusal of content back. It is kept as it came, graded, and
/// statements leave out what the grade rejects.
package struct CDRPolicy: Hashable, Sendable {
  /// What becomes of charges without energy.
  package enum ZeroEnergy: String, Hashable, Sendable {
    /// They are taken when they cost nothing.
    case acceptFree = "accept-free"
    case accept
    case reject
  }

  private var acceptLate: Int64?
  private var deliverWithin: Int64
  private var limits = Limits()
  private var demands: Set<ReconcileCause> = []
  private var currency: Currency?
  private var zeroEnergy = ZeroEnergy.acceptFree
  private var grades: [ReconcileCause: CDRGrade] = [:]
  /// Whether a credit may take back a part.
  private var takesPartialCredits = false
  /// Where signed meter values are demanded; `*` for everywhere.
  private var signedIn: String?
  /// Seconds for which a repeat is known again.
  package private(set) var duplicateWindow: Int64

  private struct Limits: Hashable {
    var maxEnergy: Rational?
    var minEnergy: Rational?
    var maxSeconds: Int64?
    var maxCost: Money?
    var powerRatio: Rational?
  }

  /// The policy of a partner file.
  package init(_ file: PartnerFile) {
    let agreed = file.reconciliation
    (deliverWithin, currency) = (agreed.deliverWithin, agreed.currency)
    acceptLate = file.seconds("cdr.accept_late").map { Int64($0) }
    duplicateWindow = Int64(file.seconds("cdr.duplicate_window") ?? 7_776_000)
    limits.maxEnergy = Self.energy(file, "cdr.max_energy")
    limits.minEnergy = Self.energy(file, "cdr.min_energy")
    limits.maxSeconds = file.seconds("cdr.max_duration").map { Int64($0) }
    limits.maxCost = file.terms.money("cdr.max_cost")
    limits.powerRatio = file.text("cdr.max_power_ratio").flatMap { Rational(decimalText: $0) }
    zeroEnergy = file.text("cdr.zero_energy").flatMap(ZeroEnergy.init) ?? .acceptFree
    demands = Set(Self.demanded.compactMap { file.flag($0.path) == true ? $0.cause : nil })
    takesPartialCredits = file.takesPartialCredits
    signedIn = Self.signedIn(file.text("cdr.signed_data"))
    if file.text("cdr.overlapping") == "reject" { grades[.overlap] = .rejectRecord }
    for cause in ReconcileCause.allCases {
      let grade = file.text("cdr.grade.\(cause.gradeName)") ?? file.text("cdr.grade.\(cause.rawValue)")
      if let grade = grade.flatMap(CDRGrade.init) { grades[cause] = grade }
    }
  }

  private static let demanded: [(path: String, cause: ReconcileCause)] = [
    ("cdr.require_session", .noSession), ("cdr.require_auth_reference", .noReference),
    ("cdr.require_known_location", .unknownLocation), ("cdr.require_tariff", .noTariff),
    ("cdr.cost_breakdown_required", .noBreakdown),
  ]

  private static func energy(_ file: PartnerFile, _ path: String) -> Rational? {
    if case .energy(let energy)? = file.entry(path)?.value { energy.value } else { nil }
  }

  /// Where `off`, `carry`, `required` and `required in DE` demand signed meter values.
  static func signedIn(_ text: String?) -> String? {
    guard let text, text.hasPrefix("required") else { return nil }
    return text.split(separator: " ").dropFirst(2).first.map { $0.uppercased() } ?? "*"
  }

  /// How much a cause weighs here.
  package func grade(of cause: ReconcileCause) -> CDRGrade {
    grades[cause] ?? (demands.contains(cause) ? .rejectRecord : cause.usualGrade)
  }
}

// MARK: - judging

extension CDRPolicy {
  /// What stands against a CDR, the heaviest first; against one that takes another back only that it takes a part.
  package func objections(to facts: CDRFacts) -> [CDRObjection] {
    guard !facts.isCredit else { return objections(toCredit: facts) }
    var found: [CDRObjection] = []
    func object(_ cause: ReconcileCause, _ words: String) {
      let grade = grade(of: cause)
      if grade != .accept { found.append(CDRObjection(cause, grade, words)) }
    }
    judgeTimes(facts, object)
    judgeAmounts(facts, object)
    judgeCompany(facts, object)
    judgeForm(facts, object)
    return found.sorted { ($1.grade, $0.cause) < ($0.grade, $1.cause) }
  }

  private func objections(toCredit facts: CDRFacts) -> [CDRObjection] {
    let grade = grade(of: .partialCredit)
    guard !takesPartialCredits, grade != .accept, facts.takesPart, let net = facts.net,
      let whole = facts.creditedNet
    else { return [] }
    let words = "it takes back \(net) of \(whole); only whole credits were agreed"
    return [CDRObjection(.partialCredit, grade, words)]
  }

  private typealias Objecting = (ReconcileCause, String) -> Void

  private func judgeTimes(_ facts: CDRFacts, _ object: Objecting) {
    guard facts.end >= facts.start else {
      return object(.clock, "it ends at \(facts.end), before it begins at \(facts.start)")
    }
    let late = facts.told - facts.end
    if let acceptLate, late > acceptLate {
      object(.tooLate, "it came \(late / 86_400) days after the end; \(acceptLate / 86_400) are accepted")
    } else if late > deliverWithin {
      object(.late, "it came \(late / 3600) h after the end; \(deliverWithin / 3600) are agreed")
    }
    let seconds = facts.end - facts.start
    if let most = limits.maxSeconds, seconds > most {
      object(.limits, "it lasted \(seconds / 60) min, more than \(most / 60)")
    }
  }

  private func judgeAmounts(_ facts: CDRFacts, _ object: Objecting) {
    if let agreed = currency, facts.currency.uppercased() != agreed.code {
      object(.currency, "\(facts.currency) instead of \(agreed)")
    }
    if let most = limits.maxCost, let net = facts.net, net.currency == most.currency, net.amount > most.amount
    {
      object(.limits, "it costs \(net), more than \(most)")
    }
    judgeEnergy(facts, object)
    switch facts.verdict {
    case .agrees: break
    case .differs(let ours, let reason):
      object(.price, (ours.map { "\($0) by the prices agreed: " } ?? "") + reason)
    case .unpriceable(let reason): object(.unpriceable, reason)
    }
  }

  private func judgeEnergy(_ facts: CDRFacts, _ object: Objecting) {
    if facts.energy.isZero {
      let isFree = facts.net?.amount.isZero ?? false
      if zeroEnergy == .reject || (zeroEnergy == .acceptFree && !isFree) {
        object(.zeroEnergy, isFree ? "no energy" : "no energy, and not free")
      }
    } else if let least = limits.minEnergy, facts.energy < least {
      object(.limits, "\(facts.energy.decimalText(atMost: 4)) kWh, less than \(least.decimalText(atMost: 4))")
    }
    if let most = limits.maxEnergy, facts.energy > most {
      object(.limits, "\(facts.energy.decimalText(atMost: 4)) kWh, more than \(most.decimalText(atMost: 4))")
    }
    guard let ratio = limits.powerRatio, let power = facts.power, facts.end > facts.start else { return }
    // kWh over hours against kW, without a division.
    let given = facts.energy * 3600
    let possible = power.value * ratio * Rational(facts.end - facts.start)
    if given > possible {
      object(
        .limits,
        "more power on average than \(ratio.decimalText(atMost: 4)) × \(power.value.decimalText(atMost: 3)) kW"
      )
    }
  }

  private func judgeCompany(_ facts: CDRFacts, _ object: Objecting) {
    if let other = facts.duplicateOf { object(.duplicate, "\(other) told of this charge before") }
    if let other = facts.overlaps {
      object(.overlap, "\(other) is of the same EVSE or card at the same time")
    }
    if !facts.isKnownToken { object(.unknownToken, "the card is none that we let charge") }
    if !facts.isKnownLocation { object(.unknownLocation, "we know no such location") }
    if !facts.hasSession, demands.contains(.noSession) { object(.noSession, "we know no such session") }
  }

  private func judgeForm(_ facts: CDRFacts, _ object: Objecting) {
    if !facts.hasReference, demands.contains(.noReference) {
      object(.noReference, "no authorization_reference")
    }
    if !facts.hasTariff, demands.contains(.noTariff) { object(.noTariff, "no tariff") }
    if !facts.hasBreakdown, demands.contains(.noBreakdown) {
      object(.noBreakdown, "the parts of its cost are not stated")
    }
    if let place = signedIn, !facts.isSigned, place == "*" || place == facts.country {
      object(.unsigned, "no signed meter values, which are demanded\(place == "*" ? "" : " in \(place)")")
    }
  }
}

extension ReconcileCause {
  /// Its name in `cdr.grade`.
  package var gradeName: String {
    switch self {
    case .price: "price"
    case .duplicate: "duplicate"
    case .late: "late"
    case .currency: "currency"
    case .energy: "energy"
    case .time: "time"
    case .ghost: "ghost"
    case .noSession: "session"
    default: rawValue
    }
  }

  /// How much it weighs where the file does not say.
  var usualGrade: CDRGrade {
    switch self {
    case .price, .unpriceable, .duplicate, .currency, .clock, .tooLate, .unknownToken, .zeroEnergy, .unsigned:
      .rejectRecord
    default: .note
    }
  }

  /// The causes that a policy weighs.
  static let graded: [ReconcileCause] = [
    .duplicate, .overlap, .price, .unpriceable, .late, .tooLate, .clock, .limits, .zeroEnergy, .unknownToken,
    .unknownLocation, .currency, .noSession, .noReference, .noTariff, .noBreakdown, .unsigned,
    .partialCredit,
  ]
}
