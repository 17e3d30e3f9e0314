import BilateralBase
import BilateralStore
import BilateralTerms

/// What is wrong with a partner's promises, CDRs and disputes.
extension AlarmConditions {
  /// Promises that are broken, each with whom to call.
  func broken(_ finding: ServiceWatch.Finding, _ file: PartnerFile) -> [Wrong] {
    let contacts = PartnerFact(
      id: file.id, name: file.name, state: "", status: "", hub: nil, isDown: false,
      contacts: PartnerFact.contacts(file))
    return finding.broken.map { promise in
      let call = contacts.contact(for: promise.contact).map { "; call \($0.words)" } ?? ""
      let measured = "\(promise.measured ?? "") in the last \(finding.days) days"
      return (.service, promise.name, "\(promise.name): \(measured), \(promise.promised) promised\(call)")
    }
  }

  /// CDRs that came again under their ids with other content: the first ones stand.
  func conflicts(_ cdrs: [String]) -> [Wrong] {
    guard let first = cdrs.first else { return [] }
    let more = cdrs.count > 1 ? " and \(cdrs.count - 1) more" : ""
    return [
      (
        .conflict, "cdrs",
        "CDR \(first)\(more) came again with other content; the first stands: partnerctl quarantine"
      )
    ]
  }

  /// So many seconds before our answer is due somebody is told.
  static let answerAhead: Int64 = 2 * 86_400

  /// Disputes about CDRs of ours whose answer is due soon, and those that have gone on for too long.
  func disputes(_ disputes: [(number: Int64, dispute: Dispute)], _ file: PartnerFile) -> [Wrong] {
    let zone = DisputeDesk.zone(of: file)
    return disputes.compactMap { number, dispute in
      let name = "dispute \(number) about \(dispute.cdr)"
      if dispute.state == .open, dispute.direction == .sell, let due = dispute.due,
        due - now <= Self.answerAhead
      {
        return (.disputes, "\(number)", "\(name): our answer is due \(due)")
      }
      let reached = dispute.ladder(file.disputes, zone: zone).last { $0.at <= now }
      guard let reached else { return nil }
      let call = PartnerFact.contacts(file)[reached.to].map { " (\($0.words))" } ?? ""
      let words = "\(name) was answered and is not over: it goes to \(reached.to)\(call) since \(reached.at)"
      return (.disputes, "\(number)", words)
    }
  }
}
