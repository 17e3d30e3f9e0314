extension ConformanceTable {
  /// The text of `docs/conformance.md`.
  var page: String {
    ([head, summary] + register.areas.map(section)).joined(separator: "\n\n") + "\n"
  }

  private var head: String {
    """
    # Conformance

    What OCPI asks, and the tests that hold it: each would fail if we stopped doing it. The requirements and their
    wording are ours, in `docs/requirements.toml`; the tests are found by the ids in their names. This page is made by
    `make docs`; a test fails when it is stale, when a requirement has neither test nor reason, and when a test names
    one that does not exist.

    Versions: 2.2.1+ is 2.2.1 and 2.3.0; 2.3.0-pay and 2.3.0-book are editions of 2.3.0. Levels: MUST and SHOULD as the
    specification means them; ADVISED is not in its text but learned from practice.
    """
  }

  private var summary: String {
    let rows = register.areas.map { row("[\($0.title)](#\(anchor($0)))", $0.requirements) }
    return
      ([
        "| area | requirements | held by tests | not applicable | not built yet | open |",
        "|---|---|---|---|---|---|",
      ]
      + rows + [row("all", register.requirements)]).joined(separator: "\n")
  }

  private func anchor(_ area: RequirementArea) -> String {
    area.title.lowercased().split(separator: " ").joined(separator: "-")
  }

  private func row(_ name: String, _ requirements: [Requirement]) -> String {
    let held = requirements.filter { !tests(of: $0).isEmpty }
    let rest = requirements.filter { tests(of: $0).isEmpty }
    let later = rest.filter { $0.excuse == .notBuilt }
    let open = rest.filter { $0.excuse == nil }
    let counts = [requirements, held, rest, later, open].map(\.count)
    let never = counts[2] - counts[3] - counts[4]
    return "| \(name) | \(counts[0]) | \(counts[1]) | \(never) | \(counts[3]) | \(counts[4]) |"
  }

  private func section(_ area: RequirementArea) -> String {
    (["## \(area.title)", "", "| id | versions | level | requirement | held by |", "|---|---|---|---|---|"]
      + area.requirements.map {
        "| \(([$0.id] + $0.cells + [evidence($0)]).joined(separator: " | ")) |"
      })
      .joined(separator: "\n")
  }

  private func evidence(_ requirement: Requirement) -> String {
    let tests = tests(of: requirement)
    guard tests.isEmpty else { return tests.map(line).joined(separator: "<br>") }
    return switch requirement.excuse {
    case .notApplicable(let reason): "not applicable: \(reason)"
    case .notBuilt: "not built yet"
    case nil: "open"
    }
  }

  /// A test as a page tells it: its sentence, and its suite, which is named as its file.
  func line(_ test: NamedTest) -> String {
    let file = test.file.split(separator: "/").last.map { $0.prefix { $0 != "." } } ?? ""
    let words = test.sentence.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    return "\(words) ([\(file)](../\(test.file)))"
  }
}
