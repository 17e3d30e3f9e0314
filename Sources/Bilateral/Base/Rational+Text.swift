extension Rational {
  /// Longest decimal text that is read, in bytes.
  package static let longestText = 128
  /// Largest exponent that is read, with either sign.
  package static let largestExponent = 64

  /// Reads a decimal number exactly: `0.10`, `-3`, `1.5e-3`; nil for anything else or beyond the bounds.
  ///
  /// The grammar is JSON's, but leading zeros and a plus sign are allowed. `0.10` and `0.1` are the same value; who must
  /// keep the spelling keeps the text.
  package init?(decimalText text: some StringProtocol) {
    // One scanner for bytes in a row, whatever they come from: a month is a million numbers.
    let read = text.utf8.withContiguousStorageIfAvailable(Self.number) ?? Self.number(Array(text.utf8))
    guard let read else { return nil }
    self = read
  }

  private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Rational? {
    guard bytes.count <= longestText else { return nil }
    var scanner = DecimalScanner(bytes)
    return scanner.scan()
  }

  private static func number(_ bytes: [UInt8]) -> Rational? { bytes.withUnsafeBufferPointer(number) }

  /// The exact decimal text (`0.1`, `-12.5`), or nil when it does not end: 1/3.
  package var exactDecimalText: String? {
    guard let places = finitePlaces else { return nil }
    return decimalText(places: places)
  }

  /// The text with exactly that many places: `12.50`.
  package func decimalText(places: Int, _ rounding: Rounding = .halfUp) -> String {
    let places = max(0, places)
    if let units = smallUnits(ofPlaces: places, rounding), let size = UInt64(exactly: units.magnitude) {
      return Self.text(size, isNegative: units < 0, places: places)
    }
    let units = units(ofPlaces: places, rounding)
    var digits = units.magnitude.description
    if digits.utf8.count <= places {
      digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
    }
    let sign = units.isNegative ? "-" : ""
    return places == 0 ? sign + digits : sign + digits.dropLast(places) + "." + digits.suffix(places)
  }

  /// Digits with a point before the last places; written from behind, then turned round.
  private static func text(_ size: UInt64, isNegative: Bool, places: Int) -> String {
    String(unsafeUninitializedCapacity: 24) { text in
      var (rest, count) = (size, 0)
      func put(_ byte: UInt8) {
        text[count] = byte
        count += 1
      }
      var place = 0
      while rest != 0 || place <= places {
        if place == places, places > 0 { put(UInt8(ascii: ".")) }
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
        (rest, place) = (rest / 10, place + 1)
      }
      if isNegative { put(UInt8(ascii: "-")) }
      var digits = UnsafeMutableBufferPointer(rebasing: text[..<count])
      digits.reverse()
      return count
    }
  }

  /// The text with at most that many places, without zeros at the end: `12.5`, `3`.
  package func decimalText(atMost places: Int, _ rounding: Rounding = .halfUp) -> String {
    var text = Substring(decimalText(places: places, rounding))
    guard places > 0 else { return String(text) }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }

  /// Number of decimal places of the exact text, or nil when it does not end.
  private var finitePlaces: Int? {
    if case .small(_, let bottom) = form, let bottom = Int64(exactly: bottom) {
      let twos = bottom.trailingZeroBitCount
      var (rest, fives) = (bottom >> Int64(twos), 0)
      while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
      return rest == 1 ? max(twos, fives) : nil
    }
    var bottom = bigParts.bottom
    var (twos, fives) = (0, 0)
    while case (let half, 0) = bottom.divided(byLimb: 2) {
      bottom = half
      twos += 1
    }
    while case (let fifth, 0) = bottom.divided(byLimb: 5) {
      bottom = fifth
      fives += 1
    }
    return bottom == .one ? max(twos, fives) : nil
  }
}

extension Rational: CustomStringConvertible {
  /// The exact decimal text, or numerator and denominator (`1/3`) when there is none.
  package var description: String {
    if let text = exactDecimalText { return text }
    if case .small(let top, let bottom) = form { return "\(top)/\(bottom)" }
    return "\(bigParts.top)/\(bigParts.bottom)"
  }
}

/// Reads the bytes of one decimal number.
private struct DecimalScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0
  private var digits = BigInteger.zero
  private var small: Int128 = 0
  private var count = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func scan() -> Rational? {
    let isNegative = take(UInt8(ascii: "-"))
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    guard takeDigits() > 0 else { return nil }
    var places = 0
    if take(UInt8(ascii: ".")) {
      places = takeDigits()
      guard places > 0 else { return nil }
    }
    guard let exponent = exponent(), place == bytes.count else { return nil }
    return number(isNegative: isNegative, exponent: exponent - places)
  }

  private func number(isNegative: Bool, exponent: Int) -> Rational? {
    if count <= 36, (-36...0).contains(exponent) {
      var scale: Int128 = 1
      for _ in 0..<(-exponent) { scale *= 10 }
      return Rational(reducing: isNegative ? -small : small, over: scale)
    }
    let top = count <= 36 ? BigInteger(small) : digits
    let signed = isNegative ? -top : top
    return Rational(reducing: signed * .powerOfTen(exponent), over: .powerOfTen(-exponent))
  }

  private mutating func exponent() -> Int? {
    guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return 0 }
    let isNegative = take(UInt8(ascii: "-"))
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    var (value, seen) = (0, false)
    while let digit = digit() {
      value = min(value * 10 + digit, Rational.largestExponent + 1)
      seen = true
    }
    guard seen, value <= Rational.largestExponent else { return nil }
    return isNegative ? -value : value
  }

  /// Reads digits into the number; how many there were.
  private mutating func takeDigits() -> Int {
    let before = count
    while let digit = digit() {
      count += 1
      if count <= 36 {
        small = small * 10 + Int128(digit)
      } else {
        if count == 37 { digits = BigInteger(small) }
        digits = digits.multiplied(byLimb: 10, adding: UInt32(digit))
      }
    }
    return count - before
  }

  private mutating func digit() -> Int? {
    guard place < bytes.count, ASCII.isDigit(bytes[place]) else { return nil }
    defer { place += 1 }
    return Int(bytes[place] - 0x30)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }
}
