import BilateralBase
import Testing

@Suite struct TOMLDocumentTests {
  func read(_ text: String) -> TOMLDocument { TOMLDocument(parsing: Array(text.utf8), file: "f.toml") }

  @Test func `every key and value knows its line and column, counted in characters`() throws {
    let document = read("x = \"üü\"\n[t]\n\tkey = { \"ü\" = [1, 0x1F] }\n")
    let key = try #require(document.root["t"]?["key"])
    #expect(key.place == SourcePlace(file: "f.toml", line: 3, column: 8, length: 19))
    let inner = try #require(key.members.first)
    #expect(inner.keyPlace == SourcePlace(file: "f.toml", line: 3, column: 10, length: 3))
    #expect(inner.value.elements.map(\.place.column) == [17, 20])
    #expect(inner.value.elements.map(\.sourceText) == ["1", "0x1F"])
    #expect(document.root["x"]?.place.length == 4)
    #expect(document.root["t"]?.place == SourcePlace(file: "f.toml", line: 2, column: 1, length: 3))
  }

  @Test func `comments stay with what they stand beside`() throws {
    let document = read(
      """
      # head
      # of a
      a = 1 # one
      # table
      [t] # header
      list = [ # before
        1, # first
        # second
        2,
        # last
      ]
      # end
      """)
    let root = document.root
    #expect(root["a"]?.comments.leading.map(\.text) == ["# head", "# of a"])
    #expect(root["a"]?.comments.trailing?.text == "# one")
    #expect(root["t"]?.comments.leading.map(\.line) == [4])
    #expect(root["t"]?.comments.trailing?.text == "# header")
    let list = try #require(root["t"]?["list"])
    #expect(list.elements[0].comments.leading.map(\.text) == ["# before"])
    #expect(list.elements[0].comments.trailing?.text == "# first")
    #expect(list.elements[1].comments.leading.map(\.text) == ["# second"])
    #expect(list.comments.closing.map(\.text) == ["# last"])
    #expect(document.closingComments.map(\.text) == ["# end"])
  }

  @Test func `three mistakes are reported in one round, and the sound lines are read`() {
    let document = read("a = 1\nb = x\nc = 2\nc = 3\n[d\ne = 4\n[f]\ng = 5\n")
    #expect(document.problems.map { $0.place?.line } == [2, 4, 5])
    #expect(TOMLCase.spell(document.root) == "{a: 1, c: 2, f: {g: 5}}")
  }

  @Test func `twenty mistakes are enough`() {
    #expect(read(String(repeating: "=\n", count: 1000)).problems.count == 20)
  }

  @Test(arguments: ["a = [", "a = {b = ", "[[a]]\n[[a.", "a = [{b = ["])
  func `nesting is bounded, so that no text can exhaust the stack`(_ opening: String) {
    let text = opening + String(repeating: "[", count: 100_000)
    #expect(!read(text).problems.isEmpty)
  }

  @Test func `nesting up to the limit is read, one level more is refused`() {
    func nested(_ depth: Int) -> String {
      "a = " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(read(nested(127)).problems == [])
    #expect(read(nested(128)).problems.map(\.message) == ["nested deeper than 128 levels"])
    let dotted = Array(repeating: "a", count: 127).joined(separator: ".")
    #expect(read(dotted + " = 1").problems == [])
    #expect(read("[\(dotted)]\n\(dotted) = 1").problems.count == 1)
  }

  @Test func `no cut and no changed byte of a text makes the reader crash or hang`() {
    let text = Array(
      "[a]\nb.c = \"\"\"x\\u00e9\"\"\"\n[[d]]\ne = {f = [1, 2.5e3, 07:32:00], 'g' = '''y'''}\n# ü\n".utf8)
    for cut in 0...text.count { _ = TOMLDocument(parsing: Array(text[..<cut]), file: "f") }
    for offset in text.indices {
      for byte: UInt8 in [0x00, 0x0A, 0x0D, 0x22, 0x27, 0x2E, 0x3D, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0xC3, 0xFF]
      {
        var changed = text
        changed[offset] = byte
        _ = TOMLTaggedJSON.text(of: TOMLDocument(parsing: changed, file: "f"))
      }
    }
  }

  @Test func `the tagged JSON names the type of every value`() {
    let document = read(
      """
      s = "q\\"\\\\\\n\\u0001é"
      i = 0x10
      f = +1_0.5
      b = true
      l = [1, {}]
      o = 1979-05-27 07:32:00z
      t = 07:32:00.5
      """)
    #expect(
      TOMLTaggedJSON.text(of: document) == #"""
        {"s":{"type":"string","value":"q\"\\\n\u0001é"},"i":{"type":"integer","value":"16"},"f":{"type":\#
        "float","value":"10.5"},"b":{"type":"bool","value":"true"},"l":[{"type":"integer","value":"1"},{}],\#
        "o":{"type":"datetime","value":"1979-05-27T07:32:00Z"},"t":{"type":"time-local","value":\#
        "07:32:00.500"}}
        """#)
  }
}
