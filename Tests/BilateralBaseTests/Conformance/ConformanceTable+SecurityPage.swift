extension ConformanceTable {
  /// The text of `docs/security.md`.
  var securityPage: String {
    ([securityHead] + register.requirements.map(section)).joined(separator: "\n\n") + "\n"
  }

  private var securityHead: String {
    """
    # Security requirements

    What must hold against those who mean harm, by mistake or on purpose: against what, what Bilateral does about it, and
    the tests that hold it, each of which would fail if we stopped doing it. The wording stands in `docs/security.toml`;
    the tests are found by the ids in their names. This page is made by `make docs`; a test fails when it is stale, when a
    requirement has no test, and when a test names one that does not exist. How to report a weakness: [SECURITY.md](../SECURITY.md).
    """
  }

  private func section(_ requirement: Requirement) -> String {
    let (title, threat, does) = (requirement.cells[0], requirement.cells[1], requirement.cells[2])
    let tests = tests(of: requirement).map { "- \(line($0))" }
    return """
      ## \(requirement.id) \(title)

      Against: \(threat).

      What is done: \(does).

      \((tests.isEmpty ? ["- open"] : tests).joined(separator: "\n"))
      """
  }
}
