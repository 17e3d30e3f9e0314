/// How a CDR that went out is mended with a partner (`cdr.credit`).
package enum CreditWay: String, Hashable, Sendable, CaseIterable {
  /// By a CDR that takes it back, and another one where something remains to be paid.
  case creditCDR = "credit-cdr"
  /// By the mended CDR under the id of the old one; what took it back stays in our books.
  case revision = "cdr-revision"
  /// By the next statement; what took it back, and what takes its place, stay in our books.
  case invoiceOnly = "invoice-only"

  /// Whether the partner gets the CDR that takes back.
  package var tellsCredits: Bool { self == .creditCDR }
}

extension PartnerFile {
  /// Whether a credit may take back a part of a CDR; else all is taken back, and what remains is billed anew.
  package var takesPartialCredits: Bool { flag("cdr.partial_credit") ?? false }

  /// How CDRs are mended; nil where the file does not say.
  package var creditWay: CreditWay? {
    (text("cdr.credit") ?? text("dialect.credit")).flatMap(CreditWay.init)
  }
}
