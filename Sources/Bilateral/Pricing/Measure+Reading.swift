import BilateralBase

extension Measure {
  /// Reads a decimal number of which one has so many small units; nil when it is no number that can be computed with.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, unit: Int64) -> Measure? {
    if let whole = readWhole(bytes, unit: unit) { return .whole(whole) }
    let text = String(decoding: bytes, as: UTF8.self)
    return Rational(decimalText: text).map { Measure($0, unit: unit) }
  }

  /// Reads the spelling of a number.
  static func read(_ text: String, unit: Int64) -> Measure? {
    var text = text
    return text.withUTF8 { read($0, unit: unit) }
  }

  /// The number in small units, when it is plain (no exponent), short and a whole number of them.
  private static func readWhole(_ bytes: UnsafeBufferPointer<UInt8>, unit: Int64) -> Int64? {
    var (at, digits, places, isFraction) = (0, Int64(0), 0, false)
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { at = 1 }
    guard at < bytes.count, bytes.count <= 18, let last = bytes.last, last != UInt8(ascii: ".") else {
      return nil
    }
    let first = at
    while at < bytes.count {
      let byte = bytes[at]
      if byte &- 0x30 <= 9 {
        digits = digits &* 10 &+ Int64(byte &- 0x30)
        if isFraction { places += 1 }
      } else {
        guard byte == UInt8(ascii: "."), !isFraction, at > first else { return nil }
        isFraction = true
      }
      at += 1
    }
    return scaled(isNegative ? -digits : digits, places, unit)
  }

  /// Digits with so many decimals as small units; nil when that is not whole or too large.
  private static func scaled(_ digits: Int64, _ places: Int, _ unit: Int64) -> Int64? {
    guard places < powersOfTen.count else { return nil }
    let power = powersOfTen[places]
    if unit % power == 0 {
      let (value, overflow) = digits.multipliedReportingOverflow(by: unit / power)
      return overflow ? nil : value
    }
    let (value, rest) = (Int128(digits) * Int128(unit)).quotientAndRemainder(dividingBy: Int128(power))
    return rest == 0 ? Int64(exactly: value) : nil
  }

  private static let powersOfTen: [Int64] = (0..<18).map { places in
    (0..<places).reduce(1) { power, _ in power * 10 }
  }

  /// Hours as whole seconds when they are within 0.36 s of them, the worth of the fourth decimal (R7).
  var snappedToSeconds: Measure {
    switch self {
    case .whole(let nanoseconds):
      let rest = nanoseconds.flooredRemainder(by: 1_000_000_000)
      if rest <= 360_000_000 { return .whole(nanoseconds - rest) }
      guard rest >= 640_000_000 else { return self }
      let (value, overflow) = nanoseconds.addingReportingOverflow(1_000_000_000 - rest)
      return overflow ? self : .whole(value)
    case .fraction(let hours):
      let seconds = hours * 3600
      let whole = seconds.rounded(toPlaces: 0)
      guard let snap = Rational(36, over: 100), (seconds - whole).magnitude <= snap,
        let second = Rational(1, over: 3600)
      else { return self }
      return Measure(whole * second, unit: Self.nanoseconds)
    }
  }

  /// The sum of two.
  func plus(_ other: Measure, unit: Int64) -> Measure {
    Measure(value(unit: unit) + other.value(unit: unit), unit: unit)
  }
}
