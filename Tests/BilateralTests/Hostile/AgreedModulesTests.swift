import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import Testing

/// Which modules a partner reaches, by what its file says.
@Suite struct AgreedModulesTests {
  struct Case: Sendable {
    var us: String
    var them: String
    /// Sides offered: module and S or R.
    var sides: Set<String>
  }

  private static let provider: Set = [
    "locations R", "tariffs R", "tokens S", "sessions R", "cdrs R", "commands S", "chargingprofiles S",
  ]
  private static let operators: Set = [
    "locations S", "tariffs S", "tokens R", "sessions S", "cdrs S", "commands R", "chargingprofiles R",
  ]

  @Test(
    "S-13 VE-12 each partner is offered the sides of its file's roles, each of them answers, and every other is 404",
    arguments: [
      Case(us: "\"DE-NVO:CPO\"", them: "\"NL-ACM:EMSP\"", sides: operators),
      Case(us: "\"DE-NVO:EMSP\"", them: "\"NL-ACM:CPO\"", sides: provider),
      Case(
        us: "\"DE-NVO:CPO\", \"DE-NVO:EMSP\"", them: "\"NL-ACM:EMSP\", \"NL-ACM:CPO\"",
        sides: operators.union(provider)),
      Case(
        us: "\"DE-NVO:EMSP\"", them: "\"NL-ACM:HUB\"", sides: provider.union(["hubclientinfo R"])),
    ])
  func sides(_ each: Case) async throws {
    let file = Sample.partner("acme").replacing(#"["DE-NVO:CPO", "DE-NVO:EMSP"]"#, with: "[\(each.us)]")
      .replacing(#"["NL-ACM:EMSP", "NL-ACM:CPO"]"#, with: "[\(each.them)]")
    let house = try await PublishHouse(["acme": file])
    try await house.register("acme")
    let details = try await Knocking(house).ask(["2.2.1"], authorization: "Token token-acme")
    let offered = (details.data?["endpoints"]?.elements ?? []).compactMap { node -> String? in
      guard let name = node["identifier"]?.string, name != "credentials" else { return nil }
      return "\(name) \(node["role"]?.string?.prefix(1) ?? "?")"
    }
    #expect(Set(offered) == each.sides && offered.count == each.sides.count)
    for module in house.platform.ocpiModules() where ![.versions, .credentials].contains(module.id) {
      let path = OCPIAddress(module.id, module.role, in: .v2_2_1).segments
      let isOffered = each.sides.contains("\(module.id) \(module.role.rawValue.prefix(1))")
      for method in [HTTPMethod.get, .post, .put, .patch, .delete] {
        let answer = try await Knocking(house).ask(
          method, path + ["X"], authorization: "Token token-acme", body: "{}")
        let isNone = answer.http == 404 && answer.message.hasPrefix("no such module")
        #expect(isNone == !isOffered, "\(method.name) \(path): \(answer.http) \(answer.message)")
      }
    }
    house.close()
  }

  @Test(
    "S-13 each order needs its own permission, and no other's",
    arguments: ["remote_start", "remote_stop", "reserve", "unlock", "charging_profiles"])
  func permissions(_ word: String) async throws {
    let words = ["remote_start", "remote_stop", "reserve", "unlock", "charging_profiles"]
    let terms = words.map { "\($0) = \($0 == word)" } + ["profile_interval = \"0 s\""]
    let house = try await CommandHouse(terms.joined(separator: "\n"))
    try await house.stand()
    for kind in CommandKind.allCases where kind.hasResult {
      let answer = try await house.take(kind, "\(kind)")
      #expect(
        (answer.result == "NOT_SUPPORTED") == (kind.traits.permission != word),
        "\(kind): \(answer.result ?? "")")
    }
    await house.close()
  }
}
