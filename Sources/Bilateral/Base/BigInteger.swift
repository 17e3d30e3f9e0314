/// A whole number of any size: what ``Rational`` falls back to when 128 bits are too few.
///
/// Sign and magnitude, 32-bit limbs, school methods. It is here for correctness in rare cases, not for speed.
package struct BigInteger: Hashable, Sendable {
  /// Limbs, lowest first, without leading zero limbs; empty for zero.
  package private(set) var limbs: [UInt32]
  /// Whether the number is below zero; never true for zero.
  package private(set) var isNegative: Bool

  /// A number of its limbs, lowest first.
  package init(limbs: [UInt32], isNegative: Bool = false) {
    var limbs = limbs
    while limbs.last == 0 { limbs.removeLast() }
    self.limbs = limbs
    self.isNegative = isNegative && !limbs.isEmpty
  }

  /// A number that fits in 128 bits.
  package init(_ value: Int128) {
    var rest = value.magnitude
    var limbs: [UInt32] = []
    while rest != 0 {
      limbs.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
    self.init(limbs: limbs, isNegative: value < 0)
  }

  /// Zero.
  package static let zero = BigInteger(limbs: [])
  /// One.
  package static let one = BigInteger(limbs: [1])

  /// Ten to a power that is not negative.
  package static func powerOfTen(_ exponent: Int) -> BigInteger {
    var power = one
    for _ in 0..<max(0, exponent) { power = power.multiplied(byLimb: 10, adding: 0) }
    return power
  }

  /// Whether it is zero.
  package var isZero: Bool { limbs.isEmpty }
  /// The number without its sign.
  package var magnitude: BigInteger { BigInteger(limbs: limbs) }

  /// The number in 128 bits, when it fits.
  package var asInt128: Int128? {
    guard limbs.count <= 4 else { return nil }
    var size: UInt128 = 0
    for limb in limbs.reversed() { size = size << 32 | UInt128(limb) }
    if isNegative { return size <= UInt128(1) << 127 ? Int128(truncatingIfNeeded: 0 &- size) : nil }
    return Int128(exactly: size)
  }

  /// The number times a limb, plus a start.
  package func multiplied(byLimb factor: UInt32, adding start: UInt32) -> BigInteger {
    var carry = UInt64(start)
    var result: [UInt32] = []
    result.reserveCapacity(limbs.count + 1)
    for limb in limbs {
      let product = UInt64(limb) * UInt64(factor) + carry
      result.append(UInt32(truncatingIfNeeded: product))
      carry = product >> 32
    }
    result.append(UInt32(truncatingIfNeeded: carry))
    return BigInteger(limbs: result, isNegative: isNegative)
  }

  /// The number with the other sign.
  package static prefix func - (value: BigInteger) -> BigInteger {
    BigInteger(limbs: value.limbs, isNegative: !value.isNegative)
  }

  /// The sum.
  package static func + (left: BigInteger, right: BigInteger) -> BigInteger {
    if left.isNegative == right.isNegative {
      return BigInteger(limbs: sum(left.limbs, right.limbs), isNegative: left.isNegative)
    }
    if isLess(left.limbs, right.limbs) {
      return BigInteger(limbs: difference(right.limbs, left.limbs), isNegative: right.isNegative)
    }
    return BigInteger(limbs: difference(left.limbs, right.limbs), isNegative: left.isNegative)
  }

  /// The difference.
  package static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + (-right) }

  /// The product.
  package static func * (left: BigInteger, right: BigInteger) -> BigInteger {
    var result = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
    for (place, limb) in left.limbs.enumerated() {
      var carry: UInt64 = 0
      for (offset, other) in right.limbs.enumerated() {
        let value = UInt64(limb) * UInt64(other) + UInt64(result[place + offset]) + carry
        result[place + offset] = UInt32(truncatingIfNeeded: value)
        carry = value >> 32
      }
      result[place + right.limbs.count] = UInt32(truncatingIfNeeded: carry)
    }
    return BigInteger(limbs: result, isNegative: left.isNegative != right.isNegative)
  }

  private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var carry: UInt64 = 0
    for place in 0..<max(left.count, right.count) {
      carry += UInt64(place < left.count ? left[place] : 0) + UInt64(place < right.count ? right[place] : 0)
      result.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    result.append(UInt32(truncatingIfNeeded: carry))
    return result
  }

  /// The difference of magnitudes; `left` must not be smaller.
  private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var borrow: Int64 = 0
    for place in left.indices {
      let value = Int64(left[place]) - (place < right.count ? Int64(right[place]) : 0) - borrow
      result.append(UInt32(truncatingIfNeeded: value))
      borrow = value < 0 ? 1 : 0
    }
    return result
  }

  private static func isLess(_ left: [UInt32], _ right: [UInt32]) -> Bool {
    left.count == right.count
      ? left.reversed().lexicographicallyPrecedes(right.reversed()) : left.count < right.count
  }
}

extension BigInteger: Comparable {
  package static func < (left: BigInteger, right: BigInteger) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? isLess(right.limbs, left.limbs) : isLess(left.limbs, right.limbs)
  }
}

extension BigInteger: CustomStringConvertible {
  /// The decimal digits, with a minus sign below zero.
  package var description: String {
    guard !isZero else { return "0" }
    var groups: [String] = []
    var rest = magnitude
    while !rest.isZero {
      let (quotient, remainder) = rest.divided(byLimb: 1_000_000_000)
      let digits = String(remainder)
      groups.append(quotient.isZero ? digits : String(repeating: "0", count: 9 - digits.utf8.count) + digits)
      rest = quotient
    }
    return (isNegative ? "-" : "") + groups.reversed().joined()
  }
}
