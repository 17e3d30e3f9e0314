import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import Testing

@Suite struct AnnouncedEndpointsTests {
  func read(_ text: String) throws -> AnnouncedEndpoints {
    let page = try HTTPURL("https://acme.example/ocpi/2.2.1")
    let root = try JSONDocument(parsing: Array(text.utf8), limits: .wire).root
    return try AnnouncedEndpoints(root, at: page, origin: PartnerOrigin([page]))
  }

  @Test("VE-08 P-12 relative addresses are resolved, addresses at other hosts are left out and named")
  func addresses() throws {
    let found = try read(
      """
      {"version":"2.2.1","endpoints":[
        {"identifier":"credentials","role":"RECEIVER","url":"/ocpi/2.2.1/credentials"},
        {"identifier":"locations","role":"sender","url":"https://acme.example/ocpi/2.2.1/locations"},
        {"identifier":"tokens","role":"RECEIVER","url":"https://evil.example/tokens"},
        {"identifier":"tariffs","role":"SENDER"}, 7,
        {"identifier":"custom","role":"SENDER","url":"https://acme.example/x y"}]}
      """)
    #expect(found.endpoints.map(\.identifier) == [.credentials, .locations])
    #expect(found.endpoints.last?.role == .sender)
    #expect(found.notes.count == 4)
    #expect(found.notes.contains { $0.hasPrefix("tokens was left out: https://evil.example") })
  }

  @Test("VE-06 the credentials endpoint is found whatever its role")
  func credentials() throws {
    let found = try read(
      #"{"endpoints":[{"identifier":"credentials","role":"RECEIVER","url":"https://acme.example/c"}]}"#)
    #expect(found.credentials?.description == "https://acme.example/c")
  }

  @Test("details without a list of endpoints are refused", arguments: ["{}", #"{"endpoints":{}}"#, "[]"])
  func noList(_ text: String) { #expect(throws: RegistrationProblem.self) { try read(text) } }
}
