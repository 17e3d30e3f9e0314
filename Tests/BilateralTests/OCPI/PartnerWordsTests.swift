import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite struct PartnerWordsTests {
  @Test(
    "the words of an error without an envelope are its message, or its beginning in one line",
    arguments: [
      (#"{"message":"evse_uid unknown"}"#, "evse_uid unknown"),
      (#"{"error":{"code":7,"detail":"x"}}"#, #"{"error":{"code":7,"detail":"x"}}"#),
      (#"{"title":"Unprocessable","detail":"no such\n tariff"}"#, "no such tariff"),
      (#"["a"]"#, #"["a"]"#), ("plain  words\n", "plain words"), ("", nil), ("  ", nil),
      ("<!doctype html><title>x</title>", nil), (#"{"message":"you sent our-own-token-1"}"#, "you sent ***"),
      (
        #"{"odd":1,"token":"abc","contract_id":"NL-ACM-C1"}"#, #"{"odd":1,"token":"***","contract_id":"***"}"#
      ),
    ] as [(String, String?)])
  func words(body: String, words: String?) {
    #expect(PartnerWords.of(Array(body.utf8), hiding: ["our-own-token-1"]) == words)
  }

  @Test("long words are cut")
  func long() {
    let words = PartnerWords.of(Array(String(repeating: "a", count: 5000).utf8), hiding: [])
    #expect(words?.count == PartnerWords.limit + 1 && words?.hasSuffix("…") == true)
  }

  @Test("P-20 a refusal without an envelope tells what the partner said, without our token")
  func refusal() async throws {
    let bench = try await OddBench.open { request in
      let token = request.fields[.authorization] ?? ""
      return HTTPResponse(
        HTTPStatus(422) ?? .badRequest, body: Array("{\"message\":\"field x is bad, \(token)\"}".utf8))
    }
    let url = try HTTPURL(bench.partner.base + "/x")
    let failure = await #expect(throws: OCPIFailure.self) {
      try await bench.link.call(OCPIRequest(.put, url, body: [0x7B, 0x7D]))
    }
    let words = failure?.message ?? ""
    #expect(words.contains("was answered with HTTP 422: field x is bad, Token ***"), "\(words)")
    await bench.close()
  }
}
