import BilateralBase
import BilateralModel
import BilateralTerms

/// The unit prices that a partner sees for one tariff of the list under one rule, before and after an edit.
struct PriceComparison: Sendable {
  /// The tariff of the list.
  let tariff: String
  /// The rule, or `list price`.
  let rule: String
  /// The price of each component before, in words; empty when the partner saw none.
  let before: String
  /// After; empty when the partner sees none any more.
  let after: String

  /// All of them, those that change first.
  static func all(
    _ old: PartnerPricing, at earlier: Timestamp, _ new: PartnerPricing, at later: Timestamp
  ) -> [PriceComparison] {
    let before = prices(old, earlier)
    let after = prices(new, later)
    let keys = Set(before.keys).union(after.keys)
    let rows = keys.map { key in
      PriceComparison(
        tariff: key.tariff, rule: key.rule, before: before[key] ?? "", after: after[key] ?? "")
    }
    return rows.sorted { left, right in
      let (one, other) = (left.before == left.after, right.before == right.after)
      return one == other ? (left.tariff, left.rule) < (right.tariff, right.rule) : !one
    }
  }

  private struct Key: Hashable {
    let tariff: String
    let rule: String
  }

  private static func prices(_ pricing: PartnerPricing, _ moment: Timestamp) -> [Key: String] {
    let made = pricing.publish(at: moment)
    let valid = made.tariffs.filter { tariff in
      tariff.startDateTime.map { $0 <= moment } ?? true && tariff.endDateTime.map { moment < $0 } ?? true
    }
    let tariffs = Dictionary(valid.map { ($0.id, $0) }) { first, _ in first }
    var prices: [Key: String] = [:]
    for entry in made.connectors.entries {
      guard let tariff = tariffs[entry.id] else { continue }
      prices[Key(tariff: entry.base.text, rule: entry.rule ?? "list price")] = words(tariff)
    }
    return prices
  }

  /// The prices of a tariff: the range of each component, cheapest first.
  static func words(_ tariff: Tariff) -> String {
    let components = tariff.elements.flatMap(\.priceComponents)
    let parts = dimensions.compactMap { dimension, unit -> String? in
      let prices = components.filter { $0.type == dimension }.compactMap { $0.price.rational }
      guard let least = prices.min(), let most = prices.max() else { return nil }
      let range = least == most ? text(least) : "\(text(least)) to \(text(most))"
      return "\(range) \(tariff.currency)\(unit)"
    }
    return parts.isEmpty ? "free" : parts.joined(separator: " + ")
  }

  private static func text(_ price: Rational) -> String { price.decimalText(atMost: 6) }

  private static let dimensions: [(TariffDimensionType, String)] = [
    (.energy, "/kWh"), (.time, "/h charging"), (.parkingTime, "/h parking"), (.flat, "/session"),
  ]
}

/// A session anybody can imagine, priced before and after.
struct WorkedExample: Sendable {
  /// The session in words.
  let words: String
  /// What it cost; `nil` when it had no price.
  let before: Money?
  /// What it will cost.
  let after: Money?

  /// The examples that have a price on at least one side.
  static func all(_ old: ReplayTerms, _ new: ReplayTerms, _ defaults: PlaceBook.Defaults) -> [WorkedExample] {
    sessions.compactMap { example in
      let before = example.price(old, defaults)
      let after = example.price(new, defaults)
      guard before != nil || after != nil else { return nil }
      let tariff = example.tariff(in: new.pricing.list, defaults).map { ", list tariff \($0.text)" } ?? ""
      return WorkedExample(words: example.words + tariff, before: before, after: after)
    }
  }

  private struct Example {
    let words: String
    let kilowatts: Int
    let energy: Int
    let minutes: Int
    let parking: Int

    func price(_ terms: ReplayTerms, _ defaults: PlaceBook.Defaults) -> Money? {
      guard let tariff = tariff(in: terms.pricing.list, defaults) else { return nil }
      let place = ChargePlace(
        country: defaults.country, power: .kilowatts(Rational(kilowatts)), current: current,
        standard: kilowatts < 50 ? "IEC_62196_T2" : "IEC_62196_T2_COMBO", isPublic: true, tariffs: [tariff],
        zone: defaults.zone)
      // A Wednesday at noon.
      let noon = Timestamp(seconds: 1_792_584_000)
      let charging = minutes * 60
      let session = PastSession(
        start: noon, end: noon.adding(seconds: Int64(charging + parking * 60)), energy: Rational(energy),
        chargingSeconds: charging)
      guard let pricer = try? PlacePricer(place, under: terms, at: noon),
        let amount = try? pricer.amount(session.charged(splitAt: pricer.boundaries, zone: pricer.zone))
      else { return nil }
      return Money(Amounts.value(amount.micros), amount.currency)
    }

    private var current: ChargePlace.Current { kilowatts < 50 ? .ac : .dc }

    /// What the caller says, else by the name that lists give fast tariffs, else the first.
    func tariff(in list: PriceList, _ defaults: PlaceBook.Defaults) -> CiString? {
      if let named = defaults.tariffs[current] ?? defaults.tariff { return named }
      let fast = list.tariffs.first { tariff in
        ["DC", "HPC"].contains { tariff.id.text.uppercased().hasPrefix($0) }
      }
      return kilowatts < 50 ? list.tariffs.first?.id : (fast ?? list.tariffs.first)?.id
    }
  }

  private static let sessions = [
    Example(
      words: "20 kWh in 2 h on an 11 kW charger, then parked 1 h", kilowatts: 11, energy: 20, minutes: 120,
      parking: 60),
    Example(words: "30 kWh in 40 min on a 50 kW charger", kilowatts: 50, energy: 30, minutes: 40, parking: 0),
    Example(
      words: "45 kWh in 25 min on a 150 kW charger", kilowatts: 150, energy: 45, minutes: 25, parking: 0),
  ]
}

extension PartnerPricing {
  /// When the last rule begins that is still to come, at noon of that day; else now.
  func lastBeginning(_ zones: (String) -> ZoneFile?, _ file: PartnerFile, notBefore now: Timestamp)
    -> Timestamp
  {
    let zone = file.entry("agreement.zone").flatMap { zones($0.text) } ?? zones("UTC")
    let days = rules.rules.compactMap(\.from)
    let moments = days.compactMap { zone?.moments(showing: $0, secondOfDay: 43_200).first }
    return max(now, moments.max() ?? now)
  }
}
