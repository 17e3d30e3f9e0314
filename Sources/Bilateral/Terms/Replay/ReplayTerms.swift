package import BilateralBase
package import BilateralModel
package import BilateralPricing

/// One state of the terms, ready to price sessions of the past.
package struct ReplayTerms: Sendable {
  /// What it is called: `in force`, `partners/acme.toml`.
  package let label: String
  /// The prices.
  package let pricing: PartnerPricing
  /// The moment whose terms hold for every session; `nil` takes those of each session's own start.
  ///
  /// An edit that begins next month is replayed as if it had held then.
  package let moment: Timestamp?
  /// Finds a zone by its name.
  package let zones: @Sendable (String) -> ZoneFile?
  private let rules: [CiString: String]

  /// Terms with their zones.
  ///
  /// - Parameters:
  ///   - label: what they are called.
  ///   - pricing: the prices.
  ///   - moment: whose terms hold; `nil` for those of each session's start.
  ///   - zones: finds a zone by its name.
  package init(
    label: String, pricing: PartnerPricing, moment: Timestamp?,
    zones: @escaping @Sendable (String) -> ZoneFile?
  ) {
    self.label = label
    self.pricing = pricing
    self.moment = moment
    self.zones = zones
    let made = pricing.publish(at: moment ?? Timestamp(microseconds: 0))
    rules = Dictionary(made.connectors.entries.map { ($0.id, $0.rule ?? "list price") }) { first, _ in first }
  }

  /// What the rule behind a published tariff is called.
  func rule(of tariff: CiString) -> String { rules[tariff] ?? tariff.text }
}

/// The prices that hold at one place under one state of the terms: compiled once, used for all its sessions.
package final class PlacePricer: Sendable {
  /// Why sessions at a place cannot be priced.
  package struct Refusal: Error, Hashable, Sendable {
    /// The reason, as a clause.
    package let reason: String

    /// A refusal for a reason.
    package init(_ reason: String) { self.reason = reason }
  }

  /// What a session costs.
  package struct Amount: Hashable, Sendable {
    /// Net, rounded as the terms say, in millionths of the currency.
    package var micros: Int
    /// The currency.
    package var currency: Currency
    /// The rule that made the tariff.
    package var rule: String
  }

  /// The tariffs as published, without their validity: the moment has chosen them.
  package let tariffs: [Tariff]
  /// The rule behind the first of them.
  package let rule: String
  /// Where their prices may change.
  package let boundaries: PriceBoundaries
  /// The zone of the place.
  package let zone: ZoneFile
  private let pricer: Pricer
  private let rounding: RoundingTerms

  /// The prices of a place.
  ///
  /// - Parameters:
  ///   - place: the connector.
  ///   - driver: who charges.
  ///   - terms: the terms.
  ///   - moment: when, for terms that go by each session's start.
  ///   - version: the one in which the partner reads its tariffs; 2.1.1 has no limits of a session.
  /// - Throws: ``Refusal`` when the place has no price under these terms.
  package init(
    _ place: ChargePlace, _ driver: PricedDriver = PricedDriver(), under terms: ReplayTerms,
    at moment: Timestamp, readIn version: OCPIVersion = .newest
  ) throws(Refusal) {
    guard !place.tariffs.isEmpty else {
      throw Refusal("nothing says which tariff of the price list holds there")
    }
    guard let zone = terms.zones(place.zone ?? "UTC") else {
      throw Refusal("there is no time zone \(place.zone ?? "UTC")")
    }
    let found = terms.pricing.tariffs(at: place, driver: driver, moment: terms.moment ?? moment)
    guard let first = found.first else { throw Refusal(Self.without(place, terms)) }
    rule = terms.rule(of: first.id)
    tariffs = found.map { tariff in
      var tariff = tariff
      (tariff.startDateTime, tariff.endDateTime) = (nil, nil)
      if version == .v2_1_1 { (tariff.minPrice, tariff.maxPrice) = (nil, nil) }
      return tariff
    }
    boundaries = PriceBoundaries(of: tariffs)
    self.zone = zone
    rounding = terms.pricing.rules.rounding
    do throws(PricingRefusal) {
      pricer = try Pricer(tariffs: tariffs, zone: zone, version: version)
    } catch {
      throw Refusal(error.description)
    }
  }

  private static func without(_ place: ChargePlace, _ terms: ReplayTerms) -> String {
    let names = place.tariffs.map(\.text).joined(separator: ", ")
    let error = terms.pricing.findings.first { $0.severity == .error }
    return error.map(\.message) ?? "list tariff \(names) has no price under these terms there"
  }

  /// Prices a session with everything that led to the amount.
  package func priced(_ session: ChargedSession) throws(Refusal) -> PricedSession {
    do throws(PricingRefusal) { return try pricer.price(session) } catch { throw Refusal(error.description) }
  }

  /// What a session costs.
  package func amount(_ session: ChargedSession) throws(Refusal) -> Amount {
    let priced = try priced(session)
    guard let net = rounding.net(of: priced), let micros = net.roundedUnits(places: 6) else {
      throw Refusal("the net price cannot be known: prices hold a tax of unknown rate")
    }
    return Amount(micros: micros, currency: priced.currency, rule: rule)
  }
}
