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

  /// What no version leaves out.
  package var essence: [String] {
    let energy = energy.rational?.exactDecimalText ?? energy.text
    return ["\(startDateTime)", token.contractID.folded, currency, status.rawValue, energy]
  }
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
    WireChecker.check(self, version: .newest).first { finding in
      finding.severity == .error && ["CDR-06", "CDR-07"].contains(finding.requirement)
    }
  }

  /// What no version leaves out: enough to know it again across 2.1.1.
  package var essence: [String] {
    let numbers = [totalCost.beforeTaxes, totalEnergy, totalTime].map { number in
      number.rational?.exactDecimalText ?? number.text
    }
    return ["\(startDateTime)", "\(endDateTime)", token.contractID.folded, currency] + numbers
  }
}
