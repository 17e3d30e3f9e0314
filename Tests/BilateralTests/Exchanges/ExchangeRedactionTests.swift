import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralTesting
import Testing

@Suite struct ExchangeRedactionTests {
  static let rules = ExchangeRedaction(["tokens", "contract_ids"])

  private func text(_ body: String, of module: String?, secrets: [String] = []) -> String? {
    Self.rules.text(Exchange.Body(Array(body.utf8)), of: module, secrets: secrets)
  }

  @Test(
    "CR-27 S-03 what must not be kept is masked, the rest stays as it was",
    arguments: [
      ("credentials", #"{"token":"abc","url":"https://x"}"#, #"{"token":"***","url":"https://x"}"#),
      ("credentials", #"{"data":{ "token" : "a\"b" }}"#, #"{"data":{ "token" : "***" }}"#),
      ("credentials", "<html>abc</html>", "(16 bytes that are not JSON)"),
      ("locations", #"{"evses":[{"uid":"E1"}]}"#, #"{"evses":[{"uid":"E1"}]}"#),
      ("tokens", #"[{"uid":"04A2","contract_id":"C1"}]"#, #"[{"uid":"***","contract_id":"***"}]"#),
      ("tokens", #"{"uid":0042}"#, #"{"uid":"***"}"#),
      ("cdrs", #"{"cdr_token":{"uid":"X"},"uid":"Y"}"#, #"{"cdr_token":{"uid":"***"},"uid":"Y"}"#),
      ("commands", #"{"token":{"uid":"X"},"evse_uid":"E"}"#, #"{"token":{"uid":"***"},"evse_uid":"E"}"#),
      ("sessions", #"{"auth_id":"A","kwh":1.5}"#, #"{"auth_id":"***","kwh":1.5}"#),
      ("locations", "not json", "not json"),
      ("credentials", #"{"Token":"abc","tokens":"abc"}"#, #"{"Token":"***","tokens":"abc"}"#),
      ("tokens", #"{"a":[1,-2.5e3],"uid":-1}"#, #"{"a":[1,-2.5e3],"uid":"***"}"#),
      (
        "sessions", #"{"cdr_token":{"x":{"uid":"A"}},"b":[{"uid":"B"}]}"#,
        #"{"cdr_token":{"x":{"uid":"***"}},"b":[{"uid":"B"}]}"#
      ),
    ])
  func members(module: String, body: String, kept: String) { #expect(text(body, of: module) == kept) }

  @Test("S-03 cut anywhere, a body shows no more of a secret than none")
  func cuts() {
    let body = Array(
      #"{"status_code":1000,"data":{"token":"SECRETSECRET","roles":[{"token":"SECRETSECRET"}]}}"#.utf8)
    for end in body.indices {
      let kept = Self.rules.text(Exchange.Body(Array(body[..<end])), of: "credentials", secrets: []) ?? ""
      #expect(!kept.contains("SEC"), "cut at \(end): \(kept)")
    }
  }

  @Test("S-03 the token of the exchange is masked wherever somebody echoes it, plain or in Base64")
  func echoes() {
    let secrets = ExchangeRedaction.secrets(in: "Token " + Base64.encode(Array("plain-token-1".utf8)))
    let kept = text(
      "<p>you sent plain-token-1, that is \(Base64.encode(Array("plain-token-1".utf8)))</p>", of: "locations",
      secrets: secrets)
    #expect(kept == "<p>you sent ***, that is ***</p>")
  }

  @Test(
    "an address shows no card",
    arguments: [
      (
        "/ocpi/2.2.1/receiver/tokens/NL/ACM/04A2?type=RFID",
        "/ocpi/2.2.1/receiver/tokens/NL/ACM/***?type=RFID"
      ),
      ("/ocpi/2.2.1/sender/tokens/04A2/authorize", "/ocpi/2.2.1/sender/tokens/***/authorize"),
      ("/ocpi/2.2.1/sender/tokens?offset=1", "/ocpi/2.2.1/sender/tokens?offset=1"),
    ])
  func addresses(path: String, kept: String) {
    #expect(Self.rules.path(path, of: "tokens", secrets: []) == kept)
  }

  @Test("S-03 CR-27 words about an exchange hide its token, and the card that its address names")
  func words() throws {
    let path = "/ocpi/2.2.1/receiver/tokens/NL/ACM/04A2B3C4D5?type=RFID"
    let card = try #require(Self.rules.card(at: path, of: "tokens"))
    let secrets = ExchangeRedaction.secrets(in: "Token plain-token-1") + [card]
    let said = "tokens 04A2B3C4D5 is not known to plain-token-1"
    #expect(Self.rules.words(said, secrets: secrets) == "tokens *** is not known to ***")
    #expect(
      text("{\"status_message\":\"\(said)\"}", of: "tokens", secrets: secrets)?.contains("04A2") == false)
    #expect(ExchangeRedaction([]).card(at: path, of: "tokens") == nil)
    #expect(Self.rules.card(at: "/ocpi/2.2.1/sender/tokens?offset=1", of: "tokens") == nil)
    #expect(Self.rules.card(at: "/ocpi/2.2.1/receiver/locations/NL/ACM/L1", of: "locations") == nil)
  }

  @Test("a partner's file may let cards be kept; credentials never are")
  func lenient() {
    let rules = ExchangeRedaction([])
    let body = Exchange.Body(Array(#"{"uid":"04","contract_id":"C","token":"T"}"#.utf8))
    #expect(rules.text(body, of: "tokens", secrets: []) == #"{"uid":"04","contract_id":"C","token":"***"}"#)
  }
}
