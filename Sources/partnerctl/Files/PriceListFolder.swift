import BilateralBase
import BilateralModel
import BilateralTerms
import Foundation

/// The price lists of a fleet: `tariffs/<name>.json`, and what `tariffs/lists.toml` says of lists in the older form.
///
/// ```toml
/// [adhoc]
/// tax_included = "NO"
/// ```
struct PriceListFolder: Sendable {
  private let folder: String
  private let party: PartyID

  /// The lists of a fleet folder; tariffs that name no owner belong to `party`.
  init(fleet folder: String, party: PartyID) {
    self.folder = folder + "/tariffs"
    self.party = party
  }

  /// The lists of a fleet; tariffs that name no owner belong to the first operator among our parties.
  init?(_ fleet: FleetFile, in folder: String) {
    let operators = fleet.parties.filter { $0.kind == .cpo }
    guard let first = operators.first ?? fleet.parties.first else { return nil }
    self.init(fleet: folder, party: first.party)
  }

  /// The list of that name; without errors among the findings there is one.
  func list(named name: String) -> (list: PriceList?, findings: [Diagnostic]) {
    guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name).json") else {
      let finding = Diagnostic(
        .error, "BT158", "there is no price list tariffs/\(name).json",
        help: "put the list there: an array of OCPI tariffs", path: "pricing.sell.base")
      return (nil, [finding])
    }
    let (taxIncluded, found) = taxIncluded(name)
    let (list, findings) = PriceList.read(
      name: name, bytes: Array(bytes), taxIncluded: taxIncluded, party: party)
    return found.isEmpty ? (list, findings) : (nil, found + findings)
  }

  private func taxIncluded(_ name: String) -> (value: TaxIncluded?, findings: [Diagnostic]) {
    guard let bytes = FileManager.default.contents(atPath: "\(folder)/lists.toml") else { return (nil, []) }
    let document = TOMLDocument(parsing: Array(bytes), file: "tariffs/lists.toml")
    guard document.problems.isEmpty else { return (nil, document.problems) }
    guard let node = document.root[name]?["tax_included"] else { return (nil, []) }
    guard let text = node.string, TaxIncluded(rawValue: text).isKnown else {
      let finding = Diagnostic(
        .error, "BT156", "tax_included is neither \"YES\", \"NO\" nor \"N/A\"", place: node.place)
      return (nil, [finding])
    }
    return (TaxIncluded(rawValue: text), [])
  }
}
