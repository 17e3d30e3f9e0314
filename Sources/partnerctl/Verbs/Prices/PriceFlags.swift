import BilateralBase
import BilateralModel
import BilateralTerms

/// The flags that verbs about money share.
enum PriceFlags {
  /// Where prices hold when neither a row nor our own locations say it.
  static let place: [Flag] = [
    Flag("country", nil, .text("CC"), says: "the station's country, two letters"),
    Flag("zone", nil, .text("ZONE"), says: "the station's time zone (default: the agreement's)"),
    Flag("power", nil, .text("KW"), says: "the charger's rated power in kW"),
    Flag("plug", nil, .text("PLUG"), says: "the plug in OCPI's words, such as IEC_62196_T2"),
    Flag("group", nil, .text("GROUP"), says: "the station's location group"),
    Flag("token-group", nil, .text("GROUP"), says: "the group of the card"),
    listTariff,
  ]

  /// Which tariff of the list a place has.
  static let listTariff = Flag(
    "tariff", nil, .text("[AC=|DC=]ID"), repeats: true,
    says: "the tariff of the price list there, for all or by current")

  /// Which direction of prices.
  static let side = Flag(
    "side", nil, .choice(["sell", "buy", "retail"]),
    says: "which prices (default: the first block of the file)")

  /// Past sessions.
  static let sessions: [Flag] = [
    Flag("sessions", nil, .text("FILE"), says: "sessions: CSV (.gz too), or CDRs as a JSON array or lines"),
    Flag("days", nil, .number("N", 1...3660), says: "how many days of the database's CDRs (default 30)"),
  ]

  /// Our stations from a file.
  static let locations = Flag(
    "locations", nil, .text("FILE"),
    says: "our stations: OCPI locations, one a line (.gz too; default: the database)")

  /// The version to compare with.
  static let base = Flag(
    "base", nil, .text("VERSION"), says: "compare with REF:FILE, a file or a git ref (default: in force)")
}

extension Arguments {
  /// What holds at places that say nothing themselves.
  /// - Throws: a usage failure for a power or a current that is none.
  func placeDefaults(_ file: PartnerFile) throws(Failure) -> PlaceBook.Defaults {
    var defaults = PlaceBook.Defaults()
    defaults.country = text("country")?.uppercased()
    defaults.zone = text("zone") ?? file.entry("agreement.zone")?.text
    defaults.standard = text("plug")
    defaults.group = text("group")
    defaults.tokenGroup = text("token-group")
    if let power = text("power") { defaults.power = .kilowatts(try positive(power, "power", "kW")) }
    for word in texts("tariff") { try add(word, to: &defaults) }
    return defaults
  }

  private func add(_ word: String, to defaults: inout PlaceBook.Defaults) throws(Failure) {
    let parts = word.split(separator: "=", maxSplits: 1).map { String($0) }
    guard parts.count == 2 else { return defaults.tariff = CiString(word) }
    guard let current = ChargePlace.Current(rawValue: parts[0].uppercased()) else {
      throw .usage("--tariff \(word) is neither ID nor AC=ID nor DC=ID")
    }
    defaults.tariffs[current] = CiString(parts[1])
  }

  /// A number above zero, without a binary fraction on the way.
  func positive(_ text: String, _ flag: String, _ unit: String) throws(Failure) -> Rational {
    guard let value = Rational(decimalText: text), !value.isNegative else {
      throw .usage("--\(flag) needs a number of \(unit), not \"\(text)\"", help: "such as --\(flag) 11")
    }
    return value
  }
}
