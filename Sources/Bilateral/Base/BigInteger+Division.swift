extension BigInteger {
  /// Magnitude divided by one limb that is not zero; the sign is dropped.
  package func divided(byLimb divisor: UInt32) -> (quotient: BigInteger, remainder: UInt32) {
    var quotient = limbs
    var rest: UInt64 = 0
    for place in quotient.indices.reversed() {
      let value = rest << 32 | UInt64(quotient[place])
      quotient[place] = UInt32(truncatingIfNeeded: value / UInt64(divisor))
      rest = value % UInt64(divisor)
    }
    return (BigInteger(limbs: quotient), UInt32(truncatingIfNeeded: rest))
  }

  /// Quotient and remainder of the magnitudes, both without sign; nil for a divisor of zero.
  package func dividedMagnitude(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger)? {
    guard let top = divisor.limbs.last else { return nil }
    guard divisor.magnitude <= magnitude else { return (.zero, magnitude) }
    if divisor.limbs.count == 1 {
      let (quotient, remainder) = divided(byLimb: top)
      return (quotient, BigInteger(limbs: [remainder]))
    }
    return longDivision(by: divisor, shift: top.leadingZeroBitCount)
  }

  /// The greatest common divisor of two magnitudes, by Euclid.
  package static func greatestCommonDivisor(_ left: BigInteger, _ right: BigInteger) -> BigInteger {
    var (larger, smaller) = (left.magnitude, right.magnitude)
    while let (_, remainder) = larger.dividedMagnitude(by: smaller) {
      (larger, smaller) = (smaller, remainder)
    }
    return larger
  }

  /// Long division in base 2³²: each digit is estimated from the top limbs and corrected.
  ///
  /// Shifting both numbers until the divisor's top bit is set keeps the estimate at most 2 too high.
  private func longDivision(by divisor: BigInteger, shift: Int) -> (
    quotient: BigInteger, remainder: BigInteger
  ) {
    let small = Self.shiftedLeft(divisor.limbs, by: shift, places: divisor.limbs.count)
    var rest = Self.shiftedLeft(limbs, by: shift, places: limbs.count + 1)
    var quotient = [UInt32](repeating: 0, count: rest.count - small.count)
    for place in quotient.indices.reversed() {
      let guess = Self.estimate(rest, small, at: place)
      quotient[place] = Self.subtract(small, times: guess, from: &rest, at: place)
    }
    return (BigInteger(limbs: quotient), BigInteger(limbs: Self.shiftedRight(rest, by: shift)))
  }

  private static func estimate(_ rest: [UInt32], _ divisor: [UInt32], at place: Int) -> UInt64 {
    let count = divisor.count
    let top = UInt64(rest[place + count]) << 32 | UInt64(rest[place + count - 1])
    var guess = top / UInt64(divisor[count - 1])
    var left = top % UInt64(divisor[count - 1])
    while guess > 0xFFFF_FFFF
      || guess * UInt64(divisor[count - 2]) > left << 32 | UInt64(rest[place + count - 2])
    {
      guess -= 1
      left += UInt64(divisor[count - 1])
      if left > 0xFFFF_FFFF { break }
    }
    return guess
  }

  /// Takes `guess` times the divisor from the rest at a place, once less when that goes below zero; the digit used.
  private static func subtract(
    _ divisor: [UInt32], times guess: UInt64, from rest: inout [UInt32], at place: Int
  ) -> UInt32 {
    var (borrow, carry): (Int64, UInt64) = (0, 0)
    for (offset, limb) in divisor.enumerated() {
      let product = guess * UInt64(limb) + carry
      carry = product >> 32
      let value = Int64(rest[place + offset]) - borrow - Int64(product & 0xFFFF_FFFF)
      rest[place + offset] = UInt32(truncatingIfNeeded: value)
      borrow = value < 0 ? 1 : 0
    }
    let value = Int64(rest[place + divisor.count]) - borrow - Int64(carry)
    rest[place + divisor.count] = UInt32(truncatingIfNeeded: value)
    guard value < 0 else { return UInt32(truncatingIfNeeded: guess) }
    var back: UInt64 = 0
    for (offset, limb) in divisor.enumerated() {
      back += UInt64(rest[place + offset]) + UInt64(limb)
      rest[place + offset] = UInt32(truncatingIfNeeded: back)
      back >>= 32
    }
    rest[place + divisor.count] &+= UInt32(truncatingIfNeeded: back)
    return UInt32(truncatingIfNeeded: guess - 1)
  }

  private static func shiftedLeft(_ limbs: [UInt32], by shift: Int, places: Int) -> [UInt32] {
    var result: [UInt32] = []
    var carry: UInt64 = 0
    for place in 0..<places {
      let value = UInt64(place < limbs.count ? limbs[place] : 0) << UInt64(shift) | carry
      result.append(UInt32(truncatingIfNeeded: value))
      carry = value >> 32
    }
    return result
  }

  private static func shiftedRight(_ limbs: [UInt32], by shift: Int) -> [UInt32] {
    var result = limbs
    var carry: UInt64 = 0
    for place in limbs.indices.reversed() {
      let value = carry << 32 | UInt64(limbs[place])
      result[place] = UInt32(truncatingIfNeeded: value >> UInt64(shift))
      carry = UInt64(limbs[place]) & (UInt64(1) << UInt64(shift) - 1)
    }
    return result
  }
}
