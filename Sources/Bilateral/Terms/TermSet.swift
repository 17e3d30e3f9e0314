import BilateralBase

/// The values in force of one file: its own, then the shared defaults, then the built-in ones.
struct TermSet: Sendable {
  let file: String
  let schema: Schema
  private(set) var entries: TermEntries
  let tables: [String: SourcePlace]

  init(_ reader: TermsReader, file: String, defaults: SharedDefaults? = nil) {
    self.file = file
    schema = reader.schema
    tables = reader.tables
    entries = TermEntries(reader.entries, over: [:], tables: tables)
    var stated = reader.entries
    if let defaults { take(defaults, into: &stated) }
    entries = TermEntries(stated, over: schema.builtIns, tables: tables)
    takeToken()
  }

  /// Shared lists of tables count only where the file has none of that list.
  private func take(_ defaults: SharedDefaults, into stated: inout [String: TermEntry]) {
    let own = Set(tables.keys.compactMap(Self.arrayPrefix))
    for (path, entry) in defaults.entries where stated[path] == nil && entries.applies(path) {
      if let prefix = Self.arrayPrefix(path), own.contains(prefix) { continue }
      stated[path] = entry
    }
  }

  /// The only default that depends on another value: the name of the token's secret.
  private mutating func takeToken() {
    let path = "connection.token_a"
    guard entries[path] == nil, let id = text("id"), let reference = SecretReference("secret:\(id)/token-a"),
      let index = schema.fields.firstIndex(where: { $0.path == path })
    else { return }
    entries[path] = TermEntry(
      value: .secret(reference), text: reference.description, place: nil, origin: .builtIn, field: index)
  }

  private static func arrayPrefix(_ path: String) -> String? {
    path.firstIndex(of: "[").map { String(path[..<$0]) }
  }
}

// MARK: - typed access

extension TermSet {
  func text(_ path: String) -> String? {
    if case .text(let text) = entries[path]?.value { text } else { nil }
  }

  func integer(_ path: String) -> Int? {
    if case .integer(let value) = entries[path]?.value { value } else { nil }
  }

  func flag(_ path: String) -> Bool? {
    if case .flag(let value) = entries[path]?.value { value } else { nil }
  }

  func date(_ path: String) -> CivilDate? {
    if case .date(let value) = entries[path]?.value { value } else { nil }
  }

  func duration(_ path: String) -> TermDuration? {
    if case .duration(let value) = entries[path]?.value { value } else { nil }
  }

  func secret(_ path: String) -> SecretReference? {
    if case .secret(let value) = entries[path]?.value { value } else { nil }
  }

  func list(_ path: String) -> [TermValue] {
    if case .list(let values) = entries[path]?.value { values } else { [] }
  }

  func texts(_ path: String) -> [String] {
    list(path).compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  func roles(_ path: String) -> [PartyRole] {
    list(path).compactMap { if case .role(let role) = $0 { role } else { nil } }
  }

  /// How many tables the array of tables at `path` has.
  func count(_ path: String) -> Int {
    var count = 0
    while tables["\(path)[\(count)]"] != nil { count += 1 }
    return count
  }
}

// MARK: - everything in order

extension TermSet {
  /// All values in the order of the field table; the tables of an array stay together.
  var effective: [EffectiveValue] {
    let keyed = entries.map { path, entry in (order: order(path, entry.field), path: path, entry: entry) }
    let sorted = keyed.sorted { a, b in
      a.order == b.order ? a.path < b.path : a.order.lexicographicallyPrecedes(b.order)
    }
    return sorted.map { item in
      EffectiveValue(
        path: item.path, text: item.entry.text, origin: item.entry.origin, place: item.entry.place)
    }
  }

  /// Section by first field of the array, then element numbers, then field.
  private func order(_ path: String, _ field: Int) -> [Int] {
    guard path.contains("[") else { return [field] }
    let pattern = schema.fields[field].path
    let prefix = pattern.prefix { $0 != "[" } + "["
    let first = schema.fields[..<field].lastIndex { !$0.path.hasPrefix(prefix) }.map { $0 + 1 } ?? 0
    let numbers = path.split(whereSeparator: { $0 == "[" || $0 == "]" }).compactMap { Int($0) }
    return [first] + numbers + [field]
  }
}
