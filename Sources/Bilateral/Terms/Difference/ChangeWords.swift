import BilateralBase

/// Turns differences into sentences for people who read contracts, not files.
package struct ChangeWords {
  private let older: PartnerFile?
  private let newer: PartnerFile?

  /// Words for what differs between two versions; `nil` stands for no file.
  package init(from older: PartnerFile?, to newer: PartnerFile?) {
    self.older = older
    self.newer = newer
  }

  /// One sentence a difference; a rule that is new or gone is told whole.
  package func sentences(_ differences: [TermDifference]) -> [String] {
    var told: Set<String> = []
    var sentences: [String] = []
    for difference in differences {
      guard let whole = wholeRule(difference) else {
        sentences.append(sentence(difference))
        continue
      }
      if told.insert(whole).inserted { sentences.append(sentence(aboutRule: whole)) }
    }
    return sentences
  }

  // MARK: rules

  /// The named path of the rule that a difference belongs to, when that rule is new or gone.
  private func wholeRule(_ difference: TermDifference) -> String? {
    guard difference.change != .change, difference.path.contains(".rule["),
      let close = difference.path.lastIndex(of: "]")
    else { return nil }
    let rule = String(difference.path[...close])
    return Self.position(rule, in: older) != nil && Self.position(rule, in: newer) != nil ? nil : rule
  }

  /// The path with a position of a rule named by its id; `nil` when the file has no such rule.
  private static func position(_ named: String, in file: PartnerFile?) -> String? {
    guard let file, let open = named.lastIndex(of: "["), named.hasSuffix("]") else { return nil }
    let list = named[..<open]
    let id = named[named.index(after: open)...].dropLast()
    var position = 0
    while let entry = file.entry("\(list)[\(position)].id") {
      if entry.text == id { return "\(list)[\(position)]" }
      position += 1
    }
    return nil
  }

  private func sentence(aboutRule path: String) -> String {
    if let newer, let at = Self.position(path, in: newer) {
      return "\(place(path)) is new: \(RuleWords(newer, at: at).text)."
    }
    guard let older, let at = Self.position(path, in: older) else { return "\(place(path)) is gone." }
    return "\(place(path)) is gone; it was \(RuleWords(older, at: at).text)."
  }

  // MARK: single values

  private func sentence(_ entry: TermDifference) -> String {
    if entry.path.hasSuffix(".rule") {
      return "\(place(entry.path)): the rules are tried in another order, \(entry.new ?? "") instead of "
        + "\(entry.old ?? ""); of those that fit the first counts."
    }
    guard entry.path.hasPrefix("pricing."), let noun = Self.noun(entry.path) else { return plain(entry) }
    let place = place(entry.path)
    switch (entry.old, entry.new) {
    case (nil, let after?): return "\(place): \(noun) is now \(after); there was none before."
    case (let before?, nil): return "\(place): \(noun) of \(before) is gone."
    case (let old?, let new?): return "\(place): \(noun) \(verb(entry)) from \(old) to \(new)."
    case (nil, nil): return plain(entry)
    }
  }

  /// The field's own words, for everything that has no sentence of its own.
  private func plain(_ entry: TermDifference) -> String {
    let head = "\(place(entry.path)): \(entry.meaning ?? entry.path)"
    switch (entry.old, entry.new) {
    case (let old?, let new?): return "\(head): \(new), before: \(old)."
    case (nil, let new?): return "\(head): \(new), not stated before."
    case (let old?, nil): return "\(head): no longer stated, was \(old)."
    case (nil, nil): return "\(head)."
    }
  }

  /// `rises`, `falls`, or `changes` where there is no more and less.
  private func verb(_ entry: TermDifference) -> String {
    guard let old = amount(entry.path, in: older), let new = amount(entry.path, in: newer),
      old.unit == new.unit, old.amount != new.amount
    else { return "changes" }
    return old.amount < new.amount ? "rises" : "falls"
  }

  private func amount(_ path: String, in file: PartnerFile?) -> (amount: Rational, unit: String)? {
    var path = path
    if let close = path.lastIndex(of: "]"), path.contains(".rule[") {
      guard let at = Self.position(String(path[...close]), in: file) else { return nil }
      path = at + path[path.index(after: close)...]
    }
    return file?.entry(path)?.value.amount
  }

  /// Where a change belongs: `What ACME pays us, rule "night"`.
  private func place(_ path: String) -> String {
    let section = Self.section(path, (newer ?? older)?.name ?? "the partner")
    guard path.contains("["), let open = path.lastIndex(of: "["), let close = path.lastIndex(of: "]") else {
      return section
    }
    let name = path[path.index(after: open)..<close]
    let array = path[..<open].split(separator: ".").last.map { String($0) } ?? ""
    return "\(section), \(Self.arrays[array] ?? array) \"\(name)\""
  }

  private static func section(_ path: String, _ partner: String) -> String {
    if path.hasPrefix("pricing.sell") { return "What \(partner) pays us" }
    if path.hasPrefix("pricing.buy") { return "What we pay \(partner)" }
    if path.hasPrefix("pricing.retail") { return "What our drivers pay at \(partner)" }
    let first = String(path.prefix { $0 != "." && $0 != "[" })
    return sections[first] ?? (first.prefix(1).uppercased() + first.dropFirst().replacing("_", with: " "))
  }

  private static let arrays = [
    "rule": "rule", "entity": "company", "test_sessions": "worked example", "tier": "volume tier from",
    "escalation": "escalation",
  ]

  private static let sections = [
    "id": "Id", "us": "Our side", "them": "Their side", "share": "What they see", "sync": "Exchange",
    "authorization": "Drivers", "cdr": "Charge records", "dispute": "Disputes",
    "service_level": "Service level",
  ]

  /// What a pricing field is called in a sentence; `nil` for those whose note says it better.
  private static func noun(_ path: String) -> String? {
    let tail = path.lastIndex(of: "]").map { String(path[path.index(after: $0)...].dropFirst()) }
    return nouns[tail ?? path.split(separator: ".").dropFirst(2).joined(separator: ".")]
  }

  private static let nouns: [String: String] = [
    "discount": "the discount on the list price", "markup": "the markup on the list price",
    "set.energy": "the price of a kWh", "set.time": "the price of charging time",
    "set.parking": "the price of parking", "set.session": "the price to start",
    "add.energy": "the addition to a kWh", "add.time": "the addition to charging time",
    "add.parking": "the addition to parking", "add.session": "the addition to a start",
    "floor": "the least price of a kWh", "cap": "the highest price of a kWh",
    "min_price": "the least price of a kWh", "max_price": "the highest price of a kWh",
    "min_session": "the least price of a session", "max_session": "the highest price of a session",
    "parking_after": "free parking", "parking_cap": "the most for parking",
    "from": "the first day", "until": "the last day", "base": "the price list", "currency": "the currency",
    "rounding": "the rounding", "combine": "the way rules meet",
    "when.power_min": "the least rated power it takes", "when.power_max": "the highest rated power it takes",
    "when.hours": "its time of day", "min_margin": "the least margin",
  ]
}

extension TermValue {
  /// The value as an amount that can rise and fall, with what it counts.
  fileprivate var amount: (amount: Rational, unit: String)? {
    switch self {
    case .percent(let percent): (percent.fraction, "%")
    case .money(let money): (money.amount, money.currency.code)
    case .energyPrice(let price): Self.amount(price.perKilowattHour)
    case .timePrice(let price): Self.amount(price.perHour)
    case .sessionPrice(let price): Self.amount(price.perSession)
    case .energy(let energy): (energy.value, "kWh")
    case .power(let power): (power.value, "kW")
    case .duration(let duration): (Rational(duration.scaled), "\(duration.unit)")
    default: nil
    }
  }

  private static func amount(_ money: Money) -> (amount: Rational, unit: String) {
    (money.amount, money.currency.code)
  }
}
