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
  /// Whether the partner gets the CDRs that take others back.
  private let tellsCredits: Bool
  /// What the partner's policy says of CDRs that it does not simply accept.
  let grades: [Name: String]

  /// What holds charges of a partner.
  init<Access>(_ file: PartnerFile, in tx: Transaction<Access>) throws {
    pushesCDRs = file.sync("cdrs").pushes
    tellsCredits = file.creditWay?.tellsCredits ?? true
    let zone = PublishingTerms.zone(of: file)
    let open = file.settlement.holdsDisputed ? try tx.charges.disputed(of: file.id) : []
    disputed = Dictionary(
      open.map { one in
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
    if !disputed.isEmpty, let reason = disputed[Name(charge.direction, charge.key)] { return reason }
    switch charge.direction {
    case .sell:
      // What the partner cannot take as a CDR it gets as a line of its statement.
      guard tellsCredits || (charge.kind != "credit" && open.isShown) else { return nil }
      guard open.isShown else { return "the partner was never shown it" }
      return open.isTold == true || !pushesCDRs ? nil : "the partner has not taken it yet"
    case .buy:
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
