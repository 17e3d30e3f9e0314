import BilateralBase
import Testing

@Suite struct RationalTests {
  static func number(_ text: String) throws -> Rational { try #require(Rational(decimalText: text)) }

  /// Numbers of very different sizes, many of them beyond 128 bits when combined.
  static func random(_ source: inout Seeded) throws -> Rational {
    let top = source.integer(limbs: Int.random(in: 0...4, using: &source))
    let bottom = source.integer(limbs: Int.random(in: 1...4, using: &source))
    let first = try number(top.description.prefix(120).description)
    let second = try number(bottom.description.prefix(120).description)
    let size = second.isZero ? first : try first / second
    return Bool.random(using: &source) ? size : -size
  }

  /// Whether the value is top over bottom, asked without any of its arithmetic.
  static func isFraction(_ value: Rational, _ top: BigInteger, _ bottom: BigInteger) -> Bool {
    let (a, b) = value.bigParts
    return a * bottom == top * b && !b.isNegative && BigInteger.greatestCommonDivisor(a, b) == .one
  }

  @Test("ruling 5, S-31 arithmetic agrees with fractions of big integers")
  func arithmetic() throws {
    var source = Seeded(state: 5)
    for _ in 0..<300 {
      let (left, right) = (try Self.random(&source), try Self.random(&source))
      let ((a, b), (c, d)) = (left.bigParts, right.bigParts)
      #expect(Self.isFraction(left + right, a * d + c * b, b * d))
      #expect(Self.isFraction(left - right, a * d - c * b, b * d))
      #expect(Self.isFraction(left * right, a * c, b * d))
      #expect((left < right) == (a * d < c * b))
      if !right.isZero {
        let sign: BigInteger = right.isNegative ? BigInteger(-1) : .one
        #expect(Self.isFraction(try left / right, a * d * sign, b * c * sign))
        #expect(try left / right * right == left)
      }
      #expect(left + right - right == left)
      #expect((left - right).hashValue == (-(right - left)).hashValue)
    }
  }

  @Test func `a result that fits again is the same value as one that always fitted`() throws {
    let huge = try Self.number("1e40")
    #expect(huge + 1 - huge == 1)
    #expect(try huge * 3 / huge == 3)
    #expect(Set([huge - huge, .zero, -.zero]).count == 1)
    #expect(Rational(Int128.min) + Rational(Int128.max) == -1)
    #expect(Rational(UInt128.max).description == UInt128.max.description)
    #expect(-(-Rational(Int128.min)) == Rational(Int128.min))
  }

  @Test func `dividing by zero throws`() {
    #expect(throws: ArithmeticError.divisionByZero) { try Rational.one / .zero }
    #expect(Rational(1, over: 0) == nil)
    #expect(Rational(6, over: -4)?.description == "-1.5")
  }

  @Test(
    "decimal texts are read exactly",
    arguments: [
      ("0.10", "0.1"), ("-3", "-3"), ("+2.50", "2.5"), ("1.5e-3", "0.0015"), ("1E2", "100"), ("007", "7"),
      ("-0", "0"),
      ("0.3333", "0.3333"), ("41.1234", "41.1234"),
      ("12345678901234567890123456789012345678901234567890.5", nil),
      ("1e-64", nil), ("0.00000000000000000000000000000000000000001", nil),
    ] as [(String, String?)])
  func reading(text: String, written: String?) throws {
    let value = try Self.number(text)
    let again = try #require(value.exactDecimalText)
    #expect(try Self.number(again) == value)
    if let written { #expect(again == written) }
  }

  @Test(
    "what is no number or out of bounds is refused",
    arguments: [
      "", "-", "+", ".", "1.", ".5", "1e", "1e+", "1e65", "1e-65", "1e99999999999999999999", "0x10", "1,5",
      " 1", "1 ",
      "--1", "1.5.2", "NaN", "inf", "٣", "1\u{0}", String(repeating: "9", count: 129),
    ])
  func refusing(text: String) {
    #expect(Rational(decimalText: text) == nil)
  }

  @Test func `each rounding mode does what its name says`() throws {
    let cases: [(String, [Rounding: String])] = [
      (
        "1.25",
        [
          .halfUp: "1.3", .halfEven: "1.2", .halfDown: "1.2", .up: "1.3", .down: "1.2", .ceiling: "1.3",
          .floor: "1.2",
        ]
      ),
      (
        "1.35",
        [
          .halfUp: "1.4", .halfEven: "1.4", .halfDown: "1.3", .up: "1.4", .down: "1.3", .ceiling: "1.4",
          .floor: "1.3",
        ]
      ),
      (
        "-1.25",
        [
          .halfUp: "-1.3", .halfEven: "-1.2", .halfDown: "-1.2", .up: "-1.3", .down: "-1.2", .ceiling: "-1.2",
          .floor: "-1.3",
        ]
      ),
      (
        "1.2500001",
        [
          .halfUp: "1.3", .halfEven: "1.3", .halfDown: "1.3", .up: "1.3", .down: "1.2", .ceiling: "1.3",
          .floor: "1.2",
        ]
      ),
      (
        "1.2",
        [
          .halfUp: "1.2", .halfEven: "1.2", .halfDown: "1.2", .up: "1.2", .down: "1.2", .ceiling: "1.2",
          .floor: "1.2",
        ]
      ),
      (
        "-0.01",
        [
          .halfUp: "0", .halfEven: "0", .halfDown: "0", .up: "-0.1", .down: "0", .ceiling: "0",
          .floor: "-0.1",
        ]
      ),
    ]
    for (text, expected) in cases {
      for mode in Rounding.allCases {
        let rounded = try Self.number(text).rounded(toPlaces: 1, mode)
        #expect(rounded.description == expected[mode], "\(text) \(mode)")
      }
    }
  }

  @Test func `rounding never moves a number by more than its unit`() throws {
    var source = Seeded(state: 8)
    for _ in 0..<150 {
      let value = try Self.random(&source)
      let places = Int.random(in: 0...6, using: &source)
      let unit = try Rational.one / Self.number("1e\(places)")
      for mode in Rounding.allCases {
        let rounded = value.rounded(toPlaces: places, mode)
        #expect((rounded - value).magnitude < unit)
        #expect(rounded.rounded(toPlaces: places, .up) == rounded)
      }
      let nearest = (value.rounded(toPlaces: places) - value).magnitude
      #expect(nearest + nearest <= unit)
    }
  }

  @Test func `texts have the places asked for`() throws {
    let third = try Rational.one / 3
    #expect(third.exactDecimalText == nil)
    #expect(third.description == "1/3")
    #expect(third.decimalText(atMost: 4) == "0.3333")
    #expect((-third).decimalText(places: 2, .up) == "-0.34")
    #expect(try Self.number("12.5").decimalText(places: 2) == "12.50")
    #expect(try Self.number("12.50").decimalText(atMost: 4) == "12.5")
    #expect(try Self.number("-0.004").decimalText(places: 2) == "0.00")
    #expect(Rational(100).decimalText(atMost: 0) == "100")
    #expect(Rational(100).decimalText(atMost: 2) == "100")
  }

  @Test func `step sizes round up to whole steps`() throws {
    #expect(try Self.number("12.3").roundedUp(toMultipleOf: Self.number("0.5")).description == "12.5")
    #expect(Rational(10).roundedUp(toMultipleOf: 5) == 10)
    #expect(Rational(11).roundedUp(toMultipleOf: 0) == 11)
  }
}
