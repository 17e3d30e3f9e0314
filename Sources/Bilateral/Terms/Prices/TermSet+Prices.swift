import BilateralBase

/// Typed access to the values of price blocks.
extension TermSet {
  func money(_ path: String) -> Money? {
    if case .money(let value) = entries[path]?.value { value } else { nil }
  }

  func energyPrice(_ path: String) -> EnergyPrice? {
    if case .energyPrice(let value) = entries[path]?.value { value } else { nil }
  }

  func timePrice(_ path: String) -> TimePrice? {
    if case .timePrice(let value) = entries[path]?.value { value } else { nil }
  }

  func sessionPrice(_ path: String) -> SessionPrice? {
    if case .sessionPrice(let value) = entries[path]?.value { value } else { nil }
  }

  func energy(_ path: String) -> Energy? {
    if case .energy(let value) = entries[path]?.value { value } else { nil }
  }

  func power(_ path: String) -> Power? {
    if case .power(let value) = entries[path]?.value { value } else { nil }
  }

  func window(_ path: String) -> TimeWindow? {
    if case .window(let value) = entries[path]?.value { value } else { nil }
  }

  func integers(_ path: String) -> [Int] {
    list(path).compactMap { if case .integer(let value) = $0 { value } else { nil } }
  }

  /// The values of keys of any name below a path, by name.
  func entries(below path: String) -> [(name: String, path: String, entry: TermEntry)] {
    entries.below(path)
      .map { (name: String($0.key.dropFirst(path.utf8.count + 1)), path: $0.key, entry: $0.value) }
      .sorted { $0.name < $1.name }
  }

  /// Percentages by country.
  func rates(below path: String) -> [String: Percent] {
    var rates: [String: Percent] = [:]
    for (name, _, entry) in entries(below: path) {
      if case .percent(let percent) = entry.value { rates[name.uppercased()] = percent }
    }
    return rates
  }

  /// Where a value is written, else the nearest table around it.
  func place(near path: String) -> SourcePlace? {
    if let place = entries[path]?.place { return place }
    var rest = path[...]
    while true {
      if let place = tables[String(rest)] { return place }
      guard let dot = rest.lastIndex(of: ".") else { return nil }
      rest = rest[..<dot]
    }
  }
}
