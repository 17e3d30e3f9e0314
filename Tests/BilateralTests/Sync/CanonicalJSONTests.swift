import Bilateral
import BilateralBase
import BilateralModel
import BilateralStore
import Testing

@Suite struct CanonicalJSONTests {
  @Test(
    "ruling 38: members are sorted, numbers stay as sent, spaces and needless escapes go",
    arguments: [
      (#"{ "b" : 1.50, "a" : [ true , null ] }"#, #"{"a":[true,null],"b":1.50}"#),
      (#"{"é":1,"z":2,"a":{"d":1,"c":"x"}}"#, #"{"a":{"c":"x","d":1},"z":2,"é":1}"#),
      (#"{"n":"\u0041\/","m":"\n"}"#, #"{"m":"\n","n":"A/"}"#),
      (#"{"\u0062":1,"a":2}"#, #"{"a":2,"b":1}"#),
      ("[]", "[]"), ("{}", "{}"), (" 7 ", "7"),
    ])
  func form(text: String, canonical: String) {
    #expect(
      CanonicalJSON.bytes(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } == canonical)
  }

  @Test func `the canonical form of a canonical form is itself`() throws {
    let text = SampleLocation.json(1)
    let once = try #require(CanonicalJSON.bytes(of: Array(text.utf8)))
    #expect(CanonicalJSON.bytes(of: once) == once)
    #expect(CanonicalJSON.bytes(of: Array("{".utf8)) == nil)
  }

  @Test("P-44 the content hash knows neither last_updated nor the order of members")
  func contentHash() throws {
    func hash(_ text: String) throws -> [UInt8] {
      ObjectReader<Location>.hash(try JSONDocument(parsing: Array(text.utf8)).root)
    }
    #expect(
      try hash(#"{"a":1,"last_updated":"x","b":{"last_updated":"y"}}"#) == hash(#"{"b":{},"a":1}"#))
    #expect(try hash(#"{"a":1}"#) != hash(#"{"a":1.0}"#))
  }

  @Test("ruling 38: a digest is over the objects in order of country, party and id, one a line")
  func digest() {
    func object(_ id: String, _ party: String = "NVO") -> (key: ObjectKey, body: [UInt8]) {
      (ObjectKey(country: "DE", party: party, id: id), Array(#"{"id":"\#(id)","evses":[{},{}]}"#.utf8))
    }
    let some = CanonicalDigest.of([object("b"), object("a"), object("z", "AAA")])
    #expect(some == CanonicalDigest.of([object("a"), object("z", "AAA"), object("b")]))
    #expect(some.count == 3 && some.evses == 6 && some.sha256.count == 64)
    #expect(some != CanonicalDigest.of([object("a"), object("b")]))
    // SHA-256 of nothing.
    #expect(CanonicalDigest.of([]).sha256.hasPrefix("e3b0c44298fc1c149afbf4c8996fb924"))
  }
}
