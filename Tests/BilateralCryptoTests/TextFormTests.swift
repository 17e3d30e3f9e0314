import BilateralCrypto
import Testing

@Suite struct TextFormTests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
  ])
  func `Base64 writes and reads RFC 4648's vectors`(plain: String, coded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == coded)
    #expect(Base64.decode(coded) == Array(plain.utf8))
    #expect(Base64.decodeLenient(coded) == Array(plain.utf8))
  }

  @Test(arguments: [
    "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm8-", "Zm 8", "Zm8=\n", "=Zm8", "Zé==",
  ])
  func `strict Base64 has one spelling only`(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test(
    "P-04 lenient Base64 takes URL-safe letters, missing padding and blanks around",
    arguments: ["-_-_+w==", "+/+/+w", "-_-_-w=", "  +/+/+w==  ", "\t-_-_-w\r\n"])
  func lenient(text: String) {
    #expect(Base64.decodeLenient(text) == [0xfb, 0xff, 0xbf, 0xfb])
  }

  @Test(arguments: ["Z", "Zm9vY", "Zm.8", "Zm=8", "Zg===", "Z g=="])
  func `lenient Base64 still refuses what is none`(text: String) {
    #expect(Base64.decodeLenient(text) == nil)
  }

  @Test func `both forms return what went in, for every length`() {
    for length in 0...66 {
      let bytes = SecureRandom().bytes(length)
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
      #expect(Hex.decode(Hex.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: ["0", "0g", "xx", "00 ", "é0"])
  func `what is no hexadecimal is refused`(text: String) {
    #expect(Hex.decode(text) == nil)
  }
}
