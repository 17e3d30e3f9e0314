import BilateralBase
import Testing

@Suite struct `JSON grammar` {
  @Test(arguments: JSONCases.accepted)
  func `texts of the grammar are accepted`(text: String) {
    #expect(JSONGrammar.accepts(Array(text.utf8)))
  }

  @Test(arguments: JSONCases.refused)
  func `texts outside the grammar are refused`(text: String) {
    #expect(!JSONGrammar.accepts(Array(text.utf8)))
  }

  @Test(arguments: JSONCases.acceptedBytes)
  func `well-formed UTF-8 is accepted in strings`(bytes: [UInt8]) {
    #expect(JSONGrammar.accepts([0x22] + bytes + [0x22]))
  }

  @Test(arguments: JSONCases.refusedBytes)
  func `bytes that are not UTF-8 are refused in strings`(bytes: [UInt8]) {
    #expect(!JSONGrammar.accepts([0x22] + bytes + [0x22]))
  }

  @Test func `a hundred thousand brackets need no recursion`() {
    let depth = 100_000
    let closed = [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
    #expect(JSONGrammar.accepts(closed))
    #expect(!JSONGrammar.accepts(Array(closed.dropLast())))
  }

  @Test func `mixed nesting closes in the order it opened`() {
    let open = String(repeating: "[{\"a\":", count: 700)
    let close = String(repeating: "}]", count: 700)
    #expect(JSONGrammar.accepts(Array((open + "1" + close).utf8)))
    #expect(!JSONGrammar.accepts(Array((open + "1" + String(repeating: "]}", count: 700)).utf8)))
  }

  @Test func `a byte order mark is no JSON`() {
    #expect(!JSONGrammar.accepts([0xEF, 0xBB, 0xBF, 0x31]))
  }

  @Test func `a text cut anywhere is refused`() {
    let text = Array(#"{"a":[1.5e3,"x\u00e9\n",null,{"b":true}],"c":{}}"#.utf8)
    #expect(JSONGrammar.accepts(text))
    for end in text.indices { #expect(!JSONGrammar.accepts(Array(text[..<end]))) }
  }
}
