import Bilateral
import BilateralModel
import Testing

@Suite struct ModuleMatrixTests {
  static let all: Set<ModuleID> = [.locations, .tariffs, .tokens, .sessions, .cdrs]
  static let synchronised: Set<ModuleID> = [.locations, .tariffs, .tokens]

  struct Case: Sendable {
    var us: String
    var them: String
    var more = ""
    var served = synchronised
    var needs: [String]
  }

  @Test(
    "CR-13 P-16 what is pulled needs a sender, what is pushed a receiver",
    arguments: [
      Case(
        us: "DE-NVO:CPO", them: "NL-ACM:EMSP",
        needs: ["locations RECEIVER", "tariffs RECEIVER", "tokens SENDER"]),
      Case(
        us: "NL-ACM:EMSP", them: "DE-NVO:CPO",
        needs: ["locations SENDER", "tariffs SENDER", "tokens RECEIVER"]),
      Case(us: "DE-NVO:CPO", them: "NL-ACM:EMSP", served: [.tokens], needs: ["tokens SENDER"]),
      Case(us: "DE-NVO:CPO", them: "NL-ACM:EMSP", served: [], needs: []),
      Case(
        us: "DE-NVO:CPO", them: "NL-ACM:EMSP",
        more: "[sync.locations]\nmode = \"off\"\n[sync.tokens]\nmode = \"both\"",
        needs: ["tariffs RECEIVER", "tokens SENDER", "tokens RECEIVER"]),
      Case(
        us: "NL-ACM:EMSP", them: "DE-NVO:CPO", served: all,
        needs: ["locations SENDER", "tariffs SENDER", "tokens RECEIVER"]),
      Case(
        us: "NL-ACM:EMSP", them: "DE-NVO:CPO",
        more: "[sync.sessions]\nmode = \"pull\"\n[sync.cdrs]\nmode = \"pull\"", served: all,
        needs: [
          "locations SENDER", "tariffs SENDER", "sessions SENDER", "cdrs SENDER", "tokens RECEIVER",
        ]),
    ])
  func needs(_ each: Case) throws {
    let file = try PartnerFiles.file(us: each.us, them: each.them, more: each.more)
    #expect(ModuleMatrix.needs(file, served: each.served).map(\.description) == each.needs)
  }

  @Test("P-13 an endpoint without a role serves both sides, a missing side is named")
  func missing() {
    let needs = [
      ModuleNeed(.locations, .sender), ModuleNeed(.tokens, .receiver), ModuleNeed(.tariffs, .sender),
    ]
    let endpoints = [
      Endpoint(identifier: .locations, url: "https://x.example/l"),
      Endpoint(identifier: .tokens, role: .sender, url: "https://x.example/t"),
    ]
    let missing = ModuleMatrix.missing(needs, in: endpoints)
    #expect(missing.map(\.description) == ["tokens RECEIVER", "tariffs SENDER"])
    let error = #expect(throws: RegistrationProblem.self) {
      try ModuleMatrix.demand(needs, in: endpoints)
    }
    #expect(error?.status == .noMatchingEndpoints)
  }
}
