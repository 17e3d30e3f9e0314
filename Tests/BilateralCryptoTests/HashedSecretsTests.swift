import BilateralCrypto
import Testing

@Suite struct HashedSecretsTests {
  @Test("S-01 a secret opens its value and no other, also where hashes begin alike")
  func lookup() {
    var secrets = HashedSecrets<String>()
    let (first, second) = (Array(repeating: UInt8(7), count: 32), Array(repeating: UInt8(7), count: 31) + [8])
    secrets[first] = "first"
    secrets[second] = "second"
    #expect(secrets[first] == "first" && secrets[second] == "second" && secrets.count == 2)
    for place in 0..<32 {
      for bit in 0..<8 {
        var wrong = first
        wrong[place] ^= 1 << bit
        #expect(secrets[wrong] == (wrong == second ? "second" : nil), "byte \(place), bit \(bit)")
      }
    }
    #expect(secrets[Array(first.dropLast())] == nil && secrets[first + [7]] == nil && secrets[[]] == nil)
    secrets[first] = "changed"
    #expect(secrets[first] == "changed" && secrets.count == 2)
    secrets.keep { $0 == "second" }
    #expect(secrets[first] == nil && secrets[second] == "second")
    secrets[second] = nil
    #expect(secrets.count == 0 && secrets.all.isEmpty)
  }

  @Test(
    "S-01 over a hundred thousand tries nothing but the whole hash opens, and the shape of the times is told")
  func shape() {
    var random = SecureRandom()
    let right = random.bytes(32)
    var secrets = HashedSecrets<Int>()
    secrets[right] = 1
    var spent: [String: [Duration]] = [:]
    let clock = ContinuousClock()
    for number in 0..<100_000 {
      var wrong = right
      // Wrong in its first byte, and wrong in its last alone: an ordinary comparison tells them apart.
      let isEarly = number.isMultiple(of: 2)
      wrong[isEarly ? 8 : 31] ^= UInt8(truncatingIfNeeded: random.next() | 1)
      let begin = clock.now
      let found = secrets[wrong]
      spent[isEarly ? "early" : "late", default: []].append(clock.now - begin)
      if found != nil { Issue.record("a wrong hash opened") }
    }
    let medians = spent.mapValues { $0.sorted()[$0.count / 2] }
    // Told and not held: what a machine measures depends on what else it does.
    print(
      "median of a wrong hash · differing early: \(medians["early"] ?? .zero), late: \(medians["late"] ?? .zero)"
    )
    #expect(secrets[right] == 1)
  }
}
