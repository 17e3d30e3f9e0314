package import BilateralBase
package import BilateralModel
package import BilateralPricing

/// Sessions of the past, priced under two states of the terms: what they cost and what they would cost.
///
/// A value that several workers have one each of; their results are merged, and the order of sessions does not matter.
package struct Replay: Sendable {
  /// By what results are told apart.
  package enum Dimension: String, CaseIterable, Sendable {
    case rule, country, month, day, station, tariff, power
  }

  /// The terms of before.
  package let before: ReplayTerms
  /// The terms to come.
  package let after: ReplayTerms
  /// All sessions.
  package private(set) var total = ReplayTally()
  /// Groups by dimension and name.
  package private(set) var groups: [Dimension: [String: ReplayTally]] = [:]
  /// The currencies of the amounts.
  package private(set) var currencies: Set<Currency> = []
  /// How many sessions could not be priced, by the reason.
  package private(set) var unpriced: [String: Int] = [:]
  /// The first and the last start.
  package private(set) var span: ClosedRange<Timestamp>?

  private let dimensions: [Dimension]
  private let book: PlaceBook
  private var sites: [Site] = []
  private var stations: [String: Int] = [:]

  /// A place as it is priced on both sides; shared, as every session asks for it.
  private final class Site: Sendable {
    let place: ChargePlace
    let zone: ZoneFile?
    let before: Result<PlacePricer, PlacePricer.Refusal>
    let after: Result<PlacePricer, PlacePricer.Refusal>
    /// Whether prices may change at the same moments on both sides, so that a session is split once.
    let splitsAlike: Bool

    init(
      _ place: ChargePlace, _ zone: ZoneFile?, before: Result<PlacePricer, PlacePricer.Refusal>,
      after: Result<PlacePricer, PlacePricer.Refusal>
    ) {
      self.place = place
      self.zone = zone
      self.before = before
      self.after = after
      let (one, other) = (try? before.get(), try? after.get())
      splitsAlike = one?.boundaries == other?.boundaries && one?.zone.name == other?.zone.name
    }
  }

  /// A replay between two states of the terms.
  ///
  /// - Parameters:
  ///   - before: the terms of before.
  ///   - after: the terms to come.
  ///   - book: finds places.
  ///   - dimensions: by what results are told apart.
  package init(
    from before: ReplayTerms, to after: ReplayTerms, places book: PlaceBook, by dimensions: [Dimension]
  ) {
    self.before = before
    self.after = after
    self.book = book
    self.dimensions = dimensions
  }

  /// Makes sure that a place of a file is known by its number.
  package mutating func know(_ known: [SessionRows.Site]) {
    while sites.count < known.count {
      let (place, driver) = book.place(of: known[sites.count])
      sites.append(site(place, driver))
    }
  }

  /// The number of the place that a CDR tells of.
  package mutating func number(of location: CDRLocation) -> Int {
    let key = "\(location.evseUID.folded) \(location.connectorID.folded) \(location.evseID.folded)"
    if let known = stations[key] { return known }
    sites.append(site(book.place(of: location), PricedDriver()))
    stations[key] = sites.count - 1
    return sites.count - 1
  }

  private func site(_ place: ChargePlace, _ driver: PricedDriver) -> Site {
    Site(
      place, after.zones(place.zone ?? "UTC"),
      before: Self.pricer(place, driver, before), after: Self.pricer(place, driver, after))
  }

  private static func pricer(_ place: ChargePlace, _ driver: PricedDriver, _ terms: ReplayTerms) -> Result<
    PlacePricer, PlacePricer.Refusal
  > {
    do throws(PlacePricer.Refusal) {
      return .success(
        try PlacePricer(place, driver, under: terms, at: terms.moment ?? Timestamp(microseconds: 0)))
    } catch {
      return .failure(error)
    }
  }

  // MARK: sessions

  /// Prices a session of a file at a place that is known.
  package mutating func add(_ session: PastSession, at number: Int) {
    let site = sites[number]
    do throws(PlacePricer.Refusal) {
      let (before, after) = (try site.before.get(), try site.after.get())
      let charged = session.charged(splitAt: before.boundaries, zone: before.zone)
      let again = site.splitsAlike ? charged : session.charged(splitAt: after.boundaries, zone: after.zone)
      count(session.start, site, try before.amount(charged), try after.amount(again))
    } catch {
      unpriced[error.reason, default: 0] += 1
    }
  }

  /// Prices a session with its own periods at a place that is known.
  package mutating func add(_ session: ChargedSession, at number: Int) {
    let site = sites[number]
    do throws(PlacePricer.Refusal) {
      count(
        session.start, site, try site.before.get().amount(session), try site.after.get().amount(session))
    } catch {
      unpriced[error.reason, default: 0] += 1
    }
  }

  private mutating func count(
    _ start: Timestamp, _ site: Site, _ old: PlacePricer.Amount, _ new: PlacePricer.Amount
  ) {
    currencies.insert(old.currency)
    currencies.insert(new.currency)
    total.add(old.micros, new.micros)
    span = span.map { min($0.lowerBound, start)...max($0.upperBound, start) } ?? start...start
    for dimension in dimensions {
      let name = Self.name(dimension, start, site, old, new)
      groups[dimension, default: [:]][name, default: ReplayTally()].add(old.micros, new.micros)
    }
  }

  private static func name(
    _ dimension: Dimension, _ start: Timestamp, _ site: Site, _ old: PlacePricer.Amount,
    _ new: PlacePricer.Amount
  ) -> String {
    switch dimension {
    case .rule: return old.rule == new.rule ? new.rule : "\(old.rule) → \(new.rule)"
    case .country: return site.place.country ?? "?"
    case .station: return site.place.evseID?.text ?? "?"
    case .tariff: return site.place.tariffs.first?.text ?? "?"
    case .power: return power(site.place)
    case .month, .day:
      let date = site.zone?.local(start).date ?? CivilDate(start)
      return String("\(date)".prefix(dimension == .month ? 7 : 10))
    }
  }

  /// The class of a charger, as contracts speak of it.
  package static func power(_ place: ChargePlace) -> String {
    guard let power = place.power?.value else {
      return place.current.map { "\($0.rawValue), power unknown" } ?? "?"
    }
    switch power {
    case ..<23: return "up to 22 kW"
    case ..<50: return "22 to 50 kW"
    case ..<150: return "50 to 149 kW"
    default: return "150 kW and more"
    }
  }

  /// Adds what another worker counted.
  package mutating func merge(_ other: Replay) {
    total.merge(other.total)
    currencies.formUnion(other.currencies)
    for (dimension, names) in other.groups {
      for (name, tally) in names {
        groups[dimension, default: [:]][name, default: ReplayTally()].merge(tally)
      }
    }
    unpriced.merge(other.unpriced) { $0 + $1 }
    if let theirs = other.span {
      span =
        span.map { min($0.lowerBound, theirs.lowerBound)...max($0.upperBound, theirs.upperBound) } ?? theirs
    }
  }
}
