import BilateralBase

/// The line that parts the texts which are kept together when terms are applied, such as
/// `# ==== groups/north.toml ====`.
///
/// A file that holds such a line itself would be split there when it is read back, so it is refused.
package enum SnapshotMark {
  /// The shared defaults, as a mark calls them.
  package static let defaults = "partners/defaults.toml"
  /// The hashes of the price lists, as a mark calls them.
  package static let lists = "tariffs/*"

  /// The mark with the line ends around it.
  package static func text(_ name: String) -> String { "\n# ==== \(name) ====\n" }

  /// The file that a line announces; nil for any other line.
  package static func name(in line: Substring) -> String? {
    guard line.hasPrefix("# ==== "), line.hasSuffix(" ===="), line.utf8.count > 12 else { return nil }
    let name = String(line.dropFirst(7).dropLast(5))
    let isPart =
      name == defaults || name == lists || (name.hasPrefix("groups/") && name.hasSuffix(".toml"))
    return isPart ? name : nil
  }

  /// A finding for each such line of a file.
  static func findings(in bytes: [UInt8], file: String) -> [Diagnostic] {
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { index, line in
      guard let name = name(in: line) else { return nil }
      return Diagnostic(
        .error, FindingCode.snapshotMark.id, "the line would be taken for the beginning of \(name)",
        help: "remove the line, or write the comment in other words",
        place: SourcePlace(file: file, line: index + 1, column: 1))
    }
  }
}
