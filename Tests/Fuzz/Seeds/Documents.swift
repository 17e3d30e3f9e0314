import BilateralCrypto

/// Documents to begin with, of each form that is read.
enum Documents {
  static func all() throws -> [[UInt8]] {
    let texts = tables + [invoice, invoice.replacing("Invoice", with: "CreditNote"), statement]
    let maker = try CertificateMaker(authority: .init(name: "Authority", days: 30))
    let issued = try maker.issue(.init(name: "ocpi.example", days: 7).onLoopback)
    return texts.map { Array($0.utf8) } + [issued.certificate, maker.authority.certificate]
  }

  private static let tables = [
    "cdr_id;session_id;net;currency\nC1;S1;\"1.234,50\";EUR\nC2;;-3,00;EUR\n",
    "id,amount\nC1,1.5\n\"C\"\"2\",1e3\n",
    #"[{"cdr_id": "C1", "net": "1.50", "currency": "EUR", "party": "DE-NVO"}, {"id": "C2", "total_cost": 2.25}]"#,
    "start,end,kwh,station,zone,power_type,power,country\n2026-10-01T10:00:00Z,2026-10-01T11:00:00Z,11.5,L1,Europe/Berlin,AC_3_PHASE,22,DE\n",
    "station,start_utc,end_utc,charging_seconds,kwh\nS,2026-10-25 02:30,2026-10-25 02:30,60,-1\n",
    "date,source,base,currency,rate\n2026-03-02,ECB,EUR,SEK,11.2345\n2026-03-02,ECB,EUR,JPY,0\n",
    "csms_evse,evse_uid,evse_id,csms_connector,connector_id\n1,E1,DE*NVO*E1,1,A\n",
  ]

  private static let invoice = """
    <?xml version="1.0" encoding="UTF-8"?>
    <Invoice xmlns:cbc="urn:b" xmlns:cac="urn:a"><cbc:ID>R-1</cbc:ID>
    <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
    <cac:AccountingSupplierParty><cac:Party><cac:PartyTaxScheme><cbc:CompanyID>DE1</cbc:CompanyID>
    </cac:PartyTaxScheme></cac:Party></cac:AccountingSupplierParty>
    <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">1.90</cbc:TaxAmount><cac:TaxSubtotal>
    <cbc:TaxableAmount>10.00</cbc:TaxableAmount><cbc:TaxAmount>1.90</cbc:TaxAmount>
    <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
    <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>10.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount>11.90</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
    <cac:InvoiceLine><cbc:LineExtensionAmount>10.00</cbc:LineExtensionAmount>
    <cac:Item><cbc:Name>A &amp; <![CDATA[B]]>&#x34;</cbc:Name></cac:Item></cac:InvoiceLine></Invoice>
    """

  private static let statement = #"""
    {"statement": "S-1", "period": "2026-10", "currency": "EUR", "issued": "2026-11-01", "due": "2026-12-01",
    "seller": {"name": "A", "vat_id": "DE1", "country": "DE"}, "buyer": {"name": "B", "vat_id": "NL2", "country": "NL"},
    "control": {"charges": 1}, "lines": [{"kind": "charges", "group": "AC", "count": 1, "category": "S", "rate": "19",
    "energy_kwh": "10", "net": "10.00"}], "taxes": [{"category": "S", "rate": "19", "net": "10.00", "tax": "1.90"}],
    "held": [{"id": "C1", "end": "2026-10-01T10:00:00Z", "reason": "late"}]}
    """#
}
