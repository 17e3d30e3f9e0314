import BilateralCrypto
import Testing

@Suite struct SealingKeyTests {
  private let key: SealingKey
  private let context = Array("partner/acme/their-token".utf8)

  init() throws { key = try SealingKey(SealingKey.makeKeyBytes()) }

  @Test(arguments: [0, 1, 16, 32, 1000])
  func `what was sealed opens under the same key and context`(length: Int) throws {
    let plain = SecureRandom().bytes(length)
    let sealed = key.seal(plain, context: context)
    #expect(sealed.count == length + 29)
    #expect(sealed.first == 1)
    #expect(try key.open(sealed, context: context) == plain)
  }

  @Test func `the same text is never sealed the same way twice`() {
    #expect(key.seal([1, 2, 3], context: context) != key.seal([1, 2, 3], context: context))
  }

  @Test("S-02 of what was sealed a change of any single bit is noticed")
  func changedBit() throws {
    let sealed = key.seal([7, 8, 9], context: context)
    for bit in 0..<(sealed.count * 8) {
      var altered = sealed
      altered[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: bit < 8 ? SealingKey.Failure.format : .authentication) {
        try key.open(altered, context: context)
      }
    }
  }

  @Test("S-02 another context, another key and a cut value do not open what was sealed")
  func otherKeys() throws {
    let sealed = key.seal([7], context: context)
    let other = try SealingKey(SealingKey.makeKeyBytes())
    #expect(throws: SealingKey.Failure.authentication) { try key.open(sealed, context: []) }
    #expect(throws: SealingKey.Failure.authentication) { try other.open(sealed, context: context) }
    for length in 0..<sealed.count {
      #expect(throws: SealingKey.Failure.self) {
        try key.open(Array(sealed.prefix(length)), context: context)
      }
    }
  }

  @Test func `a key of another length is refused with its length`() {
    #expect(throws: SealingKey.Failure.keyLength(31)) { try SealingKey([UInt8](repeating: 0, count: 31)) }
  }
}
