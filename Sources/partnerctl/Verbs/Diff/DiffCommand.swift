import BilateralBase
import BilateralTerms

extension Command {
  /// `diff`: what two versions of the terms say differently.
  static let diff = Command(
    group: .file, name: "diff", summary: "what two versions of the terms say differently",
    about:
      "With one partner or none: what is in force against the files. With two versions: those. A version is a "
      + "partner's id (its file), a file, REF:FILE or REF:ID (git), or applied:ID (in force). Rules are matched by "
      + "id, so moving one changes nothing but the order in which they are tried.",
    positionals: [
      .init(
        name: "A", optional: true, repeats: true, summary: "a version; with a second one, the older of both")
    ],
    flags: [Flag("detailed-exitcode", says: "exit 2 when anything differs")],
    examples: [
      .init(line: "partnerctl diff acme", says: "what apply would bring into force"),
      .init(line: "partnerctl diff main:partners/acme.toml", says: "this branch against main"),
      .init(line: "partnerctl diff old.toml new.toml --json", says: "two files, for a program"),
    ],
    exits: [.done, .changes, .badInput, .missing, .conflict],
    run: { (invocation) async throws(Failure) in try await DiffCommand(invocation: invocation).run() })
}

/// Compares versions of partner files.
struct DiffCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Two versions of one partner's terms, and how they differ.
  struct Comparison: Sendable {
    let older: TermsVersion
    let newer: TermsVersion
    /// Every value that differs, by its path with the rules' ids.
    let differences: [TermDifference]
    /// The same in sentences.
    let sentences: [String]

    init(_ older: TermsVersion, _ newer: TermsVersion) {
      self.older = older
      self.newer = newer
      differences = newer.file.map { TermDifference.between(older.file, $0) } ?? []
      sentences = ChangeWords(from: older.file, to: newer.file).sentences(differences)
    }
  }

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let comparisons = try await comparisons(try TermsVersions(invocation))
    DiffView(invocation: invocation).show(comparisons)
    let differs = comparisons.contains { !$0.differences.isEmpty }
    return differs && invocation.arguments.has("detailed-exitcode") ? .changes : .done
  }

  private func comparisons(_ versions: TermsVersions) async throws(Failure) -> [Comparison] {
    let words = invocation.arguments.positionals
    switch words.count {
    case 0:
      var all: [Comparison] = []
      for id in try versions.folder().partnerIDs { all.append(try await pending(id, versions)) }
      return all
    case 1: return [try await single(words[0], versions)]
    case 2: return [Comparison(try await versions.version(words[0]), try await versions.version(words[1]))]
    default: throw .usage("diff compares two versions", help: "name one or two of them", verb: "diff")
    }
  }

  /// In force against the file; `REF:FILE` against that file; a partner's file against what is in force.
  private func single(_ word: String, _ versions: TermsVersions) async throws(Failure) -> Comparison {
    let isFile = FileSystem.kind(invocation.console.absolute(word)) == .file
    if !isFile, let colon = word.firstIndex(of: ":") {
      let name = String(word[word.index(after: colon)...])
      return Comparison(try await versions.version(word), try versions.onDisk(name))
    }
    let newer = try versions.onDisk(word)
    return Comparison(try await versions.applied(newer.file?.id ?? word), newer)
  }

  private func pending(_ id: String, _ versions: TermsVersions) async throws(Failure) -> Comparison {
    Comparison(try await versions.applied(id), try versions.onDisk(id))
  }
}
