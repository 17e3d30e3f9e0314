import BilateralBase
import Testing

/// Arithmetic on decimal digits as done on paper: slow, and nothing like limbs.
enum Paper {
  static func digits(_ text: String) -> [Int] { text.utf8.reversed().map { Int($0) - 48 } }

  static func text(_ digits: [Int]) -> String {
    let trimmed = String(digits.reversed().flatMap { String($0) }.drop { $0 == "0" })
    return trimmed.isEmpty ? "0" : trimmed
  }

  static func carried(_ columns: [Int]) -> [Int] {
    var result: [Int] = []
    var carry = 0
    for column in columns + [0, 0, 0] {
      result.append((column + carry) % 10)
      carry = (column + carry) / 10
    }
    return result
  }

  static func sum(_ left: String, _ right: String) -> String {
    let (left, right) = (digits(left), digits(right))
    return text(
      carried(
        (0..<max(left.count, right.count)).map {
          ($0 < left.count ? left[$0] : 0) + ($0 < right.count ? right[$0] : 0)
        }))
  }

  static func product(_ left: String, _ right: String) -> String {
    let (left, right) = (digits(left), digits(right))
    var columns = [Int](repeating: 0, count: left.count + right.count)
    for (place, digit) in left.enumerated() {
      for (offset, other) in right.enumerated() { columns[place + offset] += digit * other }
    }
    return text(carried(columns))
  }
}

/// A generator of repeatable numbers.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
  }

  /// A number of up to six limbs, in which limbs of only zeros or ones are frequent.
  mutating func integer(limbs count: Int? = nil) -> BigInteger {
    let count = count ?? Int.random(in: 0...6, using: &self)
    return BigInteger(
      limbs: (0..<count).map { _ in
        switch Int.random(in: 0..<5, using: &self) {
        case 0: 0
        case 1: .max
        case 2: UInt32.random(in: 0...2, using: &self)
        default: UInt32.random(in: 0...UInt32.max, using: &self)
        }
      })
  }
}

@Suite struct BigIntegerTests {
  @Test func `sums and products agree with paper`() {
    var random = Seeded(state: 1)
    for _ in 0..<300 {
      let (left, right) = (random.integer(), random.integer())
      #expect((left + right).description == Paper.sum(left.description, right.description))
      #expect((left * right).description == Paper.product(left.description, right.description))
      #expect((left + right) - right == left)
      #expect(((left - right) + right) == left)
    }
  }

  @Test func `quotient times divisor plus remainder is the number`() throws {
    var random = Seeded(state: 2)
    for _ in 0..<1_000 {
      let (number, divisor) = (random.integer(), random.integer())
      guard let (quotient, remainder) = number.dividedMagnitude(by: divisor) else {
        #expect(divisor.isZero)
        continue
      }
      guard quotient * divisor + remainder == number, remainder < divisor else {
        Issue.record("\(number) by \(divisor) gave \(quotient) and \(remainder)")
        return
      }
    }
  }

  @Test func `a guess that must be taken back twice is taken back`() throws {
    let number = BigInteger(limbs: [0, 0, 0x8000_0000, 0x7FFF_FFFF])
    let divisor = BigInteger(limbs: [1, 0, 0x8000_0000])
    let (quotient, remainder) = try #require(number.dividedMagnitude(by: divisor))
    #expect(quotient * divisor + remainder == number)
    #expect(remainder < divisor)
  }

  @Test func `the greatest common divisor divides both and leaves nothing in common`() throws {
    var random = Seeded(state: 3)
    for _ in 0..<100 {
      let (left, right) = (random.integer(limbs: 3), random.integer(limbs: 2))
      guard !left.isZero, !right.isZero else { continue }
      let divisor = BigInteger.greatestCommonDivisor(left, right)
      let first = try #require(left.dividedMagnitude(by: divisor))
      let second = try #require(right.dividedMagnitude(by: divisor))
      #expect(first.remainder.isZero && second.remainder.isZero)
      #expect(BigInteger.greatestCommonDivisor(first.quotient, second.quotient) == .one)
    }
  }

  @Test(arguments: [0, 1, -1, Int128.max, .min, .min + 1, 1 << 64, -(1 << 96)])
  func `128 bits go in and come out`(value: Int128) {
    #expect(BigInteger(value).asInt128 == value)
    #expect(BigInteger(value).description == value.description)
  }

  @Test func `what is beyond 128 bits does not come out`() {
    #expect((BigInteger(.max) + .one).asInt128 == nil)
    #expect((BigInteger(.min) - .one).asInt128 == nil)
    #expect(BigInteger.powerOfTen(40).description == "1" + String(repeating: "0", count: 40))
    #expect(BigInteger(-5) < BigInteger(-4) && BigInteger(-4) < .zero && .zero < BigInteger(3))
  }
}
