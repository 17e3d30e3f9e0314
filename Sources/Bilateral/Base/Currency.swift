/// A currency by its ISO 4217 code, in upper case.
package struct Currency: Hashable, Sendable {
  /// Three upper-case letters: `EUR`.
  package let code: String

  /// A currency by its code in any case; nil unless the code has three letters.
  package init?(_ code: some StringProtocol) {
    self.init(String(code))
  }

  /// The same of a text that is at hand.
  package init?(_ code: String) {
    guard code.utf8.count == 3, code.utf8.allSatisfy(ASCII.isLetter) else { return nil }
    let isUpper = code.utf8.allSatisfy(ASCII.isUpperLetter)
    self.code = isUpper ? code : String(decoding: code.utf8.map(ASCII.upper), as: UTF8.self)
  }

  private init(known code: String) {
    self.code = code
  }

  /// The euro.
  package static let euro = Currency(known: "EUR")

  /// Whether ISO 4217 lists it; an unlisted code is held but deserves an error where it is written.
  package var isKnown: Bool { Self.minorDigitsByCode[code] != nil }

  /// Digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD; 2 for a code that is not listed.
  package var minorDigits: Int { Self.minorDigitsByCode[code] ?? 2 }

  private static let minorDigitsByCode: [String: Int] = {
    var digits: [String: Int] = [:]
    for (places, codes) in [(0, none), (2, two), (3, three), (4, four)] {
      for code in codes.split(separator: " ") { digits[String(code)] = places }
    }
    return digits
  }()

  private static let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
  private static let three = "BHD IQD JOD KWD LYD OMR TND"
  private static let four = "CLF UYW"
  private static let two = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF \
    CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
    IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
    MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS \
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
    """
}

extension Currency: CustomStringConvertible {
  package var description: String { code }
}
