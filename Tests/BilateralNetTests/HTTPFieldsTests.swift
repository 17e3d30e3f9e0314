import BilateralBase
import BilateralNet
import Testing

@Suite struct HTTPFieldsTests {
  @Test("TR-89 names compare without case and keep their spelling and order")
  func names() {
    var fields: HTTPFields = ["X-One": "1", "x-two": "2", "x-ONE": "3"]
    #expect(fields["x-one"] == "1")
    #expect(fields.all("X-ONE") == ["1", "3"])
    #expect(fields.map(\.name.spelling) == ["X-One", "x-two", "x-ONE"])
    fields.set("x-one", "4")
    #expect(fields.map(\.value) == ["2", "4"])
  }

  @Test(
    "S-25 no text can end a line and begin another", arguments: ["a\r\nSet-Cookie: b", "a\nb", "a\0b", "\ra"])
  func noInjection(_ value: String) {
    let bytes = HTTPEncoder.request(.get, "/", ["X": value])
    #expect(bytes.count { $0 == 10 } == 3)
    #expect(bytes.count { $0 == 13 } == 3)
    #expect(!bytes.contains(0))
  }

  @Test("TR-89 names that are in every message are known in any case, and others are not taken for them")
  func commonNames() {
    for name: HTTPFieldName in [.host, .authorization, .requestID, .transferEncoding, .date] {
      let spellings = [name.lowered, name.lowered.uppercased(), name.spelling]
      for spelling in spellings {
        #expect(HTTPFieldName(spelling) == name)
        #expect(HTTPFieldName(spelling)?.spelling == spelling)
        #expect(Set([name, HTTPFieldName(spelling)]).count == 1)
      }
      #expect(HTTPFieldName(name.spelling + "s") != name)
      #expect(HTTPFieldName(String(name.spelling.dropLast())) != name)
    }
    // Bytes that differ in the bit that tells cases of letters apart, and are no letters.
    #expect(HTTPFieldName("X^Request-ID" as String) != HTTPFieldName("X~Request-ID" as String))
    #expect(HTTPFieldName("X\u{d}Request-ID" as String) == nil)
    #expect(HTTPFieldName("Content_Length" as String) != .contentLength)
  }

  @Test(arguments: ["", "a b", "a:b", "a\r", "é", "a\0"])
  func `what is no token is no field name`(text: String) {
    #expect(HTTPFieldName(text) == nil)
  }

  @Test func `an empty chunk does not end a body`() {
    #expect(HTTPEncoder.chunk([]) == [])
    #expect(
      HTTPEncoder.chunk(Array(repeating: 65, count: 26)) == Array("1a\r\n".utf8)
        + Array(repeating: 65, count: 26) + [13, 10])
  }

  @Test func `dates are written and read in the one form of HTTP`() {
    let moment = Timestamp(seconds: 784_111_777)
    #expect(HTTPDate.text(moment) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.moment("Sun, 06 Nov 1994 08:49:37 GMT") == moment)
    #expect(HTTPDate.moment("Sunday, 06-Nov-94 08:49:37 GMT") == nil)
    #expect(HTTPDate.moment("Sun, 31 Feb 1994 08:49:37 GMT") == nil)
  }
}
