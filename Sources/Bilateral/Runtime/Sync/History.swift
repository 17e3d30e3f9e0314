import BilateralBase
package import BilateralModel
package import BilateralTerms

/// Sessions and CDRs: what happened, told by the CPO to the eMSP whose driver it was.
extension Session: ReceivedKind {
  package static let module = ModuleID.sessions
  package static let isMoney = true
  package static let isHistory = true
  /// No session is older than the protocol.
  package static let beginning: Timestamp? = Timestamp(seconds: 1_388_534_400)
  package static let ownedBy = PartyRole.Kind.cpo
  package static let receivedBy: [PartyRole.Kind] = [.emsp, .scsp, .hub]

  package var isFinal: Bool { status == .completed }
}

extension CDR: ReceivedKind {
  package static let module = ModuleID.cdrs
  package static let isMoney = true
  package static let isHistory = true
  package static let hasStates = false
  package static let ownedBy = PartyRole.Kind.cpo
  package static let receivedBy: [PartyRole.Kind] = [.emsp, .hub]

  package var isFinal: Bool { true }

  /// A credit says so and names what it takes back (CDR-06, CDR-07).
  package var objection: WireFinding? {
    if isCredit == true {
      guard creditReferenceID == nil else { return nil }
      return WireFinding(
        .error, .missing, path: JSONPath().appending("credit_reference_id"),
        "credit_reference_id is missing: the credit does not say what it takes back", requirement: "CDR-06")
    }
    guard totalCost.isNegative else { return nil }
    return WireFinding(
      .error, .contradiction, path: JSONPath().appending("total_cost"),
      "total_cost is negative, but the CDR is no credit", requirement: "CDR-07")
  }
}

extension Price {
  /// Whether it is money back.
  package var isNegative: Bool {
    [beforeTaxes, inclVAT].contains { ($0?.rational).map { $0 < 0 } ?? false }
  }
}
