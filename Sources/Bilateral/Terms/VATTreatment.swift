/// Whether a way to handle VAT is possible between two legal entities (rulings 30 and 31).
struct VATTreatment {
  /// A legal entity as tax law sees it.
  struct Entity {
    /// Where it is established.
    var country: String
    /// Its VAT number; one of another country is a registration there.
    var number: String?

    /// Countries in which it can act as a taxable person.
    var countries: Set<String> {
      Set([country] + [number.flatMap(VATNumber.country)].compactMap { $0 })
    }
  }

  let ours: Entity
  let theirs: Entity
  /// Whether the file names a legal basis of its own.
  let hasProof: Bool

  /// Why a treatment is impossible; nil when it is possible.
  func objection(to treatment: String) -> (message: String, help: String)? {
    switch treatment {
    case "domestic": domestic
    case "reverse-charge": reverseCharge
    case "oss": ("oss is for sales to consumers, not between companies", "write domestic or reverse-charge")
    default: none
    }
  }

  private typealias Objection = (message: String, help: String)

  private var pair: String { "\(ours.country) and \(theirs.country)" }

  private var domestic: Objection? {
    guard !hasProof, ours.countries.isDisjoint(with: theirs.countries) else { return nil }
    return (
      "domestic VAT needs one country, the entities are in \(pair)",
      "write reverse-charge, or the VAT number of a registration in the same country"
    )
  }

  private var reverseCharge: Objection? {
    if theirs.number == nil || ours.number == nil {
      return ("reverse-charge needs the VAT numbers of both sides", "add vat_id to both entities")
    }
    guard !hasProof, ours.country == theirs.country, !Self.resellerRules.contains(ours.country) else {
      return nil
    }
    return (
      "no reverse charge between two entities in \(ours.country) is known here",
      "write domestic, or name the legal basis in settlement.vat_proof"
    )
  }

  private var none: Objection? {
    guard !hasProof, Self.union.contains(ours.country), Self.union.contains(theirs.country) else {
      return nil
    }
    return (
      "energy sold between \(pair) is subject to VAT",
      "write domestic or reverse-charge, or name the legal basis in vat_proof"
    )
  }

  /// Where the buyer owes the VAT on energy that is resold, within one country.
  private static let resellerRules: Set<String> = ["AT", "CZ", "DE", "FR", "GB", "IT", "PL", "RO"]

  private static let union: Set<String> = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU",
    "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
  ]
}
