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
    try await platform.serve(for: Desk()) { print("partners reach us at \($0.publicURL)/versions") }
  }
}
