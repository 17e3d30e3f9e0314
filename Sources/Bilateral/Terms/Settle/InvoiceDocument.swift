import BilateralBase

/// A statement as an electronic invoice: UBL 2.1 with the sums and codes of EN 16931.
///
/// Where the seller owes, it is a credit note with all signs turned. A line whose amount runs against the document has a
/// negative quantity, since a price is never negative (BR-27).
package struct InvoiceDocument: Sendable {
  private let statement: Statement
  private let facts: Facts

  /// What a statement does not know.
  package struct Facts: Hashable, Sendable {
    /// Whether the buyer wrote it (`who_invoices = "emsp-self-bill"`).
    package var isSelfBilled = false
    /// The account to pay to.
    package var account: String?
    /// The bank.
    package var bank: String?
    /// The buyer's order number.
    package var orderNumber: String?
    /// What to write on the payment, with `{number}`, `{period}`, `{po_number}` in it; nil for the number.
    package var referenceFormat: String?
    /// Where the other side wants the document: an address of mail stands on it.
    package var deliverTo: String?
    /// The legal basis of the tax, where the file names one.
    package var taxProof: String?
    /// The numbers of the statements that hold what is credited here.
    package var credited: [String] = []

    /// No facts.
    package init() {}

    /// What to write on the payment of a statement; nil as long as it has no number.
    package func reference(of statement: Statement) -> String? {
      guard let number = statement.number, let referenceFormat else { return statement.number }
      return referenceFormat.replacing("{number}", with: number)
        .replacing("{period}", with: "\(statement.period)")
        .replacing("{po_number}", with: orderNumber ?? "")
    }

    /// The address of mail among where it goes.
    fileprivate var mailbox: String? {
      deliverTo.flatMap { text in
        text.contains("@") && !text.contains { $0.isWhitespace || $0 == "/" } ? text : nil
      }
    }
  }

  /// A document of a statement.
  package init(_ statement: Statement, _ facts: Facts = Facts()) {
    self.statement = statement
    self.facts = facts
  }

  private var isCredit: Bool { statement.gross.amount.isNegative }
  private var root: String { isCredit ? "CreditNote" : "Invoice" }
  /// Without tax of any kind there must be no VAT numbers (BR-O-02).
  private var isOutside: Bool { statement.taxes.contains { $0.position.category == .outside } }

  /// UNTDID 1001: invoice, credit note, and the same written by the buyer.
  private var typeCode: String {
    switch (isCredit, facts.isSelfBilled) {
    case (false, false): "380"
    case (true, false): "381"
    case (false, true): "389"
    case (true, true): "261"
    }
  }

  /// The document.
  package var text: String {
    var xml = MarkupText("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    let spaces = "urn:oasis:names:specification:ubl:schema:xsd:"
    xml.element(
      root,
      [
        "xmlns": "\(spaces)\(root)-2", "xmlns:cac": "\(spaces)CommonAggregateComponents-2",
        "xmlns:cbc": "\(spaces)CommonBasicComponents-2",
      ]
    ) { xml in
      writeHead(&xml)
      // Whoever did not write it gets it.
      let (seller, buyer) = facts.isSelfBilled ? (facts.mailbox, nil) : (nil, facts.mailbox)
      writeParty("cac:AccountingSupplierParty", statement.seller, mailbox: seller, &xml)
      writeParty("cac:AccountingCustomerParty", statement.buyer, mailbox: buyer, &xml)
      writePayment(&xml)
      writeTaxes(&xml)
      writeTotals(&xml)
      for (place, line) in statement.lines.enumerated() { write(line, number: place + 1, &xml) }
    }
    return xml.text
  }
}

extension InvoiceDocument {
  private func writeHead(_ xml: inout MarkupText) {
    xml.leaf("cbc:CustomizationID", "urn:cen.eu:en16931:2017")
    xml.leaf("cbc:ID", statement.number ?? "PREVIEW")
    xml.leaf("cbc:IssueDate", "\(statement.issued)")
    if !isCredit { xml.leaf("cbc:DueDate", statement.due.map { "\($0)" }) }
    xml.leaf("cbc:\(root)TypeCode", typeCode)
    xml.leaf("cbc:Note", note)
    xml.leaf("cbc:DocumentCurrencyCode", statement.currency.code)
    xml.element("cac:InvoicePeriod") { xml in
      xml.leaf("cbc:StartDate", "\(statement.period.first)")
      xml.leaf("cbc:EndDate", "\(statement.period.last)")
    }
    if let order = facts.orderNumber {
      xml.element("cac:OrderReference") { $0.leaf("cbc:ID", order) }
    }
    for number in facts.credited {
      xml.element("cac:BillingReference") { xml in
        xml.element("cac:InvoiceDocumentReference") { $0.leaf("cbc:ID", number) }
      }
    }
  }

  private var note: String {
    "\(statement.count) CDRs and terms of \(statement.period), \(statement.energy)"
      + (facts.taxProof.map { "; \($0)" } ?? "")
  }

  private func writeParty(
    _ name: String, _ entity: LegalEntity, mailbox: String?, _ xml: inout MarkupText
  ) {
    xml.element(name) { xml in
      xml.element("cac:Party") { xml in
        xml.leaf("cbc:EndpointID", mailbox, ["schemeID": "EM"])
        xml.element("cac:PartyName") { $0.leaf("cbc:Name", entity.legalName) }
        xml.element("cac:PostalAddress") { xml in
          if let address = entity.address {
            xml.element("cac:AddressLine") { $0.leaf("cbc:Line", address) }
          }
          if let country = entity.country {
            xml.element("cac:Country") { $0.leaf("cbc:IdentificationCode", country) }
          }
        }
        if let number = entity.vatID, !isOutside {
          xml.element("cac:PartyTaxScheme") { xml in
            xml.leaf("cbc:CompanyID", number)
            xml.element("cac:TaxScheme") { $0.leaf("cbc:ID", "VAT") }
          }
        }
        xml.element("cac:PartyLegalEntity") { xml in
          xml.leaf("cbc:RegistrationName", entity.legalName)
          xml.leaf("cbc:CompanyID", entity.companyNumber)
        }
      }
    }
  }

  private func writePayment(_ xml: inout MarkupText) {
    guard let account = facts.account else { return }
    xml.element("cac:PaymentMeans") { xml in
      // A transfer between accounts.
      xml.leaf("cbc:PaymentMeansCode", "30")
      if isCredit { xml.leaf("cbc:PaymentDueDate", statement.due.map { "\($0)" }) }
      xml.leaf("cbc:PaymentID", facts.reference(of: statement))
      xml.element("cac:PayeeFinancialAccount") { xml in
        xml.leaf("cbc:ID", account)
        if let bank = facts.bank {
          xml.element("cac:FinancialInstitutionBranch") { $0.leaf("cbc:ID", bank) }
        }
      }
    }
  }

  private func writeTaxes(_ xml: inout MarkupText) {
    xml.element("cac:TaxTotal") { xml in
      amount("cbc:TaxAmount", statement.tax, &xml)
      for tax in statement.taxes {
        xml.element("cac:TaxSubtotal") { xml in
          amount("cbc:TaxableAmount", tax.net, &xml)
          amount("cbc:TaxAmount", tax.tax, &xml)
          xml.element("cac:TaxCategory") { xml in
            write(tax.position, &xml)
            xml.leaf("cbc:TaxExemptionReasonCode", tax.position.category.exemptionCode)
            xml.leaf("cbc:TaxExemptionReason", tax.position.category.reason)
            xml.element("cac:TaxScheme") { $0.leaf("cbc:ID", "VAT") }
          }
        }
      }
    }
  }

  private func write(_ position: TaxPosition, _ xml: inout MarkupText) {
    xml.leaf("cbc:ID", position.category.rawValue)
    // What is outside the tax has no rate (BR-O-05).
    if position.category != .outside { xml.leaf("cbc:Percent", position.rate.value.decimalText(atMost: 4)) }
  }

  private func writeTotals(_ xml: inout MarkupText) {
    xml.element("cac:LegalMonetaryTotal") { xml in
      amount("cbc:LineExtensionAmount", statement.net, &xml)
      amount("cbc:TaxExclusiveAmount", statement.net, &xml)
      amount("cbc:TaxInclusiveAmount", statement.gross, &xml)
      amount("cbc:PayableAmount", statement.gross, &xml)
    }
  }

  private func write(_ line: Statement.Line, number: Int, _ xml: inout MarkupText) {
    let shown = isCredit ? -line.net : line.net
    let name = isCredit ? "Credited" : "Invoiced"
    xml.element("cac:\(root)Line") { xml in
      xml.leaf("cbc:ID", "\(number)")
      xml.leaf(
        "cbc:Note", "\(line.count) × \(line.kind.words)\(line.energy == .zero ? "" : ", \(line.energy)")")
      xml.leaf("cbc:\(name)Quantity", shown.amount.isNegative ? "-1" : "1", ["unitCode": "C62"])
      amount("cbc:LineExtensionAmount", line.net, &xml)
      xml.element("cac:Item") { xml in
        xml.leaf("cbc:Name", line.group)
        xml.element("cac:ClassifiedTaxCategory") { xml in
          write(line.position, &xml)
          xml.element("cac:TaxScheme") { $0.leaf("cbc:ID", "VAT") }
        }
      }
      xml.element("cac:Price") { xml in
        amount("cbc:PriceAmount", shown.amount.isNegative ? -shown : shown, asIs: true, &xml)
      }
    }
  }

  private func amount(_ name: String, _ money: Money, asIs: Bool = false, _ xml: inout MarkupText) {
    let shown = isCredit && !asIs ? -money : money
    xml.leaf(name, shown.figure, ["currencyID": statement.currency.code])
  }
}

extension TaxCategory {
  /// Of the code list VATEX.
  fileprivate var exemptionCode: String? {
    switch self {
    case .standard, .zero: nil
    case .reverseCharge: "VATEX-EU-AE"
    case .outside: "VATEX-EU-O"
    }
  }
}

extension Statement.Kind {
  /// For people.
  package var words: String {
    switch self {
    case .sessions: "charging session"
    case .terms: "term of the contract"
    case .credits: "credit"
    }
  }
}

extension Money {
  /// The amount alone, with the minor digits of its currency: `12.30`.
  var figure: String { amount.decimalText(places: currency.minorDigits) }
}
