import Testing

@testable import partnerctl

@Suite struct PlumbingTests {
  static let deep = [UInt8](repeating: 0x5B, count: 100_000)
  static let closed = deep + [UInt8](repeating: 0x5D, count: 100_000)

  @Test(
    "json-check by the built program: RFC 8259 and nothing else, never a word",
    arguments: [
      (Array("{\"a\":[1,2.5e3,null,true]}".utf8), 0), (Array(" 1 ".utf8), 0), (Array("".utf8), 65),
      (deep, 65), (closed, 0), (Array("\"\\ud800\"".utf8), 0), ([0x22, 0xED, 0xA0, 0x80, 0x22], 65),
      ([0x22, 0xC0, 0x80, 0x22], 65), ([0x22, 0x00, 0x22], 65), ([0x00], 65), ([0xEF, 0xBB, 0xBF, 0x31], 65),
      (Array("{\"a\":1,\"a\":2}".utf8), 0), (Array("[1,]".utf8), 65), (Array("01".utf8), 65),
      (Array("1 2".utf8), 65),
    ] as [([UInt8], Int32)])
  func jsonCheck(input: [UInt8], status: Int32) {
    let result = BuiltProgram.run(["json-check"], input: input)
    #expect(result.status == status)
    #expect(result.output.isEmpty && result.talk.isEmpty)
  }

  @Test func `json-check reads tens of megabytes`() {
    let line = Array("{\"id\":\"LOC1\",\"evses\":[{\"uid\":\"1\",\"status\":\"AVAILABLE\"}]}".utf8)
    var input: [UInt8] = [0x5B]
    while input.count < 4 << 20 { input += line + [0x2C] }
    input += line + [0x5D]
    #expect(BuiltProgram.run(["json-check"], input: input).status == 0)
    #expect(BuiltProgram.run(["json-check"], input: input.dropLast()).status == 65)
  }

  @Test(
    arguments: [
      ("a = 1\n", 0, "{\"a\":{\"type\":\"integer\",\"value\":\"1\"}}\n"), ("", 0, "{}\n"), ("a = \n", 65, ""),
      ("a = 1\na = 2\n", 65, ""), ("a = \"\u{0}\"", 65, ""), (String(repeating: "[", count: 100_000), 65, ""),
      ("a = " + String(repeating: "[", count: 100_000), 65, ""),
    ] as [(String, Int32, String)])
  func `toml-decode gives tagged JSON or 65`(input: String, status: Int32, output: String) {
    let result = BuiltProgram.run(["toml-decode"], input: Array(input.utf8))
    #expect(result.status == status)
    #expect(result.text == output)
    #expect(result.talk.isEmpty == (status == 0))
  }

  @Test func `a fleet whose own file is broken names the way out`() async throws {
    let folder = try TestFolder.fleet(env: "production")
    let outcome = await run("status", directory: folder.path)
    #expect(outcome.exit == .badInput)
  }
}
