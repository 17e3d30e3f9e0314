import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

extension PartnerBook {
  /// In which direction money flows.
  public enum Side: String, Hashable, Sendable, CaseIterable {
    /// The partner's drivers charge at our stations, and the partner pays us.
    case sell
    /// Our drivers charge at the partner's stations, and we pay the partner.
    case buy
    /// Our drivers pay us.
    case retail
  }

  /// Prices a session under the terms as they lie in the folder.
  ///
  /// Exact to the end: what is rounded is rounded once, as the terms say. Prices that come from the partner's own tariffs
  /// (`base = "received"`) or from tariffs put into the back office (`base = "own"`) are not in a folder: a running
  /// ``Platform`` has them.
  ///
  /// - Parameters:
  ///   - session: what was charged.
  ///   - id: the partner.
  ///   - side: the direction.
  /// - Returns: the price.
  /// - Throws: ``BilateralError`` when a text of the session is no number, the file has no such prices, or the place has
  ///   no price under them.
  public func price(
    _ session: SessionDescription, with id: String, side: Side = .sell
  ) throws(BilateralError) -> SessionQuote {
    let reading = try SessionReading(session)
    let terms = try terms(of: id, side, at: reading.start)
    let (place, driver) = reading.place(in: terms.pricing, zone: try file(id).entry("agreement.zone")?.text)
    do throws(PlacePricer.Refusal) {
      let pricer = try PlacePricer(place, driver, under: terms, at: reading.start)
      let priced = try pricer.priced(reading.past.charged(splitAt: pricer.boundaries, zone: pricer.zone))
      return SessionQuote(priced, by: pricer, rounding: terms.pricing.rules.rounding)
    } catch {
      throw BilateralError(error.reason, exit: 65)
    }
  }

  private func terms(
    of id: String, _ side: Side, at moment: Timestamp
  ) throws(BilateralError) -> ReplayTerms {
    let file = try file(id)
    guard let side = PriceSide(rawValue: side.rawValue), file.priceRules(side) != nil else {
      throw BilateralError(
        "\(file.file) has no [pricing.\(side.rawValue)]", help: "partnerctl explain pricing", exit: 65)
    }
    let lists = PriceListSource(fleet.lists, party: fleet.file.ownerParty)
    let sources = PriceSources(lists, groups: fleet.groups)
    let (pricing, findings) = sources.pricing(file, side, now: moment)
    let all = findings + (pricing?.findings ?? [])
    guard let pricing, !all.hasErrors else {
      let first = all.first { $0.severity == .error }
      throw BilateralError(first?.message ?? "\(file.file) cannot be priced", help: first?.help, exit: 65)
    }
    let zones = ZoneCatalog()
    return ReplayTerms(label: file.file, pricing: pricing, moment: nil) { name in try? zones.zone(name) }
  }
}

/// The texts of a described session as values.
private struct SessionReading {
  let session: SessionDescription
  let start: Timestamp
  let past: PastSession
  private let power: Power?

  init(_ session: SessionDescription) throws(BilateralError) {
    self.session = session
    guard let start = Timestamp(ocpi: session.start) else {
      throw BilateralError("\"\(session.start)\" is no time", help: "such as 2026-11-20T17:10:00Z", exit: 65)
    }
    guard session.chargingSeconds >= 0, session.parkingSeconds >= 0,
      session.chargingSeconds <= Self.longest, session.parkingSeconds <= Self.longest
    else { throw BilateralError("a session lasts from 0 seconds to 400 days", exit: 65) }
    let energy = try Self.number(session.energy, "kWh")
    power = try session.power.map { (text) throws(BilateralError) in .kilowatts(try Self.number(text, "kW")) }
    self.start = start
    let seconds = Int64(session.chargingSeconds + session.parkingSeconds)
    past = PastSession(
      start: start, end: start.adding(seconds: seconds), energy: energy,
      chargingSeconds: session.chargingSeconds)
  }

  private static let longest = 400 * 86_400

  private static func number(_ text: String, _ unit: String) throws(BilateralError) -> Rational {
    guard let number = Rational(decimalText: text), !number.isNegative else {
      throw BilateralError("\"\(text)\" is no number of \(unit)", help: "such as 31.417", exit: 65)
    }
    return number
  }

  func place(in pricing: PartnerPricing, zone: String?) -> (place: ChargePlace, driver: PricedDriver) {
    var defaults = PlaceBook.Defaults()
    defaults.country = session.country?.uppercased()
    defaults.zone = session.zone ?? zone
    defaults.power = power
    defaults.standard = session.plug
    defaults.tariff = session.tariff.map { CiString($0) }
    defaults.tokenGroup = session.tokenGroup
    let book = PlaceBook(list: pricing.list.tariffs.map(\.id), defaults: defaults)
    return book.place(of: SessionRows.Site(texts: [:]))
  }
}

extension SessionQuote {
  fileprivate init(_ priced: PricedSession, by pricer: PlacePricer, rounding: RoundingTerms) {
    let digits = priced.currency.minorDigits
    currency = priced.currency.code
    net = rounding.net(of: priced).map { $0.decimalText(places: max(digits, rounding.digits)) }
    gross = priced.gross.map { $0.decimalText(places: digits) }
    rule = pricer.rule
    tariff = pricer.tariffs.first?.id.text ?? ""
    lines = priced.componentSums.map { line in
      Line(
        component: line.component.rawValue, billed: line.billed.decimalText(atMost: 6),
        unit: line.component.unit, unitPrice: line.price.decimalText(atMost: 6),
        amount: line.amount.decimalText(atMost: 6))
    }
    explanation = priced.explanation().description
  }
}
