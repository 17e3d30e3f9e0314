package import BilateralBase
package import BilateralModel
package import BilateralStore
package import BilateralTerms
import Foundation

/// Finds the price list that a partner's terms name: the file `tariffs/<name>.json`, or for the name `own` our tariffs
/// as the back office put them.
///
/// A name without a file is a finding and never falls back to other prices: a slip of the pen must not sell at them.
package struct PriceListSource: Sendable {
  private let bytes: @Sendable (String) -> [UInt8]?
  private let party: PartyID?

  /// Makes a source for a fleet folder; `party` owns tariffs that name no owner.
  package init(folder: String, party: PartyID?) {
    bytes = { FileManager.default.contents(atPath: "\(folder)/\($0)").map(Array.init) }
    self.party = party
  }

  /// Makes a source of the lists that were put into force, or are about to be.
  package init(_ texts: PriceTexts, party: PartyID?) {
    bytes = { texts.files[$0]?.bytes }
    self.party = party
  }

  /// Reads the list that rules begin with.
  ///
  /// - Parameters:
  ///   - rules: the terms of one direction; nil names no list.
  ///   - own: our own tariffs, which are the list `own`.
  ///   - received: the partner's tariffs, which are the list `received`.
  /// - Returns: the list, or the findings that keep it from being used.
  package func list(
    for rules: PriceRules?, own: [OwnRow], received: [Tariff] = []
  ) -> (list: PriceList?, findings: [Diagnostic]) {
    switch rules?.base {
    case .list(let name): return list(name, own: own)
    case .received: return (PriceList.received(received), [])
    case PriceRules.Base.none?:
      guard let party else { return list("none", own: own) }
      return (PriceList.none(party: party, currency: rules?.currency ?? .euro), [])
    case nil: return list("", own: own)
    }
  }

  /// The exchange rates of `tariffs/rates.csv`; none without that file.
  package func rates() -> (rates: ExchangeRates, findings: [Diagnostic]) {
    guard let table = bytes("tariffs/rates.csv") else { return (.none, []) }
    return ExchangeRates.read(bytes: table)
  }

  /// Reads the list.
  ///
  /// - Parameters:
  ///   - name: what `pricing.sell.base` says.
  ///   - own: our own tariffs, which are the list `own`.
  /// - Returns: the list, or the findings that keep it from being used.
  package func list(_ name: String, own: [OwnRow]) -> (list: PriceList?, findings: [Diagnostic]) {
    guard let party else { return (nil, [refusal(name, "no party of ours operates chargers here")]) }
    guard Self.isPlain(name) else { return (nil, [refusal(name, "\"\(name)\" is no name of a list")]) }
    guard name != Self.own else { return ownList(own, party) }
    guard let list = bytes("tariffs/\(name).json"), !Self.reserved.contains(name) else {
      return (nil, [refusal(name, "there is no tariffs/\(name).json")])
    }
    let notes = notes(of: name)
    guard !notes.findings.hasErrors else { return (nil, notes.findings) }
    return PriceList.read(name: name, bytes: list, notes: notes.notes, party: party)
  }

  /// The name of the list that the back office keeps.
  package static let own = "own"
  /// Words of `pricing.sell.base` that name no list.
  private static let reserved: Set<String> = ["none", "received"]

  private func ownList(_ own: [OwnRow], _ party: PartyID) -> (list: PriceList?, findings: [Diagnostic]) {
    guard !own.isEmpty else { return (nil, [refusal(Self.own, "there is no tariff of our own")]) }
    var json = JSONWriter(capacity: own.reduce(2) { $0 + $1.body.bytes.count + 1 })
    json.beginArray()
    for row in own { json.raw(row.body.bytes) }
    json.endArray()
    return PriceList.read(name: Self.own, bytes: json.bytes, notes: notes(of: Self.own).notes, party: party)
  }

  /// What `tariffs/lists.toml` says of a list (ruling 16).
  private func notes(of name: String) -> (notes: PriceListNotes, findings: [Diagnostic]) {
    guard let lists = bytes("tariffs/lists.toml") else { return (PriceListNotes(), []) }
    return PriceListNotes.read(name, bytes: lists)
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
      .error, FindingCode.priceList.id, message + "; no tariff is published to this partner",
      help: "write the list to tariffs/\(name).json", path: "pricing.sell.base")
  }
}
