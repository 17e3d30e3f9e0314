package import BilateralBase
package import BilateralModel

/// What `tariffs/lists.toml` says of one list: whether its prices include tax, and at which rates, by country where that
/// differs (ruling 16).
///
/// ```toml
/// [adhoc]
/// tax_included = "YES"                       # or { NL = "YES", CH = "NO", other = "YES" }
/// vat_rates    = { NL = "21 %", DE = "19 %" }
/// ```
package struct PriceListNotes: Hashable, Sendable {
  /// Whether prices include tax, where no country says otherwise; nil when nothing is said.
  package var taxIncluded: TaxIncluded?
  /// Whether they do in a country.
  package var taxByCountry: [String: TaxIncluded] = [:]
  /// Rates of tax by country.
  package var vatRates: [String: Percent] = [:]

  /// Nothing said.
  package init() {}

  /// What the file says of a list.
  ///
  /// - Parameters:
  ///   - list: the name of the list.
  ///   - bytes: the file.
  ///   - file: its path as shown.
  /// - Returns: the notes, and what is wrong with them.
  package static func read(
    _ list: String, bytes: [UInt8], file: String = "tariffs/lists.toml"
  ) -> (notes: PriceListNotes, findings: [Diagnostic]) {
    let document = TOMLDocument(parsing: bytes, file: file)
    var notes = PriceListNotes()
    var findings = document.problems
    for member in document.root[list]?.members ?? [] {
      switch member.key {
      case "tax_included": notes.readMode(member.value, &findings)
      case "vat_rates": notes.readRates(member.value, &findings)
      default:
        findings.append(
          Diagnostic(
            .error, FindingCode.unknownKey.id, "unknown key \"\(member.key)\"",
            help: "write tax_included or vat_rates", place: member.keyPlace, path: "\(list).\(member.key)"))
      }
    }
    return (notes, findings)
  }

  private mutating func readMode(_ node: TOMLNode, _ findings: inout [Diagnostic]) {
    guard node.kind == .table else {
      taxIncluded = Self.mode(node, &findings)
      return
    }
    for member in node.members {
      guard let mode = Self.mode(member.value, &findings) else { continue }
      if member.key == "other" { taxIncluded = mode } else { taxByCountry[member.key.uppercased()] = mode }
    }
    let modes = Set(taxByCountry.values)
    if taxIncluded == nil, modes.count == 1 { taxIncluded = modes.first }
    guard taxIncluded == nil else { return }
    findings.append(
      Diagnostic(
        .error, FindingCode.taxUnclear.id, "tax_included does not say what holds in other countries",
        help: "add other = \"NO\" or \"YES\"", place: node.place, path: "tax_included"))
  }

  private static func mode(_ node: TOMLNode, _ findings: inout [Diagnostic]) -> TaxIncluded? {
    if let mode = node.string.map({ TaxIncluded(rawValue: $0) }), mode.isKnown { return mode }
    findings.append(
      Diagnostic(
        .error, FindingCode.notAllowed.id, "tax_included is \"YES\", \"NO\" or \"N/A\"", place: node.place,
        path: "tax_included"))
    return nil
  }

  private mutating func readRates(_ node: TOMLNode, _ findings: inout [Diagnostic]) {
    for member in node.members {
      do throws(UnitRefusal) {
        vatRates[member.key.uppercased()] = try UnitText.percent(member.value.string ?? "", atMost: 100)
      } catch {
        findings.append(
          Diagnostic(
            .error, error.code.id, error.message, help: error.help, place: member.value.place,
            path: "vat_rates.\(member.key)"))
      }
    }
  }
}
