package import BilateralBase
import BilateralModel
package import BilateralStore
package import BilateralTerms
import Foundation

/// Finds the price list that a partner's terms name: the file `tariffs/<name>.json`, else our own tariffs as the back
/// office put them.
package struct PriceListSource: Sendable {
  private let folder: String
  private let party: PartyID?

  /// Makes a source for a fleet folder; `party` owns tariffs that name no owner.
  package init(folder: String, party: PartyID?) {
    self.folder = folder
    self.party = party
  }

  /// Reads the list.
  ///
  /// - Parameters:
  ///   - name: what `pricing.sell.base` says.
  ///   - own: our own tariffs; they are the list when there is no such file.
  /// - Returns: the list, or the findings that keep it from being used.
  package func list(_ name: String, own: [OwnRow]) -> (list: PriceList?, findings: [Diagnostic]) {
    guard let party else { return (nil, [refusal(name, "no party of ours operates chargers here")]) }
    guard Self.isPlain(name) else { return (nil, [refusal(name, "\"\(name)\" is no name of a list")]) }
    if let bytes = FileManager.default.contents(atPath: "\(folder)/tariffs/\(name).json") {
      return PriceList.read(
        name: name, bytes: Array(bytes), taxIncluded: taxIncluded(of: name), party: party)
    }
    guard !own.isEmpty else {
      return (nil, [refusal(name, "there is no tariffs/\(name).json, and no tariff of our own")])
    }
    var json = JSONWriter(capacity: own.reduce(2) { $0 + $1.body.bytes.count + 1 })
    json.beginArray()
    for row in own { json.raw(row.body.bytes) }
    json.endArray()
    return PriceList.read(name: name, bytes: json.bytes, taxIncluded: nil, party: party)
  }

  /// What `tariffs/lists.toml` says of a list: `[adhoc] tax_included = "NO"` (ruling 16).
  private func taxIncluded(of name: String) -> TaxIncluded? {
    guard let bytes = FileManager.default.contents(atPath: "\(folder)/tariffs/lists.toml") else { return nil }
    let document = TOMLDocument(parsing: Array(bytes), file: "tariffs/lists.toml")
    guard let word = document.root[name]?["tax_included"]?.string else { return nil }
    return TaxIncluded(rawValue: word)
  }

  /// A name that cannot lead out of the folder.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      }
  }

  private func refusal(_ name: String, _ message: String) -> Diagnostic {
    Diagnostic(
      .error, "BT158", message + "; no tariff is published to this partner",
      help: "write the list to tariffs/\(name).json", path: "pricing.sell.base")
  }
}
