/// The form of VAT numbers, country by country.
///
/// Source: the structures that the European Commission publishes for VIES, and those of GB, NO and CH.
enum VATNumber {
  /// Whether a number has the form of the country it begins with; numbers of countries unknown here are taken as they
  /// are, unless the entity is established in a known one.
  static func isSound(_ text: String, in country: String?) -> Bool {
    let number = compact(text)
    if let forms = forms[String(number.prefix(2))] {
      return forms.split(separator: "|").contains { fits(number.utf8.dropFirst(2), $0.utf8) }
    }
    return country.map { forms[prefix(of: $0)] == nil } ?? true
  }

  /// The country a number is registered in, when it is one known here.
  static func country(of text: String) -> String? {
    let prefix = String(compact(text).prefix(2))
    guard forms[prefix] != nil else { return nil }
    return prefix == "EL" ? "GR" : prefix == "XI" ? "GB" : prefix
  }

  /// What numbers of a country begin with.
  static func prefix(of country: String) -> String { country == "GR" ? "EL" : country }

  private static func compact(_ text: String) -> String {
    String(text.uppercased().filter { $0 != " " && $0 != "." && $0 != "-" })
  }

  /// `#` is a digit, `@` a letter, `?` either, anything else itself.
  private static func fits(_ text: some Sequence<UInt8>, _ form: some Collection<UInt8>) -> Bool {
    var rest = form[...]
    for byte in text {
      guard let wanted = rest.popFirst(), fits(byte, wanted) else { return false }
    }
    return rest.isEmpty
  }

  private static func fits(_ byte: UInt8, _ wanted: UInt8) -> Bool {
    let isDigit = (0x30...0x39).contains(byte)
    let isLetter = (0x41...0x5A).contains(byte)
    return switch wanted {
    case UInt8(ascii: "#"): isDigit
    case UInt8(ascii: "@"): isLetter
    case UInt8(ascii: "?"): isDigit || isLetter
    default: byte == wanted
    }
  }

  private static let forms: [String: String] = [
    "AT": "U########", "BE": "##########", "BG": "#########|##########", "CY": "########@",
    "CZ": "########|#########|##########", "DE": "#########", "DK": "########", "EE": "#########",
    "EL": "#########", "ES": "?#######?", "FI": "########", "FR": "??#########", "HR": "###########",
    "HU": "########", "IE": "#?#####@|#######@@", "IT": "###########", "LT": "#########|############",
    "LU": "########", "LV": "###########", "MT": "########", "NL": "#########B##", "PL": "##########",
    "PT": "#########", "RO": "##|###|####|#####|######|#######|########|#########|##########",
    "SE": "############", "SI": "########", "SK": "##########",
    "GB": "#########|############|GD###|HA###", "XI": "#########|############|GD###|HA###",
    "NO": "#########|#########MVA", "CH": "E#########|E#########MWST|E#########TVA|E#########IVA",
  ]
}
