package import BilateralBase

/// A statement or an invoice that the partner wrote: what of it can be held against ours.
package struct TheirStatement: Hashable, Sendable {
  /// The tax of one category and rate.
  package struct Tax: Hashable, Sendable {
    /// The category of EN 16931, such as `S`; nil where the document names none.
    package let category: String?
    /// Percent.
    package let rate: Rational
    /// What is taxed.
    package let net: Rational?
    /// The tax.
    package let tax: Rational
  }

  /// Its number.
  package var number: String?
  /// The currency of its amounts; nil where lines differ, or none is named.
  package var currency: Currency?
  /// The VAT numbers of whoever is paid, and of whoever pays, without blanks.
  package var seller: String?
  package var buyer: String?
  /// The sum without tax.
  package var net: Rational?
  /// The tax in all.
  package var tax: Rational?
  /// What is owed.
  package var gross: Rational?
  /// The tax by rate; nil where the document does not tell it.
  package var taxes: [Tax]?
  /// The lines by name; nil where the document has none.
  package var lines: [(name: String, net: Rational)] {
    get { names.map { $0.map { ($0.name, $0.net) } } ?? [] }
    set { names = newValue.map { Line(name: $0.name, net: $0.net) } }
  }
  /// Single charges; nil where the document does not tell them.
  package var charges: [ReconcileLine]?
  /// Lines that are not understood.
  package var problems: [StatementImport.Problem] = []

  private var names: [Line]?

  private struct Line: Hashable, Sendable {
    let name: String
    let net: Rational
  }

  /// Whether it tells lines.
  package var hasLines: Bool { names != nil }

  /// Whether it tells no other VAT numbers than these.
  ///
  /// - Parameters:
  ///   - seller: of whoever is paid.
  ///   - buyer: of whoever pays.
  /// - Returns: whether those that it tells are the same.
  package func isBetween(_ seller: String?, _ buyer: String?) -> Bool {
    (self.seller == nil || self.seller == Self.plain(seller))
      && (self.buyer == nil || self.buyer == Self.plain(buyer))
  }

  /// Reads a document: `statement.json` as this program writes it, UBL 2.1, or CSV or JSON with one charge a line.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - name: how it is called.
  ///   - file: the partner's, which says what its columns are.
  ///   - owner: whose CDRs they are, where a line does not say.
  /// - Throws: what keeps all of it from being read.
  package init(
    _ bytes: [UInt8], named name: String, _ file: PartnerFile, owner: PartyID?
  ) throws(StatementImport.Problem) {
    let start = bytes.first { $0 > 0x20 && $0 < 0x80 }
    if start == UInt8(ascii: "<") {
      try self.init(invoice: bytes, named: name)
    } else if start == UInt8(ascii: "{"), let json = try? JSON.parse(bytes),
      let statement = Statement(json)
    {
      self.init(statement)
    } else {
      let lines = try StatementImport(
        bytes, named: name, file.statementColumns, owner: owner, currency: file.settlement.currency)
      self.init(lines)
    }
  }

  private init(_ statement: Statement) {
    number = statement.number
    currency = statement.currency
    (seller, buyer) = (Self.plain(statement.seller.vatID), Self.plain(statement.buyer.vatID))
    (net, tax, gross) = (statement.net.amount, statement.tax.amount, statement.gross.amount)
    taxes = statement.taxes.map {
      Tax(
        category: $0.position.category.rawValue, rate: $0.position.rate.value, net: $0.net.amount,
        tax: $0.tax.amount)
    }
    lines = statement.lines.map { ($0.group, $0.net.amount) }
  }

  private init(_ table: StatementImport) {
    charges = table.lines
    problems = table.problems
    let currencies = Set(table.lines.map(\.net.currency))
    guard currencies.count == 1 else { return }
    currency = currencies.first
    net = table.lines.reduce(Rational.zero) { $0 + $1.net.amount }
  }

  private init(invoice bytes: [UInt8], named name: String) throws(StatementImport.Problem) {
    let root: MarkupReader.Element
    do throws(MarkupReader.Problem) {
      root = try MarkupReader.root(of: bytes)
    } catch {
      throw StatementImport.Problem(place: name, reason: "\(error)")
    }
    guard root.name == "Invoice" || root.name == "CreditNote" else {
      throw StatementImport.Problem(place: name, reason: "it is no invoice and no credit note of UBL")
    }
    // A credit note has its signs turned.
    let sign: Rational = root.name == "CreditNote" ? -1 : 1
    func amount(_ text: String?) -> Rational? { text.flatMap { Rational(decimalText: $0) }.map { $0 * sign } }
    number = root.leaf("ID")
    currency = root.leaf("DocumentCurrencyCode").flatMap { Currency($0) }
    seller = Self.vat(root.first("AccountingSupplierParty", "Party"))
    buyer = Self.vat(root.first("AccountingCustomerParty", "Party"))
    net = amount(root.leaf("LegalMonetaryTotal", "TaxExclusiveAmount"))
    gross = amount(root.leaf("LegalMonetaryTotal", "TaxInclusiveAmount"))
    tax = amount(root.leaf("TaxTotal", "TaxAmount"))
    taxes = root.first("TaxTotal")?.all("TaxSubtotal").compactMap { part in
      amount(part.leaf("TaxAmount")).map { tax in
        Tax(
          category: part.leaf("TaxCategory", "ID"),
          rate: part.leaf("TaxCategory", "Percent").flatMap { Rational(decimalText: $0) } ?? .zero,
          net: amount(part.leaf("TaxableAmount")), tax: tax)
      }
    }
    lines = root.all("\(root.name)Line").compactMap { line in
      amount(line.leaf("LineExtensionAmount")).map { (line.leaf("Item", "Name") ?? "", $0) }
    }
    guard net != nil || gross != nil else {
      throw StatementImport.Problem(place: name, reason: "it has no totals")
    }
  }

  private static func vat(_ party: MarkupReader.Element?) -> String? {
    plain(party?.leaf("PartyTaxScheme", "CompanyID"))
  }

  /// A VAT number in capitals, without blanks.
  static func plain(_ number: String?) -> String? {
    number.map { $0.uppercased().filter { $0.isLetter || $0.isNumber } }
  }
}
