import BilateralTerms

/// The text of a snapshot: a partner file, and below marks the shared defaults and the groups it was read with, and the
/// hashes of the price lists.
package struct SnapshotText: Hashable, Sendable {
  /// The partner file.
  package var file: String
  /// The shared defaults, if there were such.
  package var defaults: String?
  /// The groups that the file names, by name.
  package var groups: [String: String]

  /// The hashes of the price lists it was applied with, by file name; nil for a snapshot that names none because it
  /// is older than that: its lists are read from the folder.
  package var lists: [String: String]?

  /// A text of its parts.
  package init(
    file: String, defaults: String? = nil, groups: [String: String] = [:], lists: [String: String]? = nil
  ) {
    self.file = file
    self.defaults = defaults
    self.groups = groups
    self.lists = lists
  }

  /// The parts of a stored text.
  package init(_ stored: String) {
    self.init(file: "")
    var name: String?
    var part: [Substring] = []
    for line in stored.split(separator: "\n", omittingEmptySubsequences: false) {
      if let next = SnapshotMark.name(in: line) {
        take(part, name)
        (name, part) = (next, [])
      } else {
        part.append(line)
      }
    }
    take(part, name)
  }

  /// The one text that is stored.
  package var text: String {
    var text = file
    if let defaults { text += SnapshotMark.text(SnapshotMark.defaults) + defaults }
    for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
      text += SnapshotMark.text("groups/\(name).toml") + group
    }
    guard let lists else { return text }
    let lines = lists.sorted { $0.key < $1.key }.map { "# \($0.value) \($0.key)" }
    return text + SnapshotMark.text(SnapshotMark.lists) + lines.joined(separator: "\n")
  }

  /// Whether a stored text names its price lists; older ones do not.
  static func namesLists(_ stored: String) -> Bool {
    stored.contains(SnapshotMark.text(SnapshotMark.lists))
  }

  private mutating func take(_ lines: [Substring], _ name: String?) {
    let part = lines.joined(separator: "\n")
    switch name {
    case nil: file = part
    case SnapshotMark.defaults: defaults = part
    case SnapshotMark.lists: lists = Self.hashes(lines)
    case let name?: groups[String(name.dropFirst("groups/".count).dropLast(".toml".count))] = part
    }
  }

  private static func hashes(_ lines: [Substring]) -> [String: String] {
    var found: [String: String] = [:]
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 2)
      if words.count == 3 { found[String(words[2])] = String(words[1]) }
    }
    return found
  }
}
