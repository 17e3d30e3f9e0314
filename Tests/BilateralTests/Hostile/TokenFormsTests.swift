import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import Testing

/// In which forms a partner's token is let in.
@Suite struct TokenFormsTests {
  private static let forms = ["raw", "Base64", "Base64 twice"]

  private func header(_ form: String) -> String {
    func encoded(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
    return switch form {
    case "raw": "Token token-acme"
    case "Base64": "Token " + encoded("token-acme")
    default: "Token " + encoded(encoded("token-acme"))
    }
  }

  @Test(
    "S-09 TR-05 every form is let in until the partner's file names one, then no other, in each version and for this partner alone",
    arguments: OCPIVersion.allCases)
  func table(version: OCPIVersion) async throws {
    let settings: [(String, Set<String>)] = [
      ("", Set(Self.forms)), ("inbound_token_base64 = true", ["Base64", "Base64 twice"]),
      ("inbound_token_base64 = false", ["raw"]),
    ]
    for (setting, letIn) in settings {
      let other = Sample.partner("blue", party: "FR-BLU")
      let house = try await PublishHouse([
        "acme": Sample.partner("acme", "[dialect]\n\(setting)\n"), "blue": other,
      ])
      try await house.register("acme", version: version)
      try await house.register("blue", version: version)
      for form in Self.forms {
        for path in [["versions"], ["\(version)"], OCPIAddress(.locations, .sender, in: version).segments] {
          let answer = try await Knocking(house).ask(path, authorization: header(form))
          #expect(
            (answer.http == 401) == !letIn.contains(form), "\(setting) \(form) \(path): \(answer.message)")
          let blues = header(form).replacing("token-acme", with: "token-blue")
          guard form == "raw" else { continue }
          #expect(
            try await Knocking(house).ask(path, authorization: blues).http == 200, "blue's file says nothing")
        }
      }
      house.close()
    }
  }
}
