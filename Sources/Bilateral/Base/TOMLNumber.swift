/// The number grammar of TOML 1.0.
enum TOMLNumber: Equatable {
  case integer(Int64)
  /// The text without underscores; no binary fraction is ever made of it.
  case float(String)

  /// Why a text that looks like a number is none.
  enum Fault: Error, Equatable {
    case notANumber, leadingZero, underscore, incomplete, outOfRange
  }

  /// Reads a bare token as a number.
  static func read(_ token: ArraySlice<UInt8>) throws(Fault) -> TOMLNumber {
    var scanner = TOMLNumberScanner(token)
    return try scanner.scan()
  }
}

private struct TOMLNumberScanner {
  private let bytes: [UInt8]
  private var at = 0

  init(_ token: ArraySlice<UInt8>) { bytes = Array(token) }

  mutating func scan() throws(TOMLNumber.Fault) -> TOMLNumber {
    if let special = special() { return .float(special) }
    if bytes.count >= 2, bytes[0] == UInt8(ascii: "0"), let radix = radix(bytes[1]) {
      at = 2
      return .integer(try based(radix))
    }
    return try decimal()
  }

  private func special() -> String? {
    switch String(decoding: bytes, as: UTF8.self) {
    case "inf", "+inf": "inf"
    case "-inf": "-inf"
    case "nan", "+nan", "-nan": "nan"
    default: nil
    }
  }

  private func radix(_ letter: UInt8) -> Int? {
    switch letter {
    case UInt8(ascii: "x"): 16
    case UInt8(ascii: "o"): 8
    case UInt8(ascii: "b"): 2
    default: nil
    }
  }

  private mutating func based(_ radix: Int) throws(TOMLNumber.Fault) -> Int64 {
    let digits = try run { Character(Unicode.Scalar($0)).hexDigitValue.map { $0 < radix } ?? false }
    guard at == bytes.count else { throw .notANumber }
    guard let value = Int64(digits, radix: radix) else { throw .outOfRange }
    return value
  }

  private mutating func decimal() throws(TOMLNumber.Fault) -> TOMLNumber {
    var text = take("-") ? "-" : ""
    if text.isEmpty { _ = take("+") }
    let whole = try run(Self.isDigit)
    guard whole.count == 1 || whole.first != "0" else { throw .leadingZero }
    text += whole
    if at == bytes.count {
      guard let value = Int64(text) else { throw .outOfRange }
      return .integer(value)
    }
    if take(".") { text += "." + (try run(Self.isDigit)) }
    if take("e") || take("E") {
      text += take("-") ? "e-" : "e"
      if text.hasSuffix("e") { _ = take("+") }
      text += try run(Self.isDigit)
    }
    guard at == bytes.count else { throw .notANumber }
    return .float(text)
  }

  /// One or more digits; an underscore only between two of them.
  private mutating func run(_ isDigit: (UInt8) -> Bool) throws(TOMLNumber.Fault) -> String {
    var digits: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      if isDigit(byte) {
        digits.append(byte)
      } else if byte == UInt8(ascii: "_") {
        guard at > 0, isDigit(bytes[at - 1]), !digits.isEmpty, at + 1 < bytes.count, isDigit(bytes[at + 1])
        else { throw .underscore }
      } else {
        break
      }
      at += 1
    }
    guard !digits.isEmpty else { throw at == bytes.count ? .incomplete : .notANumber }
    return String(decoding: digits, as: UTF8.self)
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: mark) else { return false }
    at += 1
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
