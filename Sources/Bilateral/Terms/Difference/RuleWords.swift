import BilateralBase

/// A price rule in words, from its values by field: `8 % off the list price, on chargers from 50 kW, from 2027-01-01 on`.
struct RuleWords {
  private let file: PartnerFile
  /// Where the rule stands: `pricing.sell.rule[2]`.
  private let at: String

  /// The words of the rule at a path with its position.
  init(_ file: PartnerFile, at: String) {
    self.file = file
    self.at = at
  }

  /// What the rule does, then when.
  var text: String {
    let does = actions.isEmpty ? ["the list price as it is"] : actions
    return (does + conditions + dates).joined(separator: ", ")
  }

  /// What it does to prices.
  var actions: [String] {
    var parts: [String] = []
    let what = texts("on").map { components($0) } ?? "the list price"
    add(&parts, "discount") { "\($0) off \(what)" }
    add(&parts, "markup") { "\($0) on top of \(what)" }
    for name in Self.components { add(&parts, "set.\(name.key)") { "\($0) for \(name.words)" } }
    for name in Self.components { add(&parts, "add.\(name.key)") { "plus \($0) for \(name.words)" } }
    if let removed = texts("remove") { parts.append("without " + Self.list(removed.map { $0 + " prices" })) }
    add(&parts, "parking_after") { "parking free for the first \($0)" }
    add(&parts, "parking_cap") { "parking never more than \($0)" }
    add(&parts, "parking_hours") { "parking charged only \(Self.hours($0))" }
    add(&parts, "floor") { "never below \($0)" }
    add(&parts, "cap") { "never above \($0)" }
    return parts
  }

  /// Which sessions it takes.
  var conditions: [String] {
    var parts: [String] = []
    if let countries = texts("when.countries") { parts.append("in " + Self.list(countries)) }
    if let groups = texts("when.groups") { parts.append("at the stations of " + Self.list(groups)) }
    if let groups = texts("when.exclude_groups") { parts.append("not at those of " + Self.list(groups)) }
    if let ids = texts("when.evse_ids") { parts.append("at charge points " + Self.list(ids, "or")) }
    range(&parts, "when.power_min", "when.power_max", "on chargers")
    range(&parts, "when.session_power_min", "when.session_power_max", "while charging at")
    add(&parts, "when.current") { $0 == "AC" ? "on alternating current" : "on direct current" }
    if let plugs = texts("when.connectors") { parts.append("with plugs " + Self.list(plugs, "or")) }
    add(&parts, "when.hours") { Self.hours($0) }
    if let days = texts("when.days") { parts.append("on " + Self.list(days.map { Self.days[$0] ?? $0 })) }
    add(&parts, "when.months") { "in month " + Self.list($0.split(separator: ", ").map { String($0) }, "or") }
    if let ids = texts("when.tariff_ids") { parts.append("for list tariff " + Self.list(ids, "or")) }
    if let cards = texts("when.token_groups") { parts.append("with cards of " + Self.list(cards, "or")) }
    add(&parts, "when.auth") { "when authorised by \($0)" }
    range(&parts, "when.energy_from", "when.energy_to", "for energy")
    range(&parts, "when.duration_from", "when.duration_to", "for time")
    add(&parts, "when.access") { "at \($0) stations" }
    return parts
  }

  /// When it holds.
  var dates: [String] {
    switch (text("from"), text("until")) {
    case (let from?, let until?): ["from \(from) until \(until)"]
    case (let from?, nil): ["from \(from) on"]
    case (nil, let until?): ["until \(until)"]
    case (nil, nil): []
    }
  }

  // MARK: pieces

  /// The components of a price by their keys, and in words.
  static let components: [(key: String, words: String)] = [
    ("energy", "energy"), ("time", "charging time"), ("parking", "parking"), ("session", "the start"),
  ]

  private func add(_ parts: inout [String], _ field: String, _ words: (String) -> String) {
    if let text = text(field) { parts.append(words(text)) }
  }

  private func range(_ parts: inout [String], _ low: String, _ high: String, _ words: String) {
    switch (text(low), text(high)) {
    case (let low?, let high?): parts.append("\(words) from \(low) to \(high)")
    case (let low?, nil): parts.append("\(words) from \(low)")
    case (nil, let high?): parts.append("\(words) up to \(high)")
    case (nil, nil): break
    }
  }

  private func text(_ field: String) -> String? { file.entry("\(at).\(field)")?.text }

  private func texts(_ field: String) -> [String]? {
    guard case .list(let list)? = file.entry("\(at).\(field)")?.value else { return nil }
    let texts = list.compactMap { if case .text(let text) = $0 { text } else { nil } }
    return texts.isEmpty ? nil : texts
  }

  private func components(_ keys: [String]) -> String {
    let known = Self.components + [(key: "reservation", words: "reservations")]
    return Self.list(keys.map { key in known.first { $0.key == key }?.words ?? key })
  }

  private static func hours(_ window: String) -> String {
    "between " + window.replacing("-", with: " and ")
  }

  /// `a, b and c`.
  static func list(_ words: [String], _ last: String = "and") -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(last) " + (words.last ?? "")
  }

  private static let days = [
    "MON": "Monday", "TUE": "Tuesday", "WED": "Wednesday", "THU": "Thursday", "FRI": "Friday",
    "SAT": "Saturday", "SUN": "Sunday",
  ]
}
