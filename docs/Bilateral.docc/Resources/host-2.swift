import Bilateral

struct Desk: PlatformHost {
  func answer(_ question: HostQuestion) async -> HostAnswer? {
    question.kind == "authorize" ? .authorize("ALLOWED") : nil
  }

  func receive(_ event: HostEvent) async throws {
    print(event.number, event.type, event.partner ?? "", event.module ?? "", event.id ?? "")
  }
}
