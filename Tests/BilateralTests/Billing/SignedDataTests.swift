import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

/// Signed meter values are what a driver's suit hangs on: no character of them changes on any way through the house.
@Suite struct SignedDataTests {
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
}
