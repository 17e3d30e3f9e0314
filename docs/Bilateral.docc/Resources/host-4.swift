import Bilateral

struct Desk: PlatformHost {
  func answer(_ question: HostQuestion) async -> HostAnswer? {
    question.kind == "authorize" ? .authorize("ALLOWED") : nil
  }

  func receive(_ event: HostEvent) async throws {
    print(event.number, event.type, event.partner ?? "", event.module ?? "", event.id ?? "")
  }
}

@main struct Host {
  static func main() async throws {
    let platform = try await Platform.open(fleet: "fleet")
    let card = """
      {"country_code": "NL", "party_id": "VLT", "uid": "04A1B2C3", "type": "RFID", "contract_id": "NL-VLT-C0001-7",
       "issuer": "Volt Card", "valid": true, "whitelist": "ALLOWED", "last_updated": "2026-11-20T10:00:00Z"}
      """
    let answer = try await platform.call("PUT", "/own/tokens/NL/VLT/04A1B2C3", body: Array(card.utf8))
    print(answer.status == 200 ? "kept" : String(decoding: answer.body, as: UTF8.self))
    try await platform.serve(for: Desk()) { print("partners reach us at \($0.publicURL)/versions") }
  }
}
