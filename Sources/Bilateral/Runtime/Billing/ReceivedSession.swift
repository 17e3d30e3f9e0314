import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

/// A session that one of our drivers had at a partner's station, to be priced by our own blocks of terms.
struct ReceivedSession {
  let cdr: CDR
  let version: OCPIVersion
  let place: ReceivedPlace
  let driver: PricedDriver
  /// Nil when nothing was ever applied.
  let terms: ReceivedTerms?
  /// On which way the CDR came.
  let way: Way

  /// A CDR that names the tariffs of one direction, with these.
  struct Priced {
    var cdr: CDR
    var tariffs: [Tariff]
    var pricing: PartnerPricing
  }

  /// The session under `[pricing.buy]` or `[pricing.retail]`; nil without the block, or where it has no price for the place.
  func priced<Access>(_ side: PriceSide, in tx: Transaction<Access>) throws -> Priced? {
    guard let terms, let pricing = try terms.pricing(side, over: place.tariffs, in: tx) else { return nil }
    let made = pricing.named(at: chargePlace(terms), driver: driver, moment: cdr.startDateTime)
    guard !made.isEmpty else { return nil }
    var cdr = cdr
    for index in cdr.chargingPeriods.indices {
      let given = cdr.chargingPeriods[index].tariffID
      let known = made.first { $0.base == given } ?? (made.count == 1 ? made.first : nil)
      cdr.chargingPeriods[index].tariffID = known?.tariff.id
    }
    return Priced(cdr: cdr, tariffs: made.map(\.tariff), pricing: pricing)
  }

  /// The connector with the tariffs that held when the session began; where the CDR does not say which, the location.
  private func chargePlace(_ terms: ReceivedTerms) -> ChargePlace {
    var found = ChargePlace(country: ChargePlace.all(of: place.location).first?.country)
    if let (evse, connector) = place.connector {
      found = ChargePlace(
        location: place.location, evse: evse, connector: connector, groups: terms.groups)
    }
    found.tariffs = place.tariffs.map(\.id)
    return found
  }

  /// What the session owes or gets back beside the CDR by the terms of `[pricing.buy]`.
  ///
  /// - Parameters:
  ///   - agreed: the session under those terms.
  ///   - net: what the partner asks for, without tax.
  /// - Returns: the lines.
  /// - Throws: `PricingRefusal` when the session cannot be read.
  func beside(_ agreed: Priced, net: Rational?) throws -> SessionLines {
    let spot = (place: terms.map(chargePlace) ?? ChargePlace(), driver: driver)
    let money = net.flatMap { net in Currency(cdr.currency.uppercased()).map { Money(net, $0) } }
    return SessionLines(
      agreed.pricing, try ChargedSession(agreed.cdr, version: version), at: spot, net: money,
      zone: place.zone, version: version)
  }

  /// What the driver pays, and what is left after what the partner asks for; nil without `[pricing.retail]`.
  ///
  /// The price at the session's start counts: terms that came later say nothing of it. What cannot be priced is told with
  /// its reason and never estimated.
  func retail<Access>(cost: StatedAmount, in tx: Transaction<Access>) throws -> [JSONMember]? {
    guard let terms, terms.file.hasTable(PriceSide.retail.path) else { return nil }
    func nothing(_ reason: String) -> [JSONMember] {
      [JSONMember("retail", ["reason": .string(reason)]), JSONMember("margin", .null)]
    }
    guard terms.isOfThen else { return nothing("no retail prices were in force when the session started") }
    do {
      guard let priced = try priced(.retail, in: tx) else {
        return nothing("[pricing.retail] has no price for this connector")
      }
      let session = try ChargedSession(priced.cdr, version: version)
      let bill = try Pricer(tariffs: priced.tariffs, zone: place.zone, version: .newest).price(session)
      let amount = RoundingConvention(priced.pricing.rules.rounding).amount(of: bill)
      var json = amount.json
      json["currency"] = .string(bill.currency.code)
      let energy = bill.session.periods.reduce(Rational.zero) { $0 + ($1.energy ?? .zero) }
      return [
        JSONMember("retail", json),
        JSONMember("margin", margin(amount, bill.currency, cost, Energy(value: energy), priced.pricing)),
      ]
    } catch let error as ReceivedTerms.Unusable {
      return nothing(error.reason)
    } catch let error as PricingRefusal {
      return nothing(error.description)
    }
  }

  /// Retail less cost and hub fee, all net (terms, section 5); with a reason instead where that cannot be said.
  private func margin(
    _ retail: StatedAmount, _ currency: Currency, _ cost: StatedAmount, _ energy: Energy,
    _ pricing: PartnerPricing
  ) -> JSON {
    guard let net = retail.net, let owed = cost.net, let paid = Currency(cdr.currency) else {
      return ["reason": "one of the amounts is known with tax only"]
    }
    let fee = pricing.hubFee?.absorbed(on: way)
    do throws(MoneyError) {
      let left = try SessionMargin(
        retail: Money(net, currency), cost: Money(owed, paid), energy: energy, hubFee: fee,
        floor: pricing.rules.minMargin)
      let hub = fee.flatMap { $0.fee(on: Money(owed, paid)) }
      return [
        "amount": .string(left.margin.amount.decimalText(atMost: 6)), "currency": .string(currency.code),
        "percent": left.percent.map { .string($0.rounded(toPlaces: 2).decimalText(atMost: 2)) } ?? .null,
        "state": .string(left.state.rawValue),
        "hub_fee": hub.map { .string($0.amount.decimalText(atMost: 6)) } ?? .null,
      ]
    } catch {
      return ["reason": .string("drivers pay in \(currency), the CDR is in \(cdr.currency)")]
    }
  }
}
