import BilateralBase
import Testing

@Suite struct `JSON document` {
  @Test(arguments: JSONCases.accepted.filter { !$0.contains(#""a":1,"a""#) })
  func `reads what the grammar accepts`(text: String) throws {
    let document = try JSONDocument(parsing: text)
    #expect(document.root.rawText == text.trimmed)
  }

  @Test(arguments: JSONCases.refused.filter { !$0.hasPrefix("\u{FEFF}") })
  func `refuses what the grammar refuses`(text: String) {
    #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
  }

  @Test func `gives views of all kinds without decoding before it is asked`() throws {
    let root = try JSONDocument(parsing: #"{"s":"a\n\u00e9","n":0.10,"t":true,"z":null,"l":[1,[2],{"k":3}]}"#)
      .root
    #expect(root["s"]?.string == "a\né")
    #expect(root["n"]?.numberText == "0.10")
    #expect(root["t"]?.bool == true)
    #expect(root["z"]?.isNull == true)
    #expect(root["l"]?.elements.map(\.rawText) == ["1", "[2]", #"{"k":3}"#])
    #expect(root["l"]?[2]?["k"]?.int == 3)
    #expect(root["x"] == nil)
    #expect(root.members.map(\.name) == ["s", "n", "t", "z", "l"])
  }

  @Test("P-29 a byte order mark is skipped on the wire and refused in files")
  func byteOrderMark() throws {
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x31]
    #expect(try JSONDocument(parsing: bytes).root.int == 1)
    #expect(throws: JSONError.self) { try JSONDocument(parsing: bytes, limits: .file) }
  }

  @Test("S-30 nesting deeper than 64 is refused at the bracket that is too much")
  func depth() throws {
    let fits = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    _ = try JSONDocument(parsing: fits)
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: "[" + fits + "]") }
    #expect(error?.kind == .tooDeep(64))
    #expect(error?.offset == 64)
  }

  @Test("S-30 a text above the size limit is refused unread")
  func size() {
    let error = #expect(throws: JSONError.self) {
      try JSONDocument(parsing: "[1,2,3]", limits: JSONLimits(size: 6))
    }
    #expect(error?.kind == .tooLarge(6))
  }

  @Test(
    "S-30 the same name twice in one object is refused however it is spelled",
    arguments: [
      #"{"a":1,"b":2,"a":3}"#, #"{"a":1,"\u0061":2}"#, #"{"x":[{"a":1,"a":1}]}"#, #"{"":1,"":2}"#,
      #"{"charging_when_closed":1,"b":2,"charging_when_closed":3}"#,
    ])
  func duplicates(text: String) throws {
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
    guard case .duplicateKey = error?.kind else {
      Issue.record("another error: \(String(describing: error))"); return
    }
    _ = try JSONDocument(parsing: text, limits: JSONLimits(uniqueKeys: false))
  }

  @Test("S-30 a wide object costs linear time, and its last name is still compared with its first")
  func wideObject() throws {
    let members = (0..<20_000).map { "\"key\($0)\":0" }.joined(separator: ",")
    #expect(
      try JSONDocument(parsing: "{\(members)}").root.members.reduce(0) { count, _ in count + 1 } == 20_000)
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: "{\(members),\"key0\":1}") }
    #expect(error?.kind == .duplicateKey("key0"))
  }

  @Test func `names with equal ends and lengths are told apart`() throws {
    _ = try JSONDocument(parsing: #"{"abcdefgh1ijklmnop":1,"abcdefgh2ijklmnop":2}"#)
    _ = try JSONDocument(parsing: #"{"total_energy_cost":1,"total_parking_cost":2,"total_fixed_cost":3}"#)
  }

  @Test func `errors tell line, column and path`() {
    let text = "{\"evses\": [{},\n {\"uid\": \"x\",\n  \"status\": AVAILABLE}]}"
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
    #expect(error?.line == 3)
    #expect(error?.column == 13)
    #expect(error?.path.description == "evses[1].status")
    #expect(error?.description == "unexpected 'A' at line 3, column 13 (evses[1].status)")
  }

  @Test func `a lone surrogate reads as the replacement character and stays in the raw bytes`() throws {
    let root = try JSONDocument(parsing: #"["\ud800","\udc00x","\ud83d\ude00"]"#).root
    #expect(root.elements.map { $0.string ?? "" } == ["\u{FFFD}", "\u{FFFD}x", "😀"])
    #expect(root[0]?.rawText == #""\ud800""#)
  }
}

extension String {
  fileprivate var trimmed: String {
    let blanks: Set<Character> = [" ", "\n", "\t", "\r", "\r\n"]
    return String(drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
  }

  private func drop(_ isBlank: (Character) -> Bool) -> Substring { self.drop(while: isBlank) }
}

extension Sequence where Element == Character {
  fileprivate func drop(_ isBlank: (Character) -> Bool) -> [Character] { Array(self.drop(while: isBlank)) }
}
