package import BilateralBase

/// Typed access by path, for rooms that act on the terms.
extension PartnerFile {
  /// Where a field is written; else the nearest table around it, else the beginning of the file.
  package func place(near path: String) -> SourcePlace {
    if let place = terms.entries[path]?.place { return place }
    var rest = path[...]
    while let dot = rest.lastIndex(of: ".") {
      rest = rest[..<dot]
      if let place = terms.tables[String(rest)] { return place }
    }
    return SourcePlace(file: file, line: 1, column: 1)
  }

  /// The text at a path.
  package func text(_ path: String) -> String? { terms.text(path) }
  /// The whole number at a path.
  package func integer(_ path: String) -> Int? { terms.integer(path) }
  /// The truth at a path.
  package func flag(_ path: String) -> Bool? { terms.flag(path) }
  /// The day at a path.
  package func date(_ path: String) -> CivilDate? { terms.date(path) }
  /// The duration at a path.
  package func duration(_ path: String) -> TermDuration? { terms.duration(path) }
  /// The seconds of a duration at a path, rounded up; nil for calendar units too.
  package func seconds(_ path: String) -> Int? { terms.duration(path)?.seconds }
  /// The reference to a secret at a path.
  package func secret(_ path: String) -> SecretReference? { terms.secret(path) }
  /// The texts of a list at a path; empty when there is none.
  package func texts(_ path: String) -> [String] { terms.texts(path) }
  /// The rate at a path.
  package func rate(_ path: String) -> TermRate? {
    terms.rate(path)
  }
  /// The percentage at a path.
  package func percent(_ path: String) -> Percent? {
    if case .percent(let percent) = terms.entries[path]?.value { percent } else { nil }
  }
  /// The power at a path.
  package func power(_ path: String) -> Power? {
    if case .power(let power) = terms.entries[path]?.value { power } else { nil }
  }
  /// How many tables the array of tables at a path has.
  package func count(_ path: String) -> Int { terms.count(path) }
}

extension PartnerFile {
  /// Every party that speaks through the partner's connection: those of its roles, and those that its platform carries.
  package var theirParties: Set<PartyID> {
    let carried = (0..<count("them.sub_parties")).compactMap { position in
      text("them.sub_parties[\(position)].party").flatMap { PartyID($0) }
    }
    return Set(theirRoles.map(\.party) + carried)
  }
}
