import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Synchronization
import Testing

/// What stands in the headers of messages, ours and our answers, in every version.
@Suite struct MessageHeaderTests {
  /// The headers of everything that came to a partner.
  private final class Seen: Sendable {
    private let fields = Mutex<[HTTPFields]>([])

    var all: [HTTPFields] { fields.withLock { $0 } }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
      fields.withLock { $0.append(request.fields) }
      return OddAnswer.list([])
    }
  }

  private static let routing: [HTTPFieldName] = [
    "OCPI-from-country-code", "OCPI-from-party-id", "OCPI-to-country-code", "OCPI-to-party-id",
  ]

  @Test(
    "TR-02 TR-13 TR-58 TR-59 TR-60 TR-61 TR-77 TR-78 TR-79 our messages carry what their version asks for",
    arguments: OCPIVersion.allCases)
  func messages(_ version: OCPIVersion) async throws {
    let seen = Seen()
    let bench = try await OddBench.open(in: version) { seen.answer($0) }
    _ = await bench.pull()
    let lists = seen.all.count
    var put = OCPIRequest(.put, try HTTPURL("\(bench.partner.base)/x"), body: [0x7B, 0x7D])
    put.correlation = "correlation-of-before"
    _ = try? await bench.link.call(put)
    var survey = PartnerSurvey(
      client: bench.link.client, origin: PartnerOrigin([try HTTPURL(bench.partner.base)]),
      token: SecretText("token-of-the-partner"), form: version.frame.tokenForm, isFormKnown: true)
    _ = try? await survey.versions(at: try HTTPURL("\(bench.partner.base)/versions"))
    let all = seen.all
    #expect(lists > 0 && all.count == lists + 2)
    let token =
      version == .v2_1_1 ? "Token token-of-the-partner" : "Token dG9rZW4tb2YtdGhlLXBhcnRuZXI="
    #expect(all.allSatisfy { $0.all(.authorization) == [token] })
    let ids = all.compactMap { $0["X-Request-ID"] }
    #expect(Set(ids).count == all.count && ids.allSatisfy { $0.count == 36 })
    #expect(all.allSatisfy { $0["X-Correlation-ID"]?.isEmpty == false })
    #expect(Set(all.prefix(lists).map { $0["X-Correlation-ID"] }).count == 1, "one pull, one correlation")
    #expect(all[lists]["X-Correlation-ID"] == "correlation-of-before")
    #expect(all[lists][.contentType] == "application/json")
    for fields in all.prefix(lists) {
      let parties = Self.routing.map { fields[$0] }
      #expect(parties == (version == .v2_1_1 ? [nil, nil, nil, nil] : ["NL", "ACM", "DE", "NVO"]))
    }
    #expect(Self.routing.allSatisfy { all[lists + 1][$0] == nil }, "TR-78 versions name no parties")
    await bench.close()
  }

  @Test(
    "TR-58 TR-59 TR-61 TR-79 TR-80 TR-89 VE-14 our answers echo ids and name the parties the other way",
    arguments: OCPIVersion.allCases)
  func answers(_ version: OCPIVersion) async throws {
    let pair = try await VersionPair.registered(in: version)
    let token = try pair.tokenOfEMSP
    let fields: HTTPFields = [
      "x-request-id": "request-1", "X-CORRELATION-ID": "correlation-1", "ocpi-FROM-country-code": "nl",
      "OCPI-from-party-id": "acm", "OCPI-to-country-code": "DE", "OCPI-to-party-id": "NVO",
    ]
    let path = pair.path(.locations, .sender)
    let named = try await pair.send(.get, path, to: pair.cpo, token: token, fields).http
    #expect(named.status == .ok)
    #expect(named.fields["X-Request-ID"] == "request-1")
    #expect(named.fields["X-Correlation-ID"] == "correlation-1")
    let parties = Self.routing.map { named.fields[$0] }
    #expect(parties == (version == .v2_1_1 ? [nil, nil, nil, nil] : ["DE", "NVO", "NL", "ACM"]))
    let silent = try await pair.send(.get, path, to: pair.cpo, token: token).http
    #expect(silent.status == .ok, "TR-80")
    #expect(Self.routing.allSatisfy { silent.fields[$0] == nil })
    #expect(silent.fields["X-Request-ID"]?.count == 36, "X-17 made when a request has none")
    let versions = try await pair.send(.get, "/versions", to: pair.cpo, token: token, fields).http
    #expect(versions.status == .ok && Self.routing.allSatisfy { versions.fields[$0] == nil }, "TR-78")
    await pair.stop()
  }

  @Test("TR-09 S-08 our tokens are of 64 characters at most, all of them printable and no blank")
  func tokens() {
    let surroundings = Surroundings.system(log: .silent)
    for count in [32, 33, 40, 48] {
      let token = surroundings.makeToken(bytes: count).revealed
      #expect((32...64).contains(token.utf8.count))
      #expect(token.utf8.allSatisfy { (0x21...0x7E).contains($0) })
    }
  }
}
