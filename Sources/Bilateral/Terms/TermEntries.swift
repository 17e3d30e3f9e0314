import BilateralBase

/// The values in force by path: what is written somewhere, and beneath it the built-in defaults.
///
/// Of the defaults there is one copy for all files: hundreds of values a file, of which a partner states a dozen.
struct TermEntries: Sendable, Sequence {
  typealias Element = (key: String, value: TermEntry)

  private var stated: [String: TermEntry]
  private let builtIn: [String: TermEntry]
  private let tables: [String: SourcePlace]

  /// Makes them.
  ///
  /// - Parameters:
  ///   - stated: what files say.
  ///   - builtIn: the defaults of the field table.
  ///   - tables: the tables of the file.
  init(_ stated: [String: TermEntry], over builtIn: [String: TermEntry], tables: [String: SourcePlace]) {
    (self.stated, self.builtIn, self.tables) = (stated, builtIn, tables)
  }

  /// The value at a path; what is set is as if it were written.
  subscript(path: String) -> TermEntry? {
    get { stated[path] ?? builtIn[path].flatMap { applies(path) ? $0 : nil } }
    set { stated[path] = newValue }
  }

  /// A default never starts a pricing block that the file does not have: no block, no prices (ruling 15).
  func applies(_ path: String) -> Bool {
    guard path.hasPrefix("pricing.") else { return true }
    let block = path.split(separator: ".").prefix(2).joined(separator: ".")
    return tables[block] != nil
  }

  /// What stands below a path, such as in a table with keys of any name; no copy of all the rest is made.
  func below(_ path: String) -> [Element] {
    let prefix = path + "."
    let written = stated.keys.filter { $0.hasPrefix(prefix) }
    let beneath = builtIn.keys.filter { $0.hasPrefix(prefix) && stated[$0] == nil && applies($0) }
    return (written + beneath).compactMap { path in self[path].map { (key: path, value: $0) } }
  }

  /// All paths.
  var keys: [String] { map(\.key) }

  func makeIterator() -> Array<Element>.Iterator {
    let beneath = builtIn.filter { stated[$0.key] == nil && applies($0.key) }
    return (stated.map { (key: $0.key, value: $0.value) } + beneath.map { (key: $0.key, value: $0.value) })
      .makeIterator()
  }
}
