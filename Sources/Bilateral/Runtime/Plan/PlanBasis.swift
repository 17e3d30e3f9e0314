package import BilateralBase
import BilateralCrypto

/// What a plan was made from; when any of it is another, the plan is stale.
package struct PlanBasis: Hashable, Sendable {
  /// SHA-256 of each file that the plan read, by its path in the fleet folder.
  package var files: [String: String]
  /// SHA-256 of the snapshot that was in force; nil when nothing was ever applied.
  package var applied: String?

  /// A basis of its parts.
  package init(files: [String: String], applied: String?) {
    self.files = files
    self.applied = applied
  }

  /// The basis of a partner's files as they are on disk, over what is in force.
  init(_ entry: PartnerFolder.Entry, in fleet: LoadedFleet, applied: [UInt8]?) {
    func hash(_ text: String) -> String { Hex.encode(SHA256.hash(text)) }
    files = fleet.lists.named(by: entry.file).hashes
    files[entry.file.file] = fleet.texts[entry.file.id].map(hash)
    if let defaults = fleet.defaults { files["partners/defaults.toml"] = hash(defaults) }
    for (name, text) in fleet.groups.texts(for: entry.file) { files["groups/\(name).toml"] = hash(text) }
    self.applied = applied.map { Hex.encode($0) }
  }

  /// What differs from what is there now, as a sentence; nil when nothing does.
  package func staleness(against now: PlanBasis) -> String? {
    if applied != now.applied { return "other terms were put into force" }
    let names = Set(files.keys).union(now.files.keys).sorted()
    guard let name = names.first(where: { files[$0] != now.files[$0] }) else { return nil }
    guard files[name] != nil else { return "\(name) is new" }
    return now.files[name] == nil ? "\(name) is gone" : "\(name) was edited"
  }
}

extension PlanBasis {
  /// Reads `{"applied":…,"files":{…}}`.
  init?(_ json: JSON?) {
    guard let members = json?["files"]?.members else { return nil }
    files = [:]
    for member in members { files[member.name] = member.value.string }
    applied = json?["applied"]?.string
  }

  /// As plans are written.
  package var json: JSON {
    let files = files.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) }
    return ["applied": applied.map { .string($0) } ?? .null, "files": .object(files)]
  }
}
