import BilateralBase
import Testing

@testable import BilateralTerms

/// What a partner file may say of a connection and of ways, where there is none or one of them.
@Suite struct HubRouteTests {
  private func codes(_ route: String, _ more: String = "", id: String = "acme") -> [String] {
    let text =
      "schema = \"bilateral/1\"\nid = \"\(id)\"\nname = \"X\"\n[them]\nroles = [\"NL-ACM:EMSP\"]\n"
      + "[route]\n\(route)\n\(more)\n"
    let (_, findings) = PartnerFile.read(bytes: Array(text.utf8), file: "\(id).toml")
    return findings.map { "\($0.code) \($0.severity) \($0.path ?? "")" }
  }

  @Test(
    "a partner behind a hub needs no connection, and what it says of one has no effect",
    arguments: [
      ("kind = \"hub\"\nhub = \"gireve\"", "", []),
      (
        "kind = \"hub\"\nhub = \"gireve\"", "[connection]\nversions_url = \"https://a.example/versions\"",
        ["BT560 warning connection.versions_url"]
      ),
      (
        "kind = \"hub\"\nhub = \"gireve\"", "[security]\ntls_min = \"1.3\"",
        ["BT560 warning security.tls_min"]
      ),
      (
        "kind = \"direct-with-hub-fallback\"\nhub = \"gireve\"",
        "[connection]\nversions_url = \"https://a.example/versions\"", []
      ),
      (
        "kind = \"hub\"\nhub = \"gireve\"\ncut_over = 2027-01-01T00:00:00Z",
        "[connection]\nversions_url = \"https://a.example/versions\"", []
      ),
    ])
  func connection(route: String, more: String, expected: [String]) {
    #expect(codes(route, more) == expected)
  }

  @Test(
    "what tells two ways apart says nothing where there is one",
    arguments: [
      ("kind = \"hub\"\nhub = \"gireve\"\non_duplicate = \"newest\"", ["BT561 warning route.on_duplicate"]),
      ("kind = \"direct\"\nprecedence = [\"hub\"]", ["BT561 warning route.precedence"]),
      ("kind = \"split\"\nhub = \"gireve\"\non_duplicate = \"newest\"", []),
      ("kind = \"hub\"\nhub = \"acme\"", ["BT562 error route.hub"]),
    ])
  func ways(route: String, expected: [String]) {
    #expect(codes(route) == expected)
  }

  @Test("a hub has a connection of its own")
  func hubOfHub() throws {
    func file(_ id: String, _ role: String, _ route: String) throws -> PartnerFile {
      let text =
        "schema = \"bilateral/1\"\nid = \"\(id)\"\nname = \"X\"\n[them]\nroles = [\"\(role)\"]\n[route]\n\(route)\n"
      return try #require(PartnerFile.read(bytes: Array(text.utf8), file: "\(id).toml").file)
    }
    let files = [
      try file("acme", "NL-ACM:EMSP", "kind = \"hub\"\nhub = \"gireve\""),
      try file("gireve", "FR-GIR:HUB", "kind = \"hub\"\nhub = \"other\""),
      try file("other", "FR-OTH:HUB", ""),
    ]
    let found = Fleet.check(files).filter { $0.severity == .error }.map {
      "\($0.code) \($0.place?.file ?? "")"
    }
    #expect(found == ["BT562 acme.toml"])
  }
}
