package import BilateralBase

/// One direction of prices in its simple form, with the places of everything beyond that form.
package struct PriceTerms: Sendable {
  /// What is done to the list's unit prices.
  package enum Transform: Hashable, Sendable {
    case none
    case discount(Percent)
    case markup(Percent)
    /// Prices by component; components that are absent keep the list's price.
    case set(PriceSet)
  }

  /// Prices by component.
  package struct PriceSet: Hashable, Sendable {
    package var energy: EnergyPrice?
    package var time: TimePrice?
    package var parking: TimePrice?
    package var session: SessionPrice?
  }

  /// A rule for connectors of some rated power (ruling 23).
  package struct Rule: Sendable {
    /// Its name in statements.
    package let id: String
    /// Least rated power, included.
    package let powerMin: Power?
    /// Highest rated power, included.
    package let powerMax: Power?
    /// What it does.
    package let transform: Transform
    /// Where it begins.
    package let place: SourcePlace?
  }

  /// The price list: `tariffs/<base>.json`; nil when the block names none.
  package let base: String?
  /// The currency, nil for the list's.
  package let currency: Currency?
  /// For everything that no rule takes.
  package let transform: Transform
  /// In written order; the first that fits takes a connector.
  package let rules: [Rule]
  /// Everything the simple form does not know: while there is any, nothing may be published (ruling 15).
  package let needsFullPricing: [EffectiveValue]
}

extension PartnerFile {
  /// What the partner owes us; nil without `[pricing.sell]`.
  package var sellPrices: PriceTerms? { prices("sell") }

  /// The simple form of `pricing.<side>`: sell, buy or retail; nil without that block.
  package func prices(_ side: String) -> PriceTerms? {
    let block = "pricing.\(side)"
    guard hasTable(block) else { return nil }
    let rules = (0..<count("\(block).rule")).map { position -> PriceTerms.Rule in
      let at = "\(block).rule[\(position)]"
      return PriceTerms.Rule(
        id: text("\(at).id") ?? "", powerMin: power("\(at).when.power_min"),
        powerMax: power("\(at).when.power_max"), transform: transform(at), place: place(ofTable: at))
    }
    let beyond = effective.filter { value in
      value.path.hasPrefix(block + ".") && value.origin != .builtIn && !isSimple(value, block)
    }
    return PriceTerms(
      base: text("\(block).base"), currency: text("\(block).currency").flatMap { Currency($0) },
      transform: transform(block), rules: rules, needsFullPricing: beyond)
  }

  private func transform(_ at: String) -> PriceTerms.Transform {
    if let discount = percent("\(at).discount") { return .discount(discount) }
    if let markup = percent("\(at).markup") { return .markup(markup) }
    var set = PriceTerms.PriceSet()
    if case .energyPrice(let price) = entry("\(at).set.energy")?.value { set.energy = price }
    if case .timePrice(let price) = entry("\(at).set.time")?.value { set.time = price }
    if case .timePrice(let price) = entry("\(at).set.parking")?.value { set.parking = price }
    if case .sessionPrice(let price) = entry("\(at).set.session")?.value { set.session = price }
    return set == PriceTerms.PriceSet() ? .none : .set(set)
  }

  /// Fields whose every value the simple form knows, and fields of which it knows the default alone.
  private func isSimple(_ value: EffectiveValue, _ block: String) -> Bool {
    let name = Self.withoutRule(value.path.dropFirst(block.count + 1))
    if name.hasPrefix("test_sessions[") { return true }
    if let only = Self.simpleOnly[name] { return value.text == only }
    return Self.simpleFields.contains(name)
  }

  private static func withoutRule(_ name: Substring) -> String {
    guard name.hasPrefix("rule["), let close = name.firstIndex(of: "]") else { return String(name) }
    return "rule" + name[name.index(after: close)...]
  }

  private static let simpleFields: Set<String> = [
    "base", "currency", "discount", "markup", "set.energy", "set.time", "set.parking", "set.session",
    "rule.id",
    "rule.note", "rule.justification", "rule.when.power_min", "rule.when.power_max", "rule.discount",
    "rule.markup", "rule.set.energy", "rule.set.time", "rule.set.parking", "rule.set.session",
  ]

  private static let simpleOnly = [
    "vat": "exclusive", "rounding": "half-up 2 per-session", "price_time": "session-start",
    "combine": "first-match",
  ]
}
