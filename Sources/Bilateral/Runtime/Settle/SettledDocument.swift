package import BilateralBase
import BilateralCrypto
package import BilateralStore
package import BilateralTerms

/// A statement with all that its files say, as it is kept: written out again years later it is the same to the byte.
package struct SettledDocument: Hashable, Sendable {
  /// The statement; without a number it is a preview.
  package var statement: Statement
  /// The partner.
  package let partner: String
  /// Who is paid.
  package let direction: ChargeRow.Direction
  /// Who writes the invoice.
  package let writer: StatementNumbering.Writer
  /// What the invoice says beside the statement.
  package let facts: InvoiceDocument.Facts

  /// The document of a draft, without a number.
  package init(_ document: SettlementDraft.Document, of partner: String) {
    statement = document.statement
    self.partner = partner
    direction = document.direction
    writer = document.numbering.writer
    facts = document.facts
  }

  /// A document as it was kept; nil when it does not read.
  package init?(_ row: StatementRow) {
    guard let json = try? JSON.parse(row.document.bytes),
      let statement = json["statement"].flatMap({ Statement($0) }),
      let writer = json["writer"]?.string.flatMap({ StatementNumbering.Writer(rawValue: $0) })
    else { return nil }
    self.statement = statement
    (partner, direction, self.writer) = (row.partner, row.direction, writer)
    var facts = InvoiceDocument.Facts()
    let kept = json["facts"]
    facts.isSelfBilled = kept?["self_billed"]?.bool ?? false
    (facts.account, facts.bank) = (kept?["account"]?.string, kept?["bank"]?.string)
    facts.orderNumber = kept?["order_number"]?.string
    facts.taxProof = kept?["tax_proof"]?.string
    (facts.referenceFormat, facts.deliverTo) = (kept?["reference"]?.string, kept?["deliver_to"]?.string)
    facts.credited = kept?["credited"]?.elements?.compactMap(\.string) ?? []
    self.facts = facts
  }

  /// As it is kept.
  var kept: JSON {
    func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    return [
      "statement": statement.json, "writer": .string(writer.rawValue),
      "facts": [
        "self_billed": .bool(facts.isSelfBilled), "account": text(facts.account), "bank": text(facts.bank),
        "order_number": text(facts.orderNumber), "tax_proof": text(facts.taxProof),
        "reference": text(facts.referenceFormat),
        "deliver_to": text(facts.deliverTo),
        "credited": .array(facts.credited.map { .string($0) }),
      ],
    ]
  }

  /// `statement.json`.
  package var json: JSON {
    var json = statement.json
    json["document"] = .string(kind)
    json["partner"] = .string(partner)
    json["payment_reference"] = facts.reference(of: statement).map { .string($0) } ?? .null
    json["deliver_to"] = facts.deliverTo.map { .string($0) } ?? .null
    json["credited_statements"] = .array(facts.credited.map { .string($0) })
    return json
  }

  /// What the document is: `invoice`, `self-billed invoice`, or `expected` where somebody else writes the invoice.
  package var kind: String {
    guard writer == .us else { return "expected" }
    return facts.isSelfBilled ? "self-billed invoice" : "invoice"
  }

  /// `invoice.xml`: UBL 2.1.
  package var invoice: String { InvoiceDocument(statement, facts).text }

  /// `statement.html`.
  package var page: String { StatementPage(statement, reference: facts.reference(of: statement)).text }
}
