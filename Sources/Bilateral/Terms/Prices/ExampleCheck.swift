package import BilateralBase
import BilateralModel
import BilateralPricing

/// Prices the worked examples of a file, `test_sessions`: unit tests inside a contract.
package struct ExampleCheck: Sendable {
  private let file: PartnerFile
  private let side: PriceSide
  private let list: PriceList?
  private let rates: ExchangeRates
  private let zone: ZoneFile
  private let today: CivilDate

  /// A check of one direction of a file.
  ///
  /// - Parameters:
  ///   - file: the terms.
  ///   - side: the direction.
  ///   - list: the price list; an example that says `adhoc` does without.
  ///   - rates: exchange rates.
  ///   - zone: the zone in which examples begin.
  ///   - today: the day of examples that name none.
  package init(
    _ file: PartnerFile, _ side: PriceSide, list: PriceList?, rates: ExchangeRates = .none, zone: ZoneFile,
    today: CivilDate
  ) {
    self.file = file
    self.side = side
    self.list = list
    self.rates = rates
    self.zone = zone
    self.today = today
  }

  /// Examples that cost something else than the file says, and those that cannot be priced.
  package var findings: [Diagnostic] {
    guard let rules = file.priceRules(side) else { return [] }
    return rules.tests.compactMap { example in
      switch price(example, rules) {
      case .success(let amount):
        guard let expected = example.expect, expected != amount else { return nil }
        return finding(example, "this session costs \(amount), the file expects \(expected)")
      case .failure(let refusal): return finding(example, "this session cannot be priced: \(refusal.reason)")
      }
    }
  }

  private func finding(_ example: PricedExample, _ message: String) -> Diagnostic {
    Diagnostic(
      .error, FindingCode.testSession.id, message,
      help: "correct the rules, or what the example expects", place: example.place, path: example.path)
  }

  /// Why an example has no price.
  private struct Refusal: Error { let reason: String }

  /// What the example costs, rounded as the contract rounds.
  private func price(_ example: PricedExample, _ rules: PriceRules) -> Result<Money, Refusal> {
    guard let list = list(for: example) else { return .failure(Refusal(reason: "there is no price list")) }
    guard
      let start = zone.moments(
        showing: example.at.day ?? today, secondOfDay: example.at.minute * 60
      ).first
    else { return .failure(Refusal(reason: "that time does not exist on that day")) }
    guard let pricing = PartnerPricing(file, side, list: list, rates: rates, zone: zone, appliedAt: start)
    else { return .failure(Refusal(reason: "there are no rules")) }
    if let error = pricing.findings.first(where: { $0.severity == .error }) {
      return .failure(Refusal(reason: error.message))
    }
    let place = place(example, list)
    let tariffs = pricing.tariffs(at: place, moment: start)
    guard let tariff = tariffs.first, let currency = Currency(tariff.currency) else {
      return .failure(Refusal(reason: "no tariff holds there"))
    }
    let session = example.session(from: start).charged(splitAt: PriceBoundaries(of: [tariff]), zone: zone)
    do throws(PricingRefusal) {
      let priced = try Pricer(tariffs: [tariff], zone: zone, version: .v2_3_0).price(session)
      guard let net = rules.isInclusive ? priced.gross : priced.net else {
        return .failure(Refusal(reason: "its tax is not known"))
      }
      let lines = pricing.surcharges(for: session, at: place, net: Money(net, currency), zone: zone)
      let sum = lines.reduce(net) { $0 + $1.amount.amount }
      return .success(Money(sum, currency).rounded(toPlaces: rules.rounding.digits, rules.rounding.mode))
    } catch {
      return .failure(Refusal(reason: "\(error)"))
    }
  }

  /// The example's own price of a kWh stands for a whole list; terms that make every price have a blank one.
  private func list(for example: PricedExample) -> PriceList? {
    let party = file.ourRoles.first { $0.kind == .cpo }?.party ?? file.ourRoles.first?.party
    guard let adhoc = example.adhoc else {
      guard file.priceRules(side)?.base == PriceRules.Base.none, let party else { return list }
      let currency = file.text("\(side.path).currency").flatMap { Currency($0) } ?? .euro
      return .none(party: party, currency: currency)
    }
    guard let party, let price = WireNumber(adhoc.perKilowattHour.amount.decimalText(atMost: 6)) else {
      return nil
    }
    let tariff = Tariff(
      party: party, id: "adhoc", currency: adhoc.perKilowattHour.currency.code,
      elements: [TariffElement(priceComponents: [PriceComponent(type: .energy, price: price)])],
      taxIncluded: .no, lastUpdated: .epoch)
    return PriceList(name: "adhoc", tariffs: [tariff])
  }

  private func place(_ example: PricedExample, _ list: PriceList) -> ChargePlace {
    let current = example.power.map { $0 > .kilowatts(43) ? ChargePlace.Current.dc : .ac }
    return ChargePlace(
      country: example.country, groups: Set([example.group].compactMap { $0 }), power: example.power,
      current: current, isPublic: true, tariffs: list.tariffs.prefix(1).map(\.id), zone: zone.name)
  }
}
