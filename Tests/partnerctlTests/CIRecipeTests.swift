import BilateralBase
import Glibc
import Testing

@testable import partnerctl

/// The pipelines of `templates/ci`: each of their commands runs over a fleet in git, as a build service would run it.
@Suite(.timeLimit(.minutes(3))) struct CIRecipeTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  /// A fleet in git with the branch main at its origin and a branch of changes, and a folder of programs before all others.
  private struct Stage {
    let folder = TestFolder()
    var fleet: String { folder.path + "/fleet" }

    init() throws {
      for name in ["partnerctl.toml", "partners/acme.toml", "tariffs/adhoc.json"] {
        try folder.write("fleet/" + name, try #require(readFile("\(root)/docs/example/fleet/\(name)")))
      }
      for (name, words) in [("gh", "cp \"$5\" posted.md"), ("curl", "cp review.md posted.md")] {
        try folder.write("bin/" + name, "#!/bin/sh\necho \"$@\" > \(folder.path)/called\n\(words)\n")
        chmod("\(folder.path)/bin/\(name)", 0o755)
      }
      #expect(symlink(BuiltProgram.path, "\(folder.path)/bin/partnerctl") == 0)
      try git("init", "-q", "-b", "main", ".")
      try commit("first")
      try git("clone", "-q", "--bare", ".", "../origin.git")
      try git("remote", "add", "origin", "../origin.git")
      try git("fetch", "-q", "origin")
      try git("checkout", "-q", "-b", "change")
    }

    func git(_ words: String...) throws {
      let process = try ChildProcess("git", ["-C", fleet] + words, talk: folder.path + "/talk")
      try #require(process.finish().status == 0, "git \(words): \(folder.text("talk") ?? "")")
    }

    func commit(_ message: String) throws {
      try git("add", "-A")
      try git("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-q", "-m", message)
    }

    func change(_ name: String, _ old: String, _ new: String) throws {
      let text = try #require(folder.text("fleet/" + name))
      try #require(text.contains(old))
      try folder.write("fleet/" + name, text.replacing(old, with: new))
    }

    /// Runs a script of a pipeline in the fleet; its exit and what it printed.
    func run(_ script: String, _ shell: String) throws -> (status: Int32, output: String) {
      try folder.write("step.sh", script)
      let variables = [
        "PATH=\(folder.path)/bin:$PATH", "BASE=origin/main", "PULL_REQUEST=7",
        "GITHUB_STEP_SUMMARY=summary.md", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main",
        "CI_API_V4_URL=https://git.example/api/v4", "CI_PROJECT_ID=1", "CI_MERGE_REQUEST_IID=7",
        "REVIEW_TOKEN=secret",
      ]
      let line =
        "cd '\(fleet)' && export \(variables.joined(separator: " ")) && exec \(shell) -e ../step.sh 2>&1"
      let end = try ChildProcess("/bin/sh", ["-c", line]).finish()
      return (end.status, String(decoding: end.output, as: UTF8.self))
    }

    subscript(name: String) -> String { folder.text("fleet/" + name) ?? "" }
  }

  /// A script of a pipeline: the step or the job and section it belongs to, and its lines.
  private struct Script {
    var name: String
    var text: String
  }

  /// The scripts behind a key such as `run` or `script`, block or single line, under the last name before them.
  private static func scripts(_ file: String) throws -> [Script] {
    let lines = try #require(readFile("\(root)/templates/ci/\(file)")).split(
      separator: "\n", omittingEmptySubsequences: false)
    var found: [Script] = []
    var (name, section, place) = ("", "", 0)
    while place < lines.count {
      let line = lines[place]
      let words = line.drop { $0 == " " }
      let indent = line.count - words.count
      place += 1
      if words.hasPrefix("- name: ") { name = String(words.dropFirst(8)) }
      if words.hasPrefix("- uses: ") { name = "" }
      if indent == 0, words.hasSuffix(":"), !words.hasPrefix("#") { name = String(words.dropLast()) }
      if words.hasSuffix(":"), indent > 0 { section = String(words.dropLast()) }
      let isRun = words.hasPrefix("run: ")
      let isItem = words.hasPrefix("- ") && section.hasSuffix("script")
      guard isRun || isItem else { continue }
      let first = String(words.dropFirst(isRun ? 5 : 2))
      let title = isRun ? name : "\(name) \(section)"
      guard first == "|" else {
        found.append(Script(name: title, text: first))
        continue
      }
      let block = lines[place...].prefix { $0.isEmpty || $0.prefix { $0 == " " }.count > indent }
      let margin = block.first.map { $0.prefix { $0 == " " }.count } ?? 0
      found.append(
        Script(name: title, text: block.map { String($0.dropFirst(margin)) }.joined(separator: "\n")))
      place += block.count
    }
    return found
  }

  /// All that a pipeline would run but the installation, in order: exit and output by name.
  private static func run(
    _ file: String, _ shell: String, on stage: Stage
  ) throws -> [(name: String, status: Int32, output: String)] {
    func isInstalling(_ script: Script) -> Bool {
      script.text.contains("apt-get") || script.text.contains("$BILATERAL_DEB")
    }
    return try scripts(file).filter { !isInstalling($0) }.map { script in
      let end = try stage.run(script.text, shell)
      return (script.name, end.status, end.output)
    }
  }

  private static func status(_ ends: [(name: String, status: Int32, output: String)]) -> [String] {
    ends.map { "\($0.name): \($0.status)" }
  }

  @Test func `a sound change on GitHub is reviewed in words and money, and posted`() throws {
    let stage = try Stage()
    try stage.change("partners/acme.toml", "8 %", "12 %")
    let acme = stage["partners/acme.toml"]
    try stage.folder.write(
      "fleet/partners/blue.toml",
      acme.replacing("acme", with: "blue").replacing("ACME Mobility B.V.", with: "Blue")
        .replacing("NL-ACM", with: "FR-BLU"))
    try stage.commit("change")
    let ends = try Self.run("github.yml", "bash", on: stage)
    #expect(
      Self.status(ends) == ["Validate: 0", "Layout: 0", "Findings as SARIF: 0", "Review: 0", "Comment: 0"],
      "\(ends)")
    let review = stage["review.md"]
    for words in ["from 8 % to 12 %", "## New: `partners/blue.toml`"] {
      #expect(review.contains(words), "\(review)")
    }
    #expect(stage["posted.md"] == review && stage["summary.md"] == review)
    #expect(stage.folder.text("called")?.hasPrefix("pr comment 7 --body-file review.md") == true)
    let sarif = try JSON.parse(Array(stage["findings.sarif"].utf8))
    #expect(sarif["runs"]?[0]?["results"]?.elements == [])
  }

  @Test func `a wrong key stands at its file and line, for GitHub, as SARIF and in GitLab's log`() throws {
    let stage = try Stage()
    try stage.change("partners/acme.toml", "discount = ", "discout = ")
    try stage.commit("change")
    let line = stage["partners/acme.toml"].split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.hasPrefix("discout") }.map { $0 + 1 }
    let number = try #require(line)
    let ends = try Self.run("github.yml", "bash", on: stage)
    let validate = try #require(ends.first { $0.name == "Validate" })
    #expect(validate.status == 1)
    #expect(validate.output.contains("::error title=BT102,file=partners/acme.toml,line=\(number),col=1::"))
    #expect(ends.first { $0.name == "Findings as SARIF" }?.status == 0)
    let result = try JSON.parse(Array(stage["findings.sarif"].utf8))["runs"]?[0]?["results"]?[0]
    let place = result?["locations"]?[0]?["physicalLocation"]
    #expect(place?["artifactLocation"]?["uri"]?.string == "partners/acme.toml")
    #expect(place?["region"]?["startLine"]?.int == number)
    let lab = try Self.run("gitlab.yml", "sh", on: stage)
    let said = try #require(lab.first { $0.output.contains("partners/acme.toml:\(number)") })
    #expect(said.name == "fleet validate script" && said.status == 1)
  }

  @Test func `a price list, a file that goes and a quiet change are told on GitLab too`() throws {
    let stage = try Stage()
    try stage.change("tariffs/adhoc.json", "0.59", "0.61")
    try stage.commit("change")
    var ends = try Self.run("gitlab.yml", "sh", on: stage)
    #expect(ends.allSatisfy { $0.status == 0 } && ends.count == 6, "\(ends)")
    #expect(stage["review.md"].contains("ACME Mobility B.V."), "\(stage["review.md"])")
    #expect(stage["posted.md"] == stage["review.md"])
    #expect(stage.folder.text("called")?.contains("/projects/1/merge_requests/7/notes") == true)
    try stage.git("reset", "-q", "--hard", "main")
    try stage.git("rm", "-q", "partners/acme.toml")
    try stage.commit("gone")
    ends = try Self.run("gitlab.yml", "sh", on: stage)
    #expect(ends.allSatisfy { $0.status == 0 }, "\(ends)")
    #expect(stage["review.md"].contains("## Gone: `partners/acme.toml`"))
    try stage.git("reset", "-q", "--hard", "main")
    try stage.folder.write("fleet/README.md", "Our partners.\n")
    try stage.commit("words")
    ends = try Self.run("gitlab.yml", "sh", on: stage)
    #expect(ends.allSatisfy { $0.status == 0 }, "\(ends)")
    #expect(stage["review.md"] == "No partner's terms change.\n")
  }

  @Test func `a change that a guard refuses fails the review, which is written all the same`() throws {
    let stage = try Stage()
    try stage.change("tariffs/adhoc.json", "0.59", "5.90")
    try stage.commit("change")
    let review = try #require(try Self.run("github.yml", "bash", on: stage).first { $0.name == "Review" })
    #expect(review.status == 1, "\(review.output)")
    #expect(stage["review.md"].contains("✖"), "\(stage["review.md"])")
    #expect(stage["posted.md"] == stage["review.md"])
  }
}
