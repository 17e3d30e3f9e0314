import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@testable import Bilateral

@Suite(.serialized, .timeLimit(.minutes(1))) struct QuestionDialectTests {
  private static let patient = #"timeout = "10 s""#

  @Test("P-22 a partner that has only PUT authorize is asked once more, and by PUT from then on")
  func authorizeMethod() async throws {
    let provider = try await ScriptedProvider.start(Self.patient)
    provider.script(.only(.put))
    #expect(try await provider.ask(#"{"uid":"CARD1"}"#).json["reason"] == "partner-allowed")
    #expect(provider.calls.map(\.method) == [.post, .put])
    let link = try #require(provider.office.commons.links["acme"])
    #expect(link.dialect.learned.map(\.sighting.key) == ["authorize_method"])
    #expect(link.dialect.learned.first?.standing == .applied)
    provider.script(.only(.put))
    #expect(try await provider.ask(#"{"uid":"CARD2"}"#).json["reason"] == "partner-allowed")
    #expect(provider.calls.map(\.method) == [.put])
    await provider.stop()
  }

  @Test("P-22 where the file says POST, a 405 is an answer and PUT is not tried")
  func authorizeMethodStated() async throws {
    let provider = try await ScriptedProvider.start(
      "\(Self.patient)\n[dialect]\nauthorize_method = \"POST\"")
    provider.script(.only(.put))
    #expect(try await provider.ask(#"{"uid":"CARD1"}"#).json["allowed"] == false)
    #expect(provider.calls.map(\.method) == [.post])
    await provider.stop()
  }

  private static func versions(_ shape: String) -> OddPartner.Answer {
    { _ in OddAnswer.envelope(shape.replacing("V", with: #"{"version":"2.2.1","url":"http://x/2.2.1"}"#)) }
  }

  private func survey(_ bench: OddBench) async throws -> [Version] {
    let url = try HTTPURL("\(bench.partner.base)/versions")
    var survey = PartnerSurvey(
      client: bench.link.client, origin: PartnerOrigin([url]), token: SecretText("token-of-the-partner"),
      form: .base64)
    return try await survey.versions(at: url)
  }

  @Test(
    "P-23 versions in an object, or one version without a list, are read and remembered",
    arguments: [
      ("[V]", []), (#"{"versions":[V]}"#, ["version_list_shape = wrapped applied"]),
      ("V", ["version_list_shape = single applied"]),
    ])
  func versionListShape(_ shape: String, _ learned: [String]) async throws {
    let bench = try await OddBench.open("", Self.versions(shape))
    #expect(try await survey(bench).map(\.version) == ["2.2.1"])
    #expect(bench.learned == learned)
    await bench.close()
  }

  @Test(
    "VE-03 VE-08 each address comes from the answer before it; nothing is derived from the versions address")
  func addresses() async throws {
    let bench = try await OddBench.open("") { request in
      let base = "http://\(request.fields[.host] ?? "")"
      return switch request.target.path {
      case "/start/here": OddAnswer.envelope(#"[{"version":"2.2.1","url":"\#(base)/other/place"}]"#)
      case "/other/place":
        OddAnswer.envelope(
          #"{"version":"2.2.1","endpoints":[{"identifier":"locations","role":"SENDER","url":"\#(base)/third/one"}]}"#
        )
      default: OddAnswer.envelope("null", http: .notFound, status: 2000)
      }
    }
    let url = try HTTPURL("\(bench.partner.base)/start/here")
    var survey = PartnerSurvey(
      client: bench.link.client, origin: PartnerOrigin([url]), token: SecretText("token-of-the-partner"),
      form: .base64)
    let version = try #require(try await survey.versions(at: url).first)
    let details = try await survey.details(
      of: VersionChoice(version: .v2_2_1, url: version.url), listedAt: url)
    #expect(details.endpoints.map(\.url) == ["\(bench.partner.base)/third/one"])
    #expect(bench.partner.take() == ["GET /start/here", "GET /other/place"])
    await bench.close()
  }

  @Test(
    "P-01 TR-05 S-09 a partner may take the token in one form at its versions, and in another behind them")
  func formsOfTwoKinds() async throws {
    let bench = try await OddBench.open("") { request in
      let isRaw = request.fields[.authorization] == "Token token-of-the-partner"
      return switch (request.target.path, isRaw) {
      case ("/versions", false): OddAnswer.envelope(#"[{"version":"2.1.1","url":"/2.1.1"}]"#)
      case ("/2.1.1", true): OddAnswer.envelope(#"{"version":"2.1.1","endpoints":[]}"#)
      default: OddAnswer.envelope("null", http: .unauthorized, status: 2001)
      }
    }
    let url = try HTTPURL("\(bench.partner.base)/versions")
    var survey = PartnerSurvey(
      client: bench.link.client, origin: PartnerOrigin([url]), token: SecretText("token-of-the-partner"),
      form: .base64)
    _ = try await survey.versions(at: url)
    _ = try await survey.details(of: VersionChoice(version: .v2_1_1, url: "/2.1.1"), listedAt: url)
    #expect(survey.form == .raw)
    await bench.close()
  }

  @Test(
    "TR-18 TR-19 data beside a code that is no success is not read, whatever it is",
    arguments: [2001, 3000, 4002])
  func dataOfAFailure(_ status: Int) async throws {
    let bench = try await OddBench.open("") { _ in
      OddAnswer.envelope(#"[{"version":"2.2.1","url":"http://x/2.2.1"}]"#, status: status)
    }
    await #expect(throws: RegistrationProblem.self) { _ = try await survey(bench) }
    #expect(bench.learned == [])
    await bench.close()
  }

  @Test("P-23 where the file says list, another shape holds no versions")
  func versionListShapeStated() async throws {
    let bench = try await OddBench.open(
      #"version_list_shape = "list""#, Self.versions(#"{"versions":[V]}"#))
    await #expect(throws: RegistrationProblem.self) { _ = try await survey(bench) }
    #expect(bench.learned == ["version_list_shape = wrapped contradicted"])
    await bench.close()
  }
}
