import Testing

/// docs/security.md accounts for every requirement of security.
@Suite struct SecurityConformanceTests {
  private static let page = RequirementPage(
    .security, page: "docs/security.md", text: { $0.securityPage })

  @Test func `every requirement of security has a test, and every S-id of a test is a requirement`() throws {
    let table = try Self.page.table()
    #expect(table.register.problems == [])
    #expect(table.register.requirements.count == 40)
    #expect(table.strangers == [], "tests name requirements that do not exist")
    #expect(table.register.requirements.allSatisfy { $0.excuse == nil }, "there is no excuse")
    #expect(table.open.map(\.id) == [])
  }

  @Test func `docs/security.md is the page of register and tests`() throws {
    #expect(try Self.page.isCurrent(), "make docs writes it anew")
  }

  @Test func `every source that SECURITY.md names is there`() throws {
    let text = try Self.page.read("SECURITY.md")
    let names = text.matches(of: /`([A-Z][A-Za-z]*\/[A-Za-z\/+]*\.swift)`/).map { String($0.1) }
    #expect(names.count > 8)
    for name in names {
      #expect(throws: Never.self, "\(name)") { try Self.page.read("Sources/Bilateral/\(name)") }
    }
  }

  @Test func `a test is found by its id wherever that stands, and unknown ones are told`() {
    let register = RequirementRegister(
      parsing: Array("[S]\ntitle = \"S\"\nS-01 = { title = \"a\", threat = \"b\", does = \"c\" }\n".utf8),
      as: .security)
    #expect(register.problems == [])
    let names = ["TR-01 S-01 one", "one, S-01 and two", "S-02 three", "TR-99 four"]
    let table = ConformanceTable(
      register, tests: names.map { NamedTest(file: "Tests/R/ATests.swift", name: $0) })
    #expect(table.tests(of: register.requirements[0]).count == 2)
    #expect(table.strangers.map { $0.prefix(5) } == ["S-02:"])
    #expect(table.securityPage.contains("## S-01 a\n\nAgainst: b.\n\nWhat is done: c.\n\n- one ([ATests]("))
    let bare = RequirementRegister(parsing: Array("[S]\nS-01 = { title = \"a\" }\n".utf8), as: .security)
    #expect(bare.problems.count == 1)
  }
}
