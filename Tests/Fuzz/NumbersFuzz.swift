import BilateralBase

/// Numbers, moments and ids never crash their readers, and the laws of arithmetic hold.
///
/// Each line is one text; the first two are also computed with.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: data, count: count)
  let lines = bytes.split(separator: 10, maxSplits: 7).map { String(decoding: $0, as: UTF8.self) }
  let numbers = lines.compactMap { Rational(decimalText: $0) }
  for number in numbers { TextLaw.number(number) }
  if numbers.count > 1 { ArithmeticLaw.hold(numbers[0], numbers[1], numbers.last ?? .one) }
  for line in lines {
    TextLaw.moment(line)
    TextLaw.ids(line)
  }
  return 0
}

/// What is written is read as the same.
private enum TextLaw {
  static func number(_ number: Rational) {
    guard let text = number.exactDecimalText else { fatalError("a decimal text without an end") }
    law(text.utf8.count > Rational.longestText || Rational(decimalText: text) == number, text)
    law(!number.decimalText(atMost: 4).isEmpty && !number.description.isEmpty)
  }

  static func moment(_ text: String) {
    guard let moment = Timestamp(ocpi: text) else { return }
    let written = moment.description
    guard let again = Timestamp(ocpi: written) else { fatalError(written) }
    law(again.description == written, "\(written) became \(again)")
    let isWritable = (0...9999).contains(LocalTime(moment, offset: 0).date.year)
    law(!isWritable || (0..<1000).contains(moment.microseconds(since: again)), "\(text) became \(again)")
    let local = LocalTime(moment, offset: 3600)
    law(CivilDate(daysSince1970: local.date.daysSince1970) == local.date)
    _ = (local.description, moment.adding(seconds: .max), moment.adding(microseconds: .min), moment - again)
  }

  static func ids(_ text: String) {
    if let party = PartyID(text) { law(PartyID(party.description) == party) }
    if let currency = Currency(text) { law(Currency(currency.code) == currency) }
    let id = CiString(text)
    law(CiString(id.folded) == id)
    _ = (ChargingID.plain(text), ChargingID.isEVSEID(text), ChargingID.rightCheckDigit(of: text))
    _ = (UUIDText(text), ZoneCatalog.isName(text))
  }
}

/// Exact arithmetic, also where 128 bits do not suffice.
private enum ArithmeticLaw {
  static func hold(_ a: Rational, _ b: Rational, _ c: Rational) {
    law(a + b == b + a && a * b == b * a, "order matters")
    law((a + b) - b == a && a - a == .zero, "a sum cannot be taken back")
    law((a + b) * c == a * c + b * c, "a product over a sum")
    law((a < b) == ((a - b).isNegative) && (a == b) == (a - b).isZero, "their order is another")
    if let quotient = try? a / b { law(quotient * b == a, "a quotient cannot be taken back") }
    for rounding in Rounding.allCases { round(a, rounding) }
    let step = b.magnitude
    let raised = a.roundedUp(toMultipleOf: step)
    law(step.isZero || (raised >= a && raised - a < step), "not the next multiple")
  }

  private static func round(_ number: Rational, _ rounding: Rounding) {
    for places in [0, 2, 4, 19] {
      let rounded = number.rounded(toPlaces: places, rounding)
      let unit = (try? Rational.one / power(places)) ?? .one
      law((rounded - number).magnitude < unit, "rounded too far")
      law(rounded.rounded(toPlaces: places, rounding) == rounded, "rounded twice it changes")
      let text = number.decimalText(places: places, rounding)
      law(text.utf8.count > Rational.longestText || Rational(decimalText: text) == rounded, text)
    }
  }

  private static func power(_ places: Int) -> Rational {
    (0..<places).reduce(Rational.one) { power, _ in power * 10 }
  }
}
