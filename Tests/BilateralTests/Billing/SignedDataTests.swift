import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

/// Signed meter values are what a driver's suit hangs on: no character of them changes on any way through the house.
@Suite struct SignedDataTests {
  /// Escapes, signs beyond ASCII, blanks at the ends and as much as 2.2.1 takes.
  private static let plain =
    " OCMF|{\"FV\":\"1.0\",\"RV\":1.50}\\/\u{00E9}\u{1F50C} " + String(repeating: "4af0=", count: 90)
    + " "

  private static let signed: JSON = [
    "encoding_method": "OCMF", "encoding_method_version": 2, "public_key": "MFkw EwYH+/==",
    "signed_values": [
      ["nature": "Start", "plain_data": .string(plain), "signed_data": "T0NNRg=="],
      ["nature": "End", "plain_data": "{\"a\":1}", "signed_data": " eyJ9 "],
    ], "url": "https://example.com/verify?a=b%20c&d",
  ]

  private static func cdr(_ text: String) -> String {
    text.replacing("\"signed_data\":" + HistorySample.signed, with: "\"signed_data\":" + signed.text)
  }

  @Test(
    "CDR-27 what our platform signed is pushed and listed as it was written",
    arguments: [OCPIVersion.v2_2_1, .v2_3_0])
  func own(version: OCPIVersion) async throws {
    let pair = try await HistoryPair(version: version)
    let sent = try await pair.house.office(.post, "/own/cdrs", Self.cdr(HistorySample.cdr()))
    #expect(sent.status == 201, "\(sent.json.text)")
    try await pair.tell()
    let pushed = try #require(pair.partner.take().compactMap(\.body).first { $0["total_cost"] != nil })
    let listed = try await pair.house.get("cdrs", as: "acme").envelope.data.map { JSON($0) }?[0]
    let kept = try await pair.house.office(.get, "/own/cdrs/DE/NVO/C1").json
    #expect(kept["signed_data"] == Self.signed, "\(kept.text)")
    #expect(pushed["signed_data"] == Self.signed && listed?["signed_data"] == Self.signed, "\(pushed.text)")
    await pair.close()
  }

  @Test("CDR-27 what a partner signed is kept, word for word, and told to our platform so")
  func received() async throws {
    let stage = try await ReceivedStage("[cdr]\nsigned_data = \"required\"\n")
    // As it came: other escapes and blanks than we would write.
    let raw =
      "{ \"encoding_method\":\"OCMF\",\"signed_values\":[{\"nature\":\"Start\","
      + "\"plain_data\":\"a\\/b \\u00e9 \\\" c\",\"signed_data\":\"T0NNRg==\"} ] }"
    try await stage.send(cost: "15.00", more: "\"signed_data\":\(raw),")
    let key = ObjectKey(country: "NL", party: "ACM", id: "C1")
    let row = try await stage.house.commons.store.read { tx in
      try tx.received.object("cdrs", from: "acme", key)
    }
    #expect(row.map { "\($0.body)".contains("\"signed_data\":\(raw),") } == true, "byte for byte")
    let told = try await stage.house.office(.get, "/partners/acme/cdrs/NL/ACM/C1").json
    #expect(try told["signed_data"] == JSON.parse(raw), "\(told.text)")
    let said = try await stage.said()
    #expect(!said.text.contains("not-signed"), "\(said.text)")
    stage.house.close()
  }

  @Test("CDR-27 a credit and what takes the place of a CDR carry what was signed, too")
  func corrected() async throws {
    let pair = try await HistoryPair()
    _ = try await pair.house.office(.post, "/own/cdrs", Self.cdr(HistorySample.cdr()))
    try await pair.tell()
    let body = "{\"reason\":\"r\",\"reissue\":true}"
    #expect(try await pair.house.office(.post, "/own/cdrs/DE/NVO/C1/correct", body).status == 201)
    try await pair.tell()
    let bodies = pair.partner.take().compactMap(\.body).filter { $0["total_cost"] != nil }
    #expect(bodies.map { $0["id"]?.string } == ["C1", "C1-X", "C1-2"])
    #expect(bodies.allSatisfy { $0["signed_data"] == Self.signed })
    await pair.close()
  }
}
