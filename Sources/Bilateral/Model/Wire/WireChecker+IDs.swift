import BilateralBase

extension WireChecker {
  /// Warns of a public EVSE id without the form of ISO 15118 or DIN 91286.
  mutating func evseID(_ id: CiString?) {
    guard let id, !id.isNotAvailable, EVSEID(id.text) == nil, !EVSEID.isDIN(id.text) else { return }
    note(.warning, .badForm, "is no EVSE id such as DE*ABC*E1234", member: "evse_id")
  }

  /// Warns of a contract id with a wrong check digit; the form itself is only recommended.
  mutating func contractID(_ id: CiString) {
    guard let contract = ContractID(id.text), !contract.hasRightCheckDigit else { return }
    note(
      .warning, .badCheckDigit, "has a wrong check digit, \(contract) would be right",
      member: version == .v2_1_1 ? "auth_id" : "contract_id")
  }
}

extension EVSE {
  /// What the fields say together: the public id.
  package func checkTogether(_ checker: inout WireChecker) { checker.evseID(evseID) }
}

extension CDRLocation {
  /// What the fields say together: the public id.
  package func checkTogether(_ checker: inout WireChecker) { checker.evseID(evseID) }
}

extension Token {
  /// What the fields say together: the contract.
  package func checkTogether(_ checker: inout WireChecker) { checker.contractID(contractID) }
}

extension CDRToken {
  /// What the fields say together: the contract.
  package func checkTogether(_ checker: inout WireChecker) { checker.contractID(contractID) }
}
