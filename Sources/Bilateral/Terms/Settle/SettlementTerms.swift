package import BilateralBase

/// How money for sessions is invoiced and paid (`[settlement]`).
package struct SettlementTerms: Hashable, Sendable {
  /// Who writes the invoice.
  package enum Invoicing: String, Hashable, Sendable {
    /// Whoever sold, each for its own direction.
    case cpo
    /// The buyer writes it in the seller's name, and the seller checks it.
    case selfBilling = "emsp-self-bill"
    /// A hub does.
    case hub
  }

  /// The day whose rate of exchange counts.
  package enum ExchangeDay: String, Hashable, Sendable {
    case sessionEnd = "session-end"
    case periodEnd = "period-end"
    case invoice
  }

  /// Who writes the invoice.
  package let invoicing: Invoicing
  /// How long a period is.
  package let period: SettlementPeriod.Kind
  /// For so long after a period CDRs of it are awaited.
  package let cutOff: TermDuration?
  /// An invoice is payable within; nil where the file does not say.
  package let paymentTerm: TermDuration?
  /// The currency of the invoice; nil for that of the CDRs.
  package let currency: Currency?
  /// Whose rates of exchange count; nil where none is agreed.
  package let exchangeSource: String?
  /// The day of the rate.
  package let exchangeDay: ExchangeDay
  /// Added to the rate, to the advantage of whoever is paid.
  package let exchangeSpread: Percent
  /// How tax is owed.
  package let tax: SettlementTax
  /// Whether both directions are set off against each other.
  package let nets: Bool
  /// Smaller sums roll over to the next period; nil for none.
  package let minimumInvoice: Money?
  /// Whether disputed CDRs are left out until the dispute is over.
  package let holdsDisputed: Bool
  /// What numbers of statements begin with; nil for the partner's id.
  package let numberPrefix: String?
  /// The account to pay to, kept as a secret.
  package let account: SecretReference?
  /// Their order number.
  package let orderNumber: String?
  /// The kinds of files that are written unless others are asked for: `csv`, `json`, `ubl`, `html`; nil for all.
  package let files: Set<String>?
  /// Where the partner wants them.
  package let deliverTo: String?
  /// What is to stand on payments, with `{number}`, `{period}`, `{po_number}` in it; nil for the number.
  package let referenceFormat: String?
  /// What may be open at most; nil where nothing is agreed.
  package let creditLimit: CreditLimit?
  /// The zone in which periods begin and end (`agreement.zone`).
  package let zoneName: String
}

extension PartnerFile {
  /// How money for sessions is invoiced and paid.
  package var settlement: SettlementTerms {
    let at = "settlement"
    return SettlementTerms(
      invoicing: text("\(at).who_invoices").flatMap(SettlementTerms.Invoicing.init) ?? .cpo,
      period: text("\(at).period").flatMap(SettlementPeriod.Kind.init) ?? .month,
      cutOff: duration("\(at).cut_off"), paymentTerm: duration("\(at).payment_term"),
      currency: text("\(at).currency").flatMap { Currency($0) },
      exchangeSource: text("\(at).fx_source").flatMap { $0 == "none" ? nil : $0 },
      exchangeDay: text("\(at).fx_date").flatMap(SettlementTerms.ExchangeDay.init) ?? .sessionEnd,
      exchangeSpread: percent("\(at).fx_spread") ?? .zero, tax: SettlementTax(self),
      nets: flag("\(at).netting") ?? false, minimumInvoice: terms.money("\(at).minimum_invoice"),
      holdsDisputed: flag("\(at).hold_disputed") ?? true, numberPrefix: text("\(at).statement_number"),
      account: secret("\(at).iban"), orderNumber: text("\(at).po_number"), files: invoiceFiles,
      deliverTo: text("\(at).deliver_to"), referenceFormat: text("\(at).reference_format"),
      creditLimit: CreditLimit(self),
      zoneName: text("agreement.zone") ?? "UTC")
  }

  /// The kinds of files of `settlement.invoice_format`; the table of CDRs goes without `attach_cdrs`.
  private var invoiceFiles: Set<String>? {
    let named = texts("settlement.invoice_format").map { $0 == "pdf-html" ? "html" : $0 }
    let attaches = flag("settlement.attach_cdrs") ?? true
    guard !named.isEmpty || !attaches else { return nil }
    let files = named.isEmpty ? ["json", "csv", "ubl", "html"] : named
    return Set(files.filter { $0 != "csv" || attaches })
  }
}
