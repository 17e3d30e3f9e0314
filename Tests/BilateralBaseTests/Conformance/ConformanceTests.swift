import Testing

/// docs/conformance.md accounts for every requirement of OCPI.
@Suite struct ConformanceTests {
  private static let page = RequirementPage(.ocpi, page: "docs/conformance.md", text: { $0.page })

  @Test func `every requirement has tests or a reason, and every id of a test is a requirement`() throws {
    let table = try Self.page.table()
    #expect(table.register.problems == [])
    #expect(table.register.requirements.count == 355)
    #expect(table.strangers == [], "tests name requirements that do not exist")
    #expect(
      table.excusedInVain.map(\.id) == [], "there is a test: take the excuse out of docs/requirements.toml")
    let excuses = table.register.requirements.compactMap(\.excuse)
    #expect(excuses.count { $0 == .notBuilt } <= 34)
    #expect(excuses.count { $0 != .notBuilt } <= 15)
    let open = table.open.map(\.id)
    if table.register.isStrict { #expect(open == []) }
    print("requirements without test:", open.count, open.joined(separator: " "))
  }

  @Test func `docs/conformance.md is the page of register and tests`() throws {
    let isCurrent = try Self.page.isCurrent()
    if try Self.page.table().register.isStrict {
      #expect(isCurrent, "make docs writes it anew")
    } else if !isCurrent {
      print("docs/conformance.md is stale: make docs writes it anew")
    }
  }

  @Test func `ids are found in literals and identifiers, and strangers are told`() {
    let source = #"""
      &Test("TR-01 S-15 a \"quoted\" | name, CR-99 too") func a() {}
      &Test(
        "ruling 3, TR-02: on the next line", arguments: [1])
      func b() {}
      &Test func `ZZ-07 CET-25 in backticks`() {}
      &Test(
        """
        TR-01 TR-02 over \
        two lines
        """)
      func d() {}
      &Test("no id") func c() {}
      """#.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "@")
    let tests = NamedTest.names(in: source).map { NamedTest(file: "Tests/Room/ATests.swift", name: $0) }
    #expect(
      tests.map(\.sentence) == [
        "a \"quoted\" | name, CR-99 too", "ruling 3, TR-02: on the next line", "in backticks",
        "over two lines", "no id",
      ])
    let register = RequirementRegister(parsing: Array(Self.small.utf8))
    #expect(register.problems == [])
    let table = ConformanceTable(register, tests: tests)
    #expect(table.open.map(\.id) == ["TR-03"])
    #expect(table.strangers.map { $0.prefix(6) } == ["CR-99:", "CET-25", "ZZ-07:"])
    #expect(table.excusedInVain.map(\.id) == [])
    #expect(table.page.contains("(#transport) | 4 | 2 | 1 | 0 | 1 |"))
    #expect(table.page.contains("a \"quoted\" \\| name, CR-99 too ([ATests](../Tests/Room/ATests.swift))"))
  }

  @Test(
    "a line of the register that cannot be is told",
    arguments: [
      #"TR-02 = { versions = "all", level = "MUST", title = "a" }"#,
      #"TR-01 = { versions = "2.4", level = "MUST", title = "a" }"#,
      #"TR-01 = { versions = "all", level = "MAY", title = "a" }"#,
      #"TR-01 = { versions = "all", level = "MUST" }"#,
      #"TR-01 = { versions = "all", level = "MUST", title = "a", not_built = true }"#,
    ])
  func badLine(_ line: String) {
    #expect(RequirementRegister(parsing: Array("[TR]\ntitle = \"T\"\n\(line)\n".utf8)).problems.count == 1)
  }

  private static let small = """
    strict = true
    [TR]
    title = "Transport"
    TR-01 = { versions = "all", level = "MUST", title = "a" }
    TR-02 = { versions = "all", level = "MUST", title = "b" }
    TR-03 = { versions = "all", level = "MUST", title = "c" }
    TR-04 = { versions = "all", level = "MUST", title = "d", not_applicable = "for a reason" }
    [CR]
    title = "Credentials"
    CR-01 = { versions = "all", level = "MUST", title = "e", not_applicable = "so" }
    """
}
