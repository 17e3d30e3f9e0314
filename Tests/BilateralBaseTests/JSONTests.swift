import BilateralBase
import Testing

@Suite struct `JSON value` {
  @Test(arguments: [
    "0.10", #"{"b":1,"a":[1.50,-0,1E5,12345678901234567890]}"#, #"["é","\"\\/\u0001\n","😀"]"#,
    #"{"x":{},"y":[],"z":null,"t":true,"f":false}"#,
  ])
  func `members keep their order and numbers their spelling`(text: String) throws {
    #expect(try JSON.parse(text).text == text)
  }

  @Test func `strings are escaped only where JSON demands it`() {
    #expect(JSON.string("a/b\u{7F}é\u{8}\u{C}\u{1B}").text == "\"a/b\u{7F}é\\b\\f\\u001b\"")
  }

  @Test func `members are read, set and removed by name`() {
    var value: JSON = ["a": 1, "b": ["c": [true, nil]]]
    #expect(value["b"]?["c"]?[0]?.bool == true)
    value["a"] = "x"
    value["d"] = .number("0.10")
    value["b"] = nil
    #expect(value.text == #"{"a":"x","d":0.10}"#)
    #expect(value["d"]?.numberText == "0.10")
    #expect(value["a"]?.int == nil)
  }

  @Test func `a path leads to a value and prints as it is written`() throws {
    let value = try JSON.parse(#"{"evses":[{},{"connectors":[{"max_voltage":230}]}]}"#)
    let path = JSONPath().appending("evses").appending(1).appending("connectors").appending(0)
      .appending("max_voltage")
    #expect(path.description == "evses[1].connectors[0].max_voltage")
    #expect(value[path]?.int == 230)
    #expect(JSONPath([.member("a b.c"), .element(0)]).description == "[\"a b.c\"][0]")
  }

  @Test("canonical form sorts members and leaves numbers as sent (ruling 38)")
  func canonical() throws {
    let one = try JSON.parse(#"{"b":{"y":1,"x":[2.0]},"a":"é"}"#)
    let same = try JSON.parse(#"{ "a":"é", "b":{"x":[2.0],"y":1} }"#)
    let other = try JSON.parse(#"{"a":"é","b":{"x":[2],"y":1}}"#)
    #expect(String(decoding: one.canonicalBytes, as: UTF8.self) == #"{"a":"é","b":{"x":[2.0],"y":1}}"#)
    #expect(one.isEquivalent(to: same))
    #expect(one != same)
    #expect(!one.isEquivalent(to: other))
  }
}

@Suite struct `JSON writer` {
  @Test func `commas come where they are due`() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("a")
    writer.beginArray()
    writer.number(1)
    writer.string("{[:,")
    writer.beginObject()
    writer.endObject()
    writer.null()
    writer.endArray()
    writer.key(text: "b\"")
    writer.bool(false)
    writer.key("c")
    writer.raw(#"{"x":0.10}"#.utf8)
    writer.endObject()
    #expect(writer.text == #"{"a":[1,"{[:,",{},null],"b\"":false,"c":{"x":0.10}}"#)
    #expect(JSONGrammar.accepts(writer.bytes))
  }
}
