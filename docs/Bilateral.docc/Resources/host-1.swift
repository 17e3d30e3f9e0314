import Bilateral

struct Desk: PlatformHost {
  func answer(_ question: HostQuestion) async -> HostAnswer? {
    question.kind == "authorize" ? .authorize("ALLOWED") : nil
  }
}
