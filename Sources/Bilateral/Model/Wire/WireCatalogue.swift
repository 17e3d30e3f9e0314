import BilateralBase

/// Every object and every list of words of OCPI that we know, as their field lists say it: what `partnerctl schema`
/// prints and docs/versions.md is made of.
package struct WireCatalogue: Sendable {
  /// One field through the versions.
  package struct Row: Sendable, Hashable {
    /// The name in the newest version that knows it.
    package let name: String
    /// The field as each version has it; absent where it does not know the field.
    package fileprivate(set) var versions: [OCPIVersion: WireDescriber.Field]

    /// Whether all of `wanted` have it alike.
    package func isAlike(in wanted: [OCPIVersion]) -> Bool {
      let seen = wanted.map { versions[$0].map { [$0.name, $0.type, $0.cardinality] } }
      return seen.allSatisfy { $0 != nil && $0 == seen.first }
    }
  }

  /// An object and its fields.
  package struct Object: Sendable {
    package let name: String
    /// The modules or messages that are made of it, as `inspect` names them.
    package fileprivate(set) var modules: [String]
    /// The versions that have it.
    package let versions: [OCPIVersion]
    package let rows: [Row]
  }

  /// A list of words.
  package struct Words: Sendable {
    package let name: String
    package let spellings: [Spelling]
    /// The first version in which other words may stand there.
    package let openSince: OCPIVersion?
  }

  /// What modules exchange first, then what that is made of.
  package private(set) var objects: [Object] = []
  package private(set) var words: [Words] = []

  /// Everything that the modules exchange, and what it is made of.
  package static let all = WireCatalogue(Inspection.types)

  private var seen: Set<String> = []

  init(_ roots: [(module: String, type: any WireValue.Type)]) {
    for (module, type) in roots {
      if let place = objects.firstIndex(where: { $0.name == type.wireType }) {
        objects[place].modules.append(module)
      } else {
        add(type, module: module)
      }
    }
    var place = 0
    while place < waiting.count {
      add(waiting[place], module: nil)
      place += 1
    }
    words.sort { $0.name < $1.name }
  }

  /// What was met within other objects.
  private var waiting: [any WireValue.Type] = []

  private mutating func add(_ type: any WireValue.Type, module: String?) {
    guard seen.insert(type.wireType).inserted else { return }
    if let list = type as? any WireEnum.Type {
      words.append(Words(name: type.wireType, spellings: list.known, openSince: list.openSince))
    } else if let object = type as? any WireObject.Type {
      add(object, module: module)
    }
  }

  private mutating func add(_ type: any WireObject.Type, module: String?) {
    let versions = OCPIVersion.allCases.filter { $0 >= type.since }
    var rows: [Row] = []
    for version in versions.reversed() {
      var describer = WireDescriber(version: version)
      type.describe(&describer)
      waiting += describer.types
      for field in describer.fields {
        if let place = rows.firstIndex(where: { $0.name == field.newestName }) {
          rows[place].versions[version] = field
        } else {
          rows.append(Row(name: field.newestName, versions: [version: field]))
        }
      }
    }
    objects.append(
      Object(name: type.wireType, modules: module.map { [$0] } ?? [], versions: versions, rows: rows))
  }

  /// The objects that a name means: a module, an object, or a list of words; with everything that they are made of.
  ///
  /// - Parameters:
  ///   - name: as it was typed.
  ///   - versions: parts that none of these has are left out.
  /// - Returns: nil when nothing is called so.
  package func closure(
    of name: String, in versions: [OCPIVersion] = OCPIVersion.allCases
  ) -> WireCatalogue? {
    let roots = objects.filter { $0.modules.contains(name) || $0.name.lowercased() == name.lowercased() }
    var part = self
    guard roots.isEmpty else {
      let names = reach(roots, versions)
      let first = Set(roots.map(\.name))
      part.objects = roots + objects.filter { names.contains($0.name) && !first.contains($0.name) }
      part.words = words.filter { names.contains($0.name) }
      return part
    }
    part.objects = []
    part.words = words.filter { $0.name.lowercased() == name.lowercased() }
    return part.words.isEmpty ? nil : part
  }

  private func reach(_ roots: [Object], _ versions: [OCPIVersion]) -> Set<String> {
    var names = Set(roots.map(\.name))
    var open = roots
    while let object = open.popLast() {
      let fields = object.rows.flatMap { row in versions.compactMap { row.versions[$0] } }
      for type in fields.map(\.bareType) where names.insert(type).inserted {
        open += objects.filter { $0.name == type }
      }
    }
    return names
  }
}

extension WireDescriber.Field {
  /// The type without its length.
  package var bareType: String { String(type.prefix { $0 != "(" }) }
}

extension Spelling {
  /// Whether a version knows it.
  package func isKnown(in version: OCPIVersion) -> Bool { version >= since && version <= until }
}
