/// Files of a git repository as they were at a branch, tag or commit.
struct GitText {
  private let folder: String
  private let ref: String

  /// Reads at `ref` in the repository around `folder`; `nil` for a word that could be taken for a flag.
  init?(folder: String, ref: String) {
    guard !ref.isEmpty, !ref.hasPrefix("-"), !ref.contains(where: { $0.isWhitespace || $0 == ":" }) else {
      return nil
    }
    self.folder = folder
    self.ref = ref
  }

  /// The text of a file, named from the folder on or from the repository's root; `nil` when there is none.
  func text(_ path: String) -> String? { output(["cat-file", "blob"], path) }

  /// The names in a folder.
  func names(in path: String) -> [String] {
    let lines = output(["ls-tree", "--name-only"], path) ?? ""
    return lines.split(separator: "\n").compactMap { $0.split(separator: "/").last.map { String($0) } }
  }

  private func output(_ words: [String], _ path: String) -> String? {
    for spelling in ["\(ref):./\(path)", "\(ref):\(path)"] {
      guard let git = try? ChildProcess("git", ["-C", folder] + words + [spelling]),
        let result = try? git.finish(), result.status == 0
      else { continue }
      return String(decoding: result.output, as: UTF8.self)
    }
    return nil
  }
}
