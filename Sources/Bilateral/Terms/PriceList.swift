package import BilateralBase
package import BilateralModel

/// One of our own price lists, `tariffs/<name>.json`: an array of OCPI tariffs.
///
/// Each tariff says whether its prices include tax: by its own `tax_included`, or for lists in the older form by the
/// entry in `tariffs/lists.toml` (ruling 16). Where neither says it, the list cannot be used: the same number would be
/// two prices.
package struct PriceList: Hashable, Sendable {
  /// The name partner files call it by.
  package let name: String
  /// The tariffs; each has `taxIncluded` set.
  package let tariffs: [Tariff]
  /// Whether prices include tax, in countries where it differs (ruling 16).
  package var taxByCountry: [String: TaxIncluded] = [:]
  /// Rates of tax by country, where the list's own do not hold.
  package var vatRates: [String: Percent] = [:]

  /// A list of tariffs that were read; nil when one does not say whether its prices include tax.
  package init?(name: String, tariffs: [Tariff]) {
    guard tariffs.allSatisfy({ $0.taxIncluded?.isKnown ?? false }) else { return nil }
    self.name = name
    self.tariffs = tariffs
  }

  /// The list of a partner's own tariffs as it sent them; without a word about tax their prices are without it.
  package static func received(_ tariffs: [Tariff]) -> PriceList? {
    PriceList(
      name: PriceRules.Base.received.name,
      tariffs: tariffs.map { tariff in
        var tariff = tariff
        tariff.taxIncluded = tariff.taxIncluded ?? .no
        return tariff
      })
  }

  /// The list that stands for `base = "none"`: one tariff without prices.
  package static func none(party: PartyID, currency: Currency) -> PriceList {
    let blank = Tariff(
      party: party, id: PriceRules.noList, currency: currency.code, taxIncluded: .no, lastUpdated: .epoch)
    return PriceList(only: blank)
  }

  private init(only tariff: Tariff) {
    name = PriceRules.Base.none.name
    tariffs = [tariff]
  }

  /// Reads a list; without errors among the findings there is one.
  ///
  /// `taxIncluded` is what `lists.toml` says of it, `party` is who owns tariffs that name no owner.
  package static func read(
    name: String, bytes: [UInt8], taxIncluded: TaxIncluded?, party: PartyID
  ) -> (list: PriceList?, findings: [Diagnostic]) {
    var notes = PriceListNotes()
    notes.taxIncluded = taxIncluded
    return read(name: name, bytes: bytes, notes: notes, party: party)
  }

  /// Reads a list; without errors among the findings there is one.
  ///
  /// - Parameters:
  ///   - name: what partner files call it.
  ///   - bytes: an array of OCPI tariffs.
  ///   - notes: what `lists.toml` says of it.
  ///   - party: who owns tariffs that name no owner.
  /// - Returns: the list, and what is wrong with it.
  package static func read(
    name: String, bytes: [UInt8], notes: PriceListNotes, party: PartyID
  ) -> (list: PriceList?, findings: [Diagnostic]) {
    var reader = PriceListReader(name: name, taxIncluded: notes.taxIncluded, party: party)
    let tariffs = reader.read(bytes)
    var list = PriceList(name: name, tariffs: tariffs)
    list?.taxByCountry = notes.taxByCountry
    list?.vatRates = notes.vatRates
    return (reader.findings.hasErrors ? nil : list, reader.findings)
  }
}

/// Reads one list and collects what is wrong with it.
private struct PriceListReader {
  let name: String
  let taxIncluded: TaxIncluded?
  let party: PartyID
  var findings: [Diagnostic] = []

  mutating func read(_ bytes: [UInt8]) -> [Tariff] {
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(parsing: bytes)
    } catch {
      refuse(FindingCode.priceList.id, "tariffs/\(name).json is not JSON: \(error)", help: nil)
      return []
    }
    guard document.root.kind == .array else {
      refuse(
        FindingCode.priceList.id, "tariffs/\(name).json must be an array of tariffs",
        help: "write [ {...}, {...} ]")
      return []
    }
    var tariffs: [Tariff] = []
    for (place, node) in document.root.elements.enumerated() {
      guard let tariff = tariff(node, at: place) else { continue }
      if tariffs.contains(where: { $0.id == tariff.id }) {
        refuse(
          FindingCode.priceList.id, "tariff \(tariff.id) is in the list twice", at: place,
          help: "give each tariff its own id")
      }
      tariffs.append(tariff)
    }
    if tariffs.isEmpty, findings.isEmpty {
      refuse(FindingCode.priceList.id, "tariffs/\(name).json holds no tariff", help: nil)
    }
    return tariffs
  }

  private mutating func tariff(_ node: JSONNode, at place: Int) -> Tariff? {
    let isNewest = node["tax_included"] != nil
    do throws(WireError) {
      var tariff = try WireReader.read(
        Tariff.self, from: node, version: isNewest ? .v2_3_0 : .v2_2_1,
        context: WireContext(party: party))
      tariff.taxIncluded = tariff.taxIncluded ?? taxIncluded
      checkTax(tariff, at: place)
      return tariff
    } catch {
      refuse(FindingCode.priceList.id, "\(error)", at: place, help: nil)
      return nil
    }
  }

  private mutating func checkTax(_ tariff: Tariff, at place: Int) {
    guard let said = tariff.taxIncluded, said.isKnown else {
      refuse(
        FindingCode.taxUnclear.id, "tariff \(tariff.id) does not say whether its prices include tax",
        at: place,
        help:
          "add \"tax_included\": \"NO\" or \"YES\" to it, or tax_included for the list to tariffs/lists.toml"
      )
      return
    }
    if let taxIncluded, taxIncluded != said {
      refuse(
        FindingCode.taxUnclear.id,
        "tariff \(tariff.id) says tax_included \(said), tariffs/lists.toml says \(taxIncluded)",
        at: place,
        help: "let both say the same")
    }
  }

  private mutating func refuse(
    _ code: String, _ message: String, at place: Int? = nil, help: String?
  ) {
    let path = place.map { "tariffs/\(name).json[\($0)]" } ?? "tariffs/\(name).json"
    findings.append(
      Diagnostic(
        .error, code, message, help: help,
        place: SourcePlace(file: "tariffs/\(name).json", line: 1, column: 1), path: path))
  }
}
