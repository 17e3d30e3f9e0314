package import BilateralBase
import BilateralModel
import BilateralPricing
package import BilateralTerms

/// Three sessions that anybody can imagine, priced under the tariffs that one partner gets.
package struct WorkedPrices: Sendable {
  /// The sessions with their prices; empty when there is a refusal.
  package private(set) var prices: [PlainTerms.WorkedPrice] = []
  /// Why there are none; nil when there are some, or when the file sells nothing.
  package private(set) var refusal: String?

  /// Works the prices of `file` out of the fleet's price lists.
  ///
  /// - Parameters:
  ///   - file: the terms.
  ///   - lists: the lists; nil where there is no fleet folder.
  ///   - now: when the terms are taken to have been applied.
  package init(_ file: PartnerFile, lists: PriceListSource?, now: Timestamp = WallClock.system.now()) {
    guard file.hasTable("pricing.sell") else { return }
    do throws(Refused) {
      let (list, tariffs) = try Self.tariffs(of: file, lists, now)
      for session in Self.sessions { prices.append(try session.priced(list, tariffs)) }
    } catch {
      prices = []
      refusal = error.reason
    }
  }

  private struct Refused: Error { let reason: String }

  private static func tariffs(
    of file: PartnerFile, _ lists: PriceListSource?, _ now: Timestamp
  ) throws(Refused)
    -> (PriceList, PartnerTariffs)
  {
    guard let rules = file.priceRules(.sell), rules.base != nil else {
      throw Refused(reason: "[pricing.sell] names no base list")
    }
    guard let lists else { throw Refused(reason: "the file lies outside a fleet folder") }
    let (list, findings) = lists.list(for: rules, own: [])
    guard let list else { throw Refused(reason: findings.first?.message ?? "the price list cannot be read") }
    guard
      let pricing = PartnerPricing(file, .sell, list: list, rates: lists.rates().rates, appliedAt: now)
    else { throw Refused(reason: "there are no prices") }
    let made = pricing.publish(at: now)
    if let problem = made.findings.first(where: { $0.severity == .error }) {
      throw Refused(reason: problem.message)
    }
    return (list, made)
  }

  /// A session at a charger of some power.
  private struct Example {
    let words: String
    let power: Int
    let energy: Energy
    let charging: BilateralBase.TimeSpan
    let parking: BilateralBase.TimeSpan

    func priced(_ list: PriceList, _ made: PartnerTariffs) throws(Refused) -> PlainTerms.WorkedPrice {
      guard let base = base(in: list), let id = made.connectors.tariffIDs(for: place(base)).first,
        let tariff = made.tariffs.first(where: { $0.id == id })
      else { throw Refused(reason: "no tariff holds at a charger of \(power / 1000) kW") }
      guard tariff.elements.allSatisfy({ $0.restrictions == nil }) else {
        return PlainTerms.WorkedPrice(
          session: "\(words) under list tariff \(base.id.text)",
          price: "what the clock and the session say: \(TariffWords.prices(tariff))")
      }
      return PlainTerms.WorkedPrice(
        session: "\(words) under list tariff \(base.id.text)", price: try price(tariff, base))
    }

    /// Nothing depends on the clock, so any moment will do.
    private func price(_ tariff: Tariff, _ base: Tariff) throws(Refused) -> String {
      let session = ChargedSession(start: .epoch, energy: energy, charging: charging, parking: parking)
      do throws(PricingRefusal) {
        let priced = try Pricer(tariffs: [tariff], zone: .utc, version: .newest).price(session)
        if let net = priced.net { return "\(Money(net, priced.currency).rounded()) net" }
        if let gross = priced.gross { return "\(Money(gross, priced.currency).rounded()) with tax" }
        throw .noApplicableTariff
      } catch {
        throw Refused(reason: "tariff \(base.id.text): \(error)")
      }
    }

    /// A list names its fast tariffs so; without such a name the first tariff is taken.
    private func base(in list: PriceList) -> Tariff? {
      let fast = list.tariffs.first { tariff in
        ["DC", "HPC"].contains { tariff.id.text.uppercased().hasPrefix($0) }
      }
      return power >= 50_000 ? fast ?? list.tariffs.first : list.tariffs.first
    }

    private func place(_ base: Tariff) -> ChargePlace {
      ChargePlace(
        power: .watts(power), current: power >= 50_000 ? .dc : .ac,
        standard: power >= 50_000 ? "IEC_62196_T2_COMBO" : "IEC_62196_T2", isPublic: true, tariffs: [base.id])
    }
  }

  private static let sessions = [
    Example(
      words: "20 kWh in 2 h on an 11 kW charger, then parked 1 h", power: 11_000,
      energy: .kilowattHours(20), charging: .hours(2), parking: .hours(1)),
    Example(
      words: "30 kWh in 40 min on a 50 kW charger", power: 50_000,
      energy: .kilowattHours(30), charging: .minutes(40), parking: .zero),
    Example(
      words: "45 kWh in 25 min on a 150 kW charger", power: 150_000,
      energy: .kilowattHours(45), charging: .minutes(25), parking: .zero),
  ]
}
