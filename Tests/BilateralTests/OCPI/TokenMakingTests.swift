import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralTerms
import Synchronization
import Testing

/// How our tokens are made.
@Suite struct TokenMakingTests {
  /// A source that tells what was asked of it.
  private final class Counting: RandomSource {
    private let asked = Mutex<[Int]>([])
    var counts: [Int] { asked.withLock { $0 } }

    func bytes(_ count: Int) -> [UInt8] {
      asked.withLock { $0.append(count) }
      return (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    }
  }

  @Test("S-08 a token is as many bytes of the generator as are agreed, at least 32, and all of them count")
  func bytes() throws {
    let source = Counting()
    var surroundings = Surroundings.system(log: .silent)
    #expect(
      surroundings.random is SecureRandom, "tokens of a running platform come from the operating system")
    surroundings.random = source
    for count in [32, 40, 48] { _ = surroundings.makeToken(bytes: count) }
    #expect(source.counts == [32, 40, 48])
    #expect(surroundings.makeToken().revealed == Hex.encode(Counting().bytes(32)))
    let long = surroundings.makeToken(bytes: 48).revealed
    #expect(long.utf8.count == 64 && Set(long).count > 20)
    let tokens = (0..<1000).map { _ in Surroundings.system(log: .silent).makeToken().revealed }
    #expect(Set(tokens).count == 1000)
  }

  @Test(
    "S-08 a partner file cannot ask for shorter tokens",
    arguments: [(31, false), (32, true), (48, true), (49, false)])
  func length(bytes: Int, isFine: Bool) throws {
    let text = """
      schema = "bilateral/1"
      id = "acme"
      name = "ACME"
      status = "test"
      [them]
      roles = ["NL-ACM:EMSP"]
      [connection]
      registration = "they-start"
      [security]
      token_bytes = \(bytes)
      """
    let (file, findings) = PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml")
    #expect((file != nil && !findings.contains { $0.severity == .error }) == isFine, "\(findings)")
  }
}
