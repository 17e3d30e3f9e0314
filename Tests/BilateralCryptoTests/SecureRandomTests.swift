import BilateralCrypto
import Testing

@Suite struct SecureRandomTests {
  @Test(arguments: [0, 1, 32, 256, 257, 1000])
  func `gives as many bytes as asked, in all of their length`(count: Int) {
    let draws = (0..<16).map { _ in SecureRandom().bytes(count) }
    #expect(draws.allSatisfy { $0.count == count })
    for index in 0..<count {
      #expect(draws.contains { $0[index] != 0 })
    }
  }

  @Test func `serves as a generator of numbers`() {
    var random = SecureRandom()
    #expect(Set((0..<100).map { _ in random.next() }).count == 100)
  }
}
