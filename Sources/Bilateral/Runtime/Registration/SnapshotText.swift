import BilateralTerms

/// The text of a snapshot: a partner file, and below marks the shared defaults and the groups it was read with.
package struct SnapshotText: Hashable, Sendable {
  /// The partner file.
  package var file: String
  /// The shared defaults, if there were such.
  package var defaults: String?
  /// The groups that the file names, by name.
  package var groups: [String: String]

  /// A text of its parts.
  package init(file: String, defaults: String? = nil, groups: [String: String] = [:]) {
    self.file = file
    self.defaults = defaults
    self.groups = groups
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
    return text
  }

  private mutating func take(_ lines: [Substring], _ name: String?) {
    let part = lines.joined(separator: "\n")
    switch name {
    case nil: file = part
    case SnapshotMark.defaults: defaults = part
    case let name?: groups[String(name.dropFirst("groups/".count).dropLast(".toml".count))] = part
    }
  }
}
