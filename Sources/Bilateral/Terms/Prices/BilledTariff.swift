package import BilateralBase
package import BilateralModel

/// A tariff that a partner had been told, as it reads it, with the id of the list's tariff that our platform may name.
package struct BilledTariff: Hashable, Sendable {
  /// As the partner reads it in its version: what that cannot say is not billed (ruling 20).
  package let tariff: Tariff
  /// The tariff of the list that it was made of.
  package let base: CiString

  /// A tariff in the partner's version.
  ///
  /// - Parameters:
  ///   - tariff: as it was published.
  ///   - base: the tariff of the list that it was made of.
  ///   - version: the one in which the partner reads it.
  ///   - moment: the clock for what a version writes of its own.
  /// - Throws: `WireError` when the version cannot carry it at all.
  package init(_ tariff: Tariff, base: CiString, readIn version: OCPIVersion, at moment: Timestamp) throws {
    var style = WireStyle()
    style.now = moment
    var json = JSONWriter()
    _ = try WireWriter.write(tariff, version: version, extras: .none, style: style, into: &json)
    self.tariff = try WireReader.read(
      Tariff.self, from: try JSONDocument(wire: json.bytes).root, version: version,
      context: WireContext(party: tariff.party))
    self.base = base
  }
}

/// Why a CDR cannot be billed, with the path of what is missing in it.
package struct BillingRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is missing.
  package let message: String
  /// Where, as in `charging_periods[0].tariff_id`.
  package let path: String

  init(_ message: String, path: String) {
    self.message = message
    self.path = path
  }

  package var description: String { "\(path): \(message)" }
}
