import BilateralCrypto
import Testing

@Suite struct HashTests {
  @Test(
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
  func `SHA-256 gives the published digests`(text: String, digest: String) {
    #expect(Hex.encode(SHA256.hash(text)) == digest)
  }

  @Test func `a hash taken in pieces equals the hash of the whole, wherever it is cut`() {
    let bytes = (0..<130).map { UInt8($0) }
    for cut in 0...bytes.count {
      var hash = SHA256()
      hash.update(Array(bytes[..<cut]))
      hash.update(Array(bytes[cut...]))
      #expect(hash.finish() == SHA256.hash(bytes))
    }
  }

  @Test(
    arguments: [
      // RFC 4231, cases 1 and 2, and the empty key and message.
      (
        String(repeating: "0b", count: 20), "4869205468657265",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      ("", "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ])
  func `HMAC gives the published codes`(key: String, message: String, code: String) throws {
    let result = HMAC.sha256(try #require(Hex.decode(message)), key: try #require(Hex.decode(key)))
    #expect(Hex.encode(result) == code)
  }

  @Test("S-01 comparison in constant time agrees with ordinary comparison")
  func constantTime() {
    #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
    #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
    #expect(!constantTimeEquals([1, 2], [1, 2, 3]))
    #expect(constantTimeEquals([], []))
  }
}
