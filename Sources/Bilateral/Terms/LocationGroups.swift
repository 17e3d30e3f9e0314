package import BilateralBase

/// All group files of a fleet, or those that were put into force with a partner's terms.
package struct LocationGroups: Hashable, Sendable {
  private var groups: [String: LocationGroup] = [:]
  /// The texts of the groups that could be read, by name, as they are kept when terms are applied.
  package private(set) var texts: [String: String] = [:]
  /// Names of files with errors of their own, so that references to them are not held against partner files.
  package private(set) var unreadable: Set<String> = []

  /// No groups.
  package init() {}

  /// Groups of texts that were read before.
  package init(texts: [String: String]) {
    for (name, text) in texts { _ = add("groups/\(name).toml", bytes: Array(text.utf8)) }
  }

  /// The group of a name.
  package subscript(name: String) -> LocationGroup? { groups[name] }

  /// The names of all groups that can be used, sorted.
  package var names: [String] { groups.keys.sorted() }

  /// Whether the fleet has no group file at all.
  package var isEmpty: Bool { groups.isEmpty && unreadable.isEmpty }

  /// Reads one more file; the findings are the file's.
  package mutating func add(_ file: String, bytes: [UInt8]) -> [Diagnostic] {
    let (group, findings) = LocationGroup.read(bytes: bytes, file: file)
    guard let group else {
      unreadable.insert(String((file.split(separator: "/").last ?? "").dropLast(5)))
      return findings
    }
    groups[group.name] = group
    texts[group.name] = String(decoding: bytes, as: UTF8.self)
    return findings
  }

  /// The texts of the groups that a partner file names.
  package func texts(for file: PartnerFile) -> [String: String] {
    let named = Set(file.groupReferences.map(\.name))
    return texts.filter { named.contains($0.key) }
  }
}

/// One place where a partner file names a group of locations.
package struct GroupReference: Hashable, Sendable {
  /// The name.
  package let name: String
  /// The path of the list, such as `share.groups`.
  package let path: String
  /// Where the name is written.
  package let place: SourcePlace?
}

extension PartnerFile {
  /// Every mention of a group of locations, in reading order.
  package var groupReferences: [GroupReference] {
    var found: [GroupReference] = []
    for (path, entry) in terms.entries where Self.groupFields.contains(terms.schema.fields[entry.field].path)
    {
      let names =
        path.hasPrefix(Self.routeByGroup)
        ? [path.dropFirst(Self.routeByGroup.utf8.count).trimmingQuotes]
        : terms.texts(path).isEmpty ? [terms.text(path)].compactMap { $0 } : terms.texts(path)
      for (position, name) in names.enumerated() {
        let place = position < entry.items.count ? entry.items[position] : entry.place
        found.append(GroupReference(name: name, path: path, place: place))
      }
    }
    return found.sorted { a, b in
      guard let first = a.place, let second = b.place, first != second else { return a.path < b.path }
      return first < second
    }
  }

  private static let routeByGroup = "route.per_group."

  private static let groupFields: Set<String> = Set(
    ["share.groups", "share.exclude_groups", routeByGroup + "*"]
      + ["sell", "buy", "retail"].flatMap { side in
        ["rule[].when.groups", "rule[].when.exclude_groups", "test_sessions[].group"].map {
          "pricing.\(side).\($0)"
        }
      })
}
