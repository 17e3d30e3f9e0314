import Bilateral
import BilateralNet
import Testing

@Suite struct LinkHeaderTests {
  @Test(
    "TR-35 P-42 the next link is found in every form of the header",
    arguments: [
      ("<https://p/l?offset=50>; rel=\"next\"", "https://p/l?offset=50"),
      ("<https://p/l?a=1,2;3>; rel=next", "https://p/l?a=1,2;3"),
      ("<https://p/1>; rel=\"prev\", <https://p/2>; rel=\"next\"", "https://p/2"),
      ("<https://p/2>;title=\"a, b; c\";REL=\"last next\"", "https://p/2"),
      ("</relative?x=1>; rel=\"next\"", "/relative?x=1"),
    ])
  func finds(_ header: String, _ target: String) { #expect(LinkHeader.next(in: header) == target) }

  @Test(
    "a header without a next relation, or without brackets, has none",
    arguments: [
      "<https://p/1>; rel=\"prev\"", "https://p/2; rel=\"next\"", "", "<>", "<https://p/1>; rel", ";,;,",
    ])
  func findsNone(_ header: String) { #expect(LinkHeader.next(in: header) == nil) }
}

@Suite struct PartnerOriginTests {
  let page = try? HTTPURL("https://p.example/ocpi/2.2.1/locations?offset=0")
  let origin = PartnerOrigin([try? HTTPURL("https://p.example/ocpi/versions")].compactMap { $0 })

  private func judge(_ reference: String?) throws -> Crawl.NextLink {
    origin.judge(reference, at: try #require(page))
  }

  @Test(
    "S-15 a link to another host is foreign, and so is a look-alike",
    arguments: [
      "https://evil.example/l", "https://p.example.evil.example/l", "https://p.examplе/l", "//evil.example/l",
    ])
  func foreign(_ reference: String) throws {
    switch try judge(reference) {
    case .foreign, .malformed: break
    case .none, .url: Issue.record("\(reference) was taken for the partner's")
    }
  }

  @Test("P-42 a relative link is resolved, a link with another scheme or port of the same host is put right")
  func own() throws {
    #expect(try judge("?offset=50") == .url("https://p.example/ocpi/2.2.1/locations?offset=50"))
    #expect(try judge("http://p.example/l?offset=50") == .url("https://p.example/l?offset=50"))
    #expect(try judge("https://p.example:8080/l") == .url("https://p.example/l"))
    #expect(try judge(nil) == .none)
  }
}
