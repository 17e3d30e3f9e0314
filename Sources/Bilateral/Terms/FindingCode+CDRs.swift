/// Codes about CDRs and disputes.
extension FindingCode {
  static let cdrs: [FindingCode] = [
    gradeUnknown, signedDataForm, powerRatioForm, importForm,
    referenceForm, noCreditLimit, evidencePart,
  ]

  package static let gradeUnknown = FindingCode(
    "BT640", "no such grade",
    "cdr.grade names what stands against a CDR and says how much it weighs: accept, note or reject-record. A name that no"
      + " check has would never weigh anything. The names: "
      + ReconcileCause.graded.map(\.gradeName).joined(separator: ", ") + ".")
  package static let signedDataForm = FindingCode(
    "BT641", "signed data not understood",
    "cdr.signed_data is off, carry, required, or required in a country such as `required in DE`. What is carried is passed"
      + " on unchanged in every case; only `required` weighs against a CDR without it.")
  package static let powerRatioForm = FindingCode(
    "BT642", "power ratio is no number",
    "cdr.max_power_ratio is a plain number such as 1.1: the average power of a charge over the rated power of its connector."
  )
  package static let referenceForm = FindingCode(
    "BT600", "reference of payments not understood",
    "settlement.reference_format is what payers are to write. {number}, {period} and {po_number} are filled in; without"
      + " it the number of the statement is the reference.")
  package static let noCreditLimit = FindingCode(
    "BT601", "no credit limit",
    "settlement.credit_alarm is a share of credit_limit, and a deposit is taken off what counts against it. Without a limit"
      + " neither has an effect.")
  package static let importForm = FindingCode(
    "BT643", "column map incomplete",
    "settlement.import tells which columns of the partner's statement hold what. It needs an amount, and the CDR or the"
      + " session. The separator is one character, or `tab`.")
  package static let evidencePart = FindingCode(
    "BT644", "evidence that is added by hand",
    "dispute.evidence says what is shown in a dispute. The bundle of `partnerctl dispute export` holds "
      + EvidencePart.allCases.map(\.rawValue).joined(separator: ", ")
      + "; anything else somebody adds by hand, and `dispute show` says so.")
}
