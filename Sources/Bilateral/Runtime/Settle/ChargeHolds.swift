import BilateralBase
import BilateralStore
import BilateralTerms

/// What keeps charges off a statement until it is cleared up.
struct ChargeHolds: Sendable {
  /// Which CDR.
  struct Name: Hashable, Sendable {
    let direction: ChargeRow.Direction
    let key: String

    init(_ direction: ChargeRow.Direction, _ key: ObjectKey) {
      self.direction = direction
      self.key = "\(key)".uppercased()
    }
  }

  /// Whether our CDRs are sent to the partner; one that fetches them has seen what it is shown.
  let pushesCDRs: Bool
  /// Why single CDRs are held: open disputes.
  let disputed: [Name: String]
  /// CDRs of which only the part that was disputed is held.
  private let apart: Set<Name>
  /// CDRs of the partner that stand after a dispute: what was said against them counts no more.
  private let settled: Set<Name>
  /// Whether the partner gets the CDRs that take others back.
  private let tellsCredits: Bool
  /// What the partner's policy says of CDRs that it does not simply accept.
  let grades: [Name: String]

  /// Whether no statement comes after this one: what the partner is owed a CDR of it gets as a line.
  private let isLast: Bool

  /// What holds charges of a partner.
  init<Access>(_ file: PartnerFile, isLast: Bool, in tx: Transaction<Access>) throws {
    self.isLast = isLast
    pushesCDRs = file.sync("cdrs").pushes
    tellsCredits = file.creditWay?.tellsCredits ?? true
    let zone = PublishingTerms.zone(of: file)
    let all = try tx.charges.disputed(of: file.id)
    apart = Set(all.filter(\.isApart).map { Name($0.direction, $0.key) })
    let running = Set(all.filter(\.isRunning).map { Name($0.direction, $0.key) })
    settled = Set(all.filter { $0.direction == .buy && $0.stands }.map { Name(.buy, $0.key) })
      .subtracting(running)
    disputed = Dictionary(
      (file.settlement.holdsDisputed ? all.filter(\.isRunning) : []).map { one in
        let day = zone?.local(one.since).date ?? CivilDate(one.since)
        return (Name(one.direction, one.key), "disputed since \(day): \(one.reason)")
      }, uniquingKeysWith: { first, _ in first })
    grades = Dictionary(
      try tx.charges.graded(of: file.id).map { (Name(.buy, $0.key), $0.grade) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Why a charge is held; nil where nothing is against it.
  func reason(_ open: OpenCharge) -> String? {
    let charge = open.charge
    let isApart = !apart.isEmpty && apart.contains(Name(charge.direction, charge.key))
    let isPart = charge.kind == DisputedCharge.kind
    if !disputed.isEmpty, isPart || !isApart,
      let reason = disputed[Name(charge.direction, charge.key)]
    {
      return reason
    }
    // What stands apart goes when the dispute is over, and the rest was never in question.
    if isPart || (isApart && charge.direction == .buy) { return nil }
    switch charge.direction {
    case .sell:
      // What the partner cannot take as a CDR it gets as a line of its statement.
      guard tellsCredits || (charge.kind != "credit" && open.isShown) else { return nil }
      guard open.isShown else { return "the partner was never shown it" }
      return open.isTold == true || !pushesCDRs || isLast ? nil : "the partner has not taken it yet"
    case .buy:
      if !settled.isEmpty, settled.contains(Name(.buy, charge.key)) { return nil }
      let grade = grades.isEmpty ? nil : grades[Name(.buy, charge.key)]
      if grade?.hasPrefix("reject") == true { return "the policy for CDRs rejects it" }
      // What the policy notes and lets pass is owed.
      return grade == "note" && open.verdict != nil ? nil : Self.reason(ofVerdict: open.verdict)
    }
  }

  private static func reason(ofVerdict verdict: String?) -> String? {
    switch verdict {
    case "exact", "within-tolerance", "explained": nil
    case "mismatch": "it asks for another amount than was agreed"
    case "unpriceable": "no price can be worked out for it"
    default: "nobody has checked its amount yet"
    }
  }
}
