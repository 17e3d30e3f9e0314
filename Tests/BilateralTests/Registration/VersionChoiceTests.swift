import Bilateral
import BilateralModel
import BilateralTerms
import Testing

@Suite struct VersionChoiceTests {
  typealias Policy = ConnectionTerms.VersionPolicy

  struct Case: Sendable, CustomTestStringConvertible {
    var offered: [String]
    var policy = Policy.highestCommon
    var allowed: [String] = []
    var served: [OCPIVersion] = [.v2_2_1]
    var expected: String?
    var testDescription: String { "\(offered) \(policy) \(allowed) -> \(expected ?? "none")" }
  }

  func versions(_ names: [String]) -> [Version] {
    names.map { Version(version: $0, url: "https://host.example/\($0)") }
  }

  @Test(
    "VE-10 VE-11 P-15 the version is the highest that is offered, served and accepted",
    arguments: [
      Case(offered: ["2.1.1", "2.2.1"], expected: "2.2.1"),
      Case(offered: ["2.2.1", "2.1.1"], served: [.v2_1_1, .v2_2_1], expected: "2.2.1"),
      Case(offered: ["2.1.1", "2.2.1", "2.3.0"], served: [.v2_2_1, .v2_3_0], expected: "2.3.0"),
      Case(
        offered: ["2.2.1", "2.3.0"], allowed: ["2.2.1"], served: [.v2_2_1, .v2_3_0], expected: "2.2.1"),
      Case(offered: ["2.2.1-d2"], expected: "2.2.1-d2"),
      Case(offered: ["2.2.1-d2", "2.2.1"], expected: "2.2.1"),
      Case(offered: ["v2.2.1"], expected: "v2.2.1"),
      Case(offered: ["2.0", "latest", "", "2.2", "9.9.9"], expected: nil),
      Case(offered: ["junk", "2.2.1"], expected: "2.2.1"),
      Case(offered: [], expected: nil),
      Case(offered: ["2.1.1"], expected: nil),
      Case(
        offered: ["2.2.1", "2.3.0"], policy: .pin("2.2.1"), served: [.v2_2_1, .v2_3_0], expected: "2.2.1"),
      Case(offered: ["2.2.1"], policy: .pin("2.3.0"), served: [.v2_2_1, .v2_3_0], expected: nil),
      Case(
        offered: ["2.1.1", "2.2.1"], policy: .atLeast("2.2.1"), served: [.v2_1_1, .v2_2_1],
        expected: "2.2.1"),
      Case(offered: ["2.1.1"], policy: .atLeast("2.2.1"), served: [.v2_1_1, .v2_2_1], expected: nil),
      Case(offered: ["2.2.1"], policy: .pin("rubbish"), expected: nil),
    ])
  func choices(_ each: Case) {
    let choice = try? VersionChoice.choose(
      versions(each.offered), policy: each.policy, allowed: each.allowed, served: each.served)
    #expect(choice?.url == each.expected.map { "https://host.example/\($0)" })
  }

  @Test("a refusal names what is offered and what is accepted")
  func words() {
    let error = #expect(throws: RegistrationProblem.self) {
      try VersionChoice.choose(
        versions(["2.1.1", "2.3.0"]), policy: .highestCommon, allowed: [], served: [.v2_2_1])
    }
    #expect(error?.message == "the partner offers 2.1.1, 2.3.0, we accept 2.2.1")
    #expect(error?.status == .unsupportedVersion)
  }

  @Test("CR-14 the called version must be among the caller's own")
  func called() throws {
    #expect(try VersionChoice.find(.v2_2_1, in: versions(["2.1.1", "2.2.1"])).version == .v2_2_1)
    #expect(throws: RegistrationProblem.self) {
      try VersionChoice.find(.v2_2_1, in: versions(["2.1.1"]))
    }
  }
}
