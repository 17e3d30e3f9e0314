import BilateralBase

/// A text that the unit grammar refuses: what is wrong and what to write.
struct UnitRefusal: Error, Equatable {
  var code: FindingCode
  var message: String
  var help: String
}

/// The unit grammar of partner files: every value carries its unit in its text.
enum UnitText {
  /// Splits `0.29 EUR/kWh` into number and unit; one blank or more between them, or none before `%`.
  static func split(_ text: some StringProtocol) -> (number: String, unit: String)? {
    let end = text.firstIndex { !($0.isNumber || $0 == "." || $0 == "-" || $0 == "+") } ?? text.endIndex
    let number = text[..<end]
    let unit = text[end...].drop { $0 == " " }
    guard !number.isEmpty, number.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    guard unit.isEmpty || unit == "%" || text[end] == " " else { return nil }
    return (String(number), String(unit))
  }

  static func money(_ text: String) throws(UnitRefusal) -> Money {
    let (amount, unit) = try parts(text, "amount", "12.50 EUR")
    let currency = try currency(unit, in: text, "amount", "\(amount) EUR")
    guard places(text) <= currency.minorDigits else {
      throw UnitRefusal(
        code: .precision, message: "\(currency) has \(currency.minorDigits) decimals",
        help: "write at most \(currency.minorDigits) decimals")
    }
    return Money(amount, currency)
  }

  static func energyPrice(_ text: String) throws(UnitRefusal) -> EnergyPrice {
    EnergyPrice(perKilowattHour: try price(text, per: ["kWh"], "0.29 EUR/kWh").money)
  }

  static func timePrice(_ text: String) throws(UnitRefusal) -> TimePrice {
    let (money, per) = try price(text, per: ["min", "h"], "0.10 EUR/min")
    return per == "min" ? TimePrice(perMinute: money) : TimePrice(perHour: money)
  }

  static func sessionPrice(_ text: String) throws(UnitRefusal) -> SessionPrice {
    SessionPrice(perSession: try price(text, per: ["session"], "0.35 EUR/session").money)
  }

  /// A percentage from 0 to `limit` with at most four decimals.
  static func percent(_ text: String, atMost limit: Int) throws(UnitRefusal) -> Percent {
    let (value, unit) = try parts(text, "percentage", "8 %")
    guard unit == "%" else { throw foreign(text, unit, "percentage", "\(value) %") }
    guard places(text) <= 4 else {
      throw UnitRefusal(
        code: .precision, message: "a percentage has at most 4 decimals", help: "write at most 4 decimals")
    }
    guard !value.isNegative, value <= Rational(limit) else {
      throw UnitRefusal(
        code: .outOfRange, message: "\(text) is not between 0 % and \(limit) %",
        help: "write a percentage from 0 % to \(limit) %")
    }
    return Percent(value: value)
  }

  static func duration(_ text: String) throws(UnitRefusal) -> TermDuration {
    let (amount, unit) = try parts(text, "duration", "30 days")
    guard let duration = TermDuration(text) else {
      throw foreign(text, unit, "duration", "\(amount) days")
    }
    return duration
  }

  static func energy(_ text: String) throws(UnitRefusal) -> Energy {
    let (value, unit) = try parts(text, "energy", "250 MWh")
    switch unit {
    case "Wh": return Energy(value: value * thousandth)
    case "kWh": return Energy(value: value)
    case "MWh": return Energy(value: value * 1000)
    case "GWh": return Energy(value: value * 1_000_000)
    default: throw foreign(text, unit, "energy", "\(value) kWh")
    }
  }

  static func power(_ text: String) throws(UnitRefusal) -> Power {
    let (value, unit) = try parts(text, "power", "22 kW")
    switch unit {
    case "W": return Power(value: value * thousandth)
    case "kW": return Power(value: value)
    case "MW": return Power(value: value * 1000)
    default: throw foreign(text, unit, "power", "\(value) kW")
    }
  }

  static func rate(_ text: String) throws(UnitRefusal) -> TermRate {
    let (value, unit) = try parts(text, "rate", "200 requests/min")
    let seconds = ["requests/s": 1, "requests/min": 60, "requests/h": 3600][unit]
    guard let seconds else { throw foreign(text, unit, "rate", "\(value) requests/min") }
    guard let count = value.asInt, (1...1_000_000).contains(count) else {
      throw UnitRefusal(
        code: .outOfRange, message: "a rate is a whole number of requests from 1 to 1000000",
        help: "write \"200 requests/min\"")
    }
    return TermRate(count: count, seconds: seconds)
  }

  // MARK: pieces

  private static let thousandth = Rational(1, over: 1000) ?? .zero

  private static func price(_ text: String, per units: [String], _ example: String)
    throws(UnitRefusal) -> (money: Money, per: String)
  {
    let (amount, unit) = try parts(text, "price", example)
    let halves = unit.split(separator: "/", omittingEmptySubsequences: false)
    let wanted = "\(amount) " + (example.split(separator: " ").last.map(String.init) ?? "")
    guard halves.count == 2, units.contains(String(halves[1])) else {
      throw foreign(text, unit, "price", wanted)
    }
    let currency = try currency(String(halves[0]), in: text, "price", wanted)
    guard places(text) <= 6 else {
      throw UnitRefusal(
        code: .precision, message: "a price has at most 6 decimals", help: "write at most 6 decimals")
    }
    return (Money(amount, currency), String(halves[1]))
  }

  private static func parts(_ text: String, _ what: String, _ example: String)
    throws(UnitRefusal) -> (Rational, String)
  {
    guard let (number, unit) = split(text), let value = Rational(decimalText: number) else {
      throw UnitRefusal(
        code: .unit, message: "\"\(text)\" is no \(what)", help: "write it as in \"\(example)\"")
    }
    guard !unit.isEmpty else {
      let unit = example.drop { $0 != " " }
      throw UnitRefusal(code: .unit, message: "\(what) has no unit", help: "write \"\(number)\(unit)\"")
    }
    return (value, unit)
  }

  private static func currency(_ code: String, in text: String, _ what: String, _ wanted: String)
    throws(UnitRefusal) -> Currency
  {
    guard let currency = Currency(code), currency.code == code, currency.isKnown else {
      throw UnitRefusal(
        code: .currency, message: "\"\(code)\" is no ISO 4217 currency", help: "write \"\(wanted)\"")
    }
    return currency
  }

  private static func foreign(_ text: String, _ unit: String, _ what: String, _ wanted: String) -> UnitRefusal
  {
    UnitRefusal(
      code: .unit, message: "\"\(unit)\" is no unit of a \(what)", help: "write \"\(wanted)\"")
  }

  private static func places(_ text: String) -> Int {
    guard let dot = text.firstIndex(of: ".") else { return 0 }
    return text[text.index(after: dot)...].prefix { $0.isNumber }.count
  }
}
