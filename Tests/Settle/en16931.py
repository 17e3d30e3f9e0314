"""Checks the sums and codes of one UBL invoice or credit note on standard input, by the rules of EN 16931.

Prints a line for each rule that is broken, and ends with 1 then. It shares nothing with what wrote the document.
"""

import sys
import xml.etree.ElementTree as tree
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
ORDER = [
    "CustomizationID", "ProfileID", "ID", "IssueDate", "DueDate", "InvoiceTypeCode", "CreditNoteTypeCode", "Note",
    "DocumentCurrencyCode", "BuyerReference", "InvoicePeriod", "OrderReference", "BillingReference",
    "AccountingSupplierParty", "AccountingCustomerParty", "PaymentMeans", "PaymentTerms", "TaxTotal",
    "LegalMonetaryTotal", "InvoiceLine", "CreditNoteLine",
]
DIGITS = {"JPY": 0, "KWD": 3}


def main():
    broken = []
    root = tree.fromstring(sys.stdin.buffer.read())
    kind = root.tag.split("}")[1]
    digits = DIGITS.get(root.findtext(f"{CBC}DocumentCurrencyCode"), 2)
    unit = Decimal(1).scaleb(-digits)

    def demand(rule, holds):
        if not holds:
            broken.append(rule)

    def number(node, path):
        text = node.findtext(path)
        demand(f"{path.split('}')[-1]} is there", text is not None)
        value = Decimal(text or 0)
        demand(f"BR-DEC {text} has {digits} digits", -value.as_tuple().exponent <= digits)
        return value

    names = [child.tag.split("}")[1] for child in root]
    places = [ORDER.index(name) for name in names]
    demand("elements are in the order of the schema", places == sorted(places))
    code = root.findtext(f"{CBC}{kind}TypeCode")
    demand("type code", code in {"Invoice": ("380", "389"), "CreditNote": ("381", "261")}[kind])

    groups = defaultdict(Decimal)
    lines = root.findall(f"{CAC}{kind}Line")
    demand("BR-16 there is a line", lines)
    for line in lines:
        net = number(line, f"{CBC}LineExtensionAmount")
        quantity = Decimal(line.findtext(f"{CBC}{'Invoiced' if kind == 'Invoice' else 'Credited'}Quantity"))
        price = number(line, f"{CAC}Price/{CBC}PriceAmount")
        demand("BR-27 a price is not negative", price >= 0)
        demand("line net is quantity times price", quantity * price == net)
        item = line.find(f"{CAC}Item")
        demand("BR-25 an item has a name", item.findtext(f"{CBC}Name"))
        category = item.find(f"{CAC}ClassifiedTaxCategory")
        groups[(category.findtext(f"{CBC}ID"), category.findtext(f"{CBC}Percent"))] += net

    total = root.find(f"{CAC}TaxTotal")
    taxes = Decimal(0)
    for part in total.findall(f"{CAC}TaxSubtotal"):
        category = part.find(f"{CAC}TaxCategory")
        name, percent = category.findtext(f"{CBC}ID"), category.findtext(f"{CBC}Percent")
        net, tax = number(part, f"{CBC}TaxableAmount"), number(part, f"{CBC}TaxAmount")
        demand(f"BR-{name}-08 taxable amount", groups.pop((name, percent), None) == net)
        rate = Decimal(percent or 0)
        meant = (abs(net) * rate / 100).quantize(unit, ROUND_HALF_UP) * (-1 if net < 0 else 1)
        demand(f"BR-CO-17 tax of {name} {percent}", tax == meant)
        demand(f"BR-{name} rate", (rate > 0) == (name == "S") and (percent is None) == (name == "O"))
        reason = category.findtext(f"{CBC}TaxExemptionReason")
        demand(f"BR-{name}-10 reason", (reason is not None) == (name in ("AE", "O")))
        taxes += tax
    demand("BR-CO-18 each category has its sum", not groups)
    tax = number(total, f"{CBC}TaxAmount")
    demand("BR-CO-14 sum of taxes", tax == taxes)

    sums = root.find(f"{CAC}LegalMonetaryTotal")
    net = number(sums, f"{CBC}LineExtensionAmount")
    demand("BR-CO-10 sum of lines", net == sum(Decimal(line.findtext(f"{CBC}LineExtensionAmount")) for line in lines))
    demand("BR-CO-13 net", number(sums, f"{CBC}TaxExclusiveAmount") == net)
    gross = number(sums, f"{CBC}TaxInclusiveAmount")
    demand("BR-CO-15 gross", gross == net + tax)
    demand("BR-CO-16 payable", number(sums, f"{CBC}PayableAmount") == gross)
    demand("the document owes nothing below zero", gross >= 0)

    codes = [node.text for node in total.iter(f"{CBC}ID")]
    for side in ("Supplier", "Customer"):
        party = root.find(f"{CAC}Accounting{side}Party/{CAC}Party")
        vat = party.findtext(f"{CAC}PartyTaxScheme/{CBC}CompanyID")
        demand("BR-06 BR-07 a name", party.findtext(f"{CAC}PartyLegalEntity/{CBC}RegistrationName"))
        demand("BR-09 BR-11 a country", party.findtext(f"{CAC}PostalAddress/{CAC}Country/{CBC}IdentificationCode"))
        if "AE" in codes:
            demand("BR-AE-02 a VAT number", vat)
        if "O" in codes:
            demand("BR-O-02 no VAT number", vat is None)
    for rule in broken:
        print(rule)
    return 1 if broken else 0


sys.exit(main())
