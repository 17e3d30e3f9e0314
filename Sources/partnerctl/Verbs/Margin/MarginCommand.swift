import Bilateral
import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

extension Command {
  /// `margin`: what is left between what we pay and what our drivers pay.
  static let margin = Command(
    group: .money, name: "margin", summary: "what we pay against what drivers pay: CPO × power × hour",
    about:
      "For each operator whose file has [pricing.buy] and [pricing.retail]: 20 kWh at the rated power of each kind of "
      + "charger, at each hour of a day, priced both ways, less the hub's fee where it is not passed on and sessions "
      + "go by the hub. Then, for every partner with a hub fee, what the hub took in the last 30 days: what a direct "
      + "connection must cost less than. Exit 1 when a margin is below min_margin, or below nothing.",
    flags: [
      Flag("on", nil, .text("DATE"), says: "the day (default today)"),
      Flag(
        "locations", nil, .text("FILE"),
        says: "their stations: OCPI locations, one a line (default: received)"),
      Flag(
        "sessions", nil, .number("N", 1...100_000_000),
        says: "sessions a month by the hub (default: counted in the database)"),
    ] + PriceFlags.place,
    examples: [
      .init(line: "partnerctl margin", says: "all operators, today"),
      .init(line: "partnerctl margin --on 2026-12-25 -o csv", says: "another day, for a spreadsheet"),
      .init(
        line: "partnerctl margin --sessions 10000", says: "the hub's fees for that many sessions a month"),
    ],
    exits: [.done, .findings, .badInput, .missing], acts: [.now, .csv, .select],
    run: { (invocation) async throws(Failure) in try await MarginCommand(invocation: invocation).run() })
}

/// Compares what we pay operators with what our drivers pay.
struct MarginCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Hours of a day in which a kind of charger has one margin.
  struct Row: Sendable {
    let partner: String
    let power: String
    let tariff: String
    var hours: ClosedRange<Int>
    let currency: Currency
    /// Net for a kWh.
    let buy: Rational
    let retail: Rational
    let hub: Rational
    let least: Rational

    var margin: Rational { retail - buy - hub }
    var isEnough: Bool { margin >= least && !margin.isNegative }

    func isSame(as other: Row) -> Bool {
      (partner, power, tariff) == (other.partner, other.power, other.tariff)
        && (buy, retail, hub) == (other.buy, other.retail, other.hub)
    }
  }

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let fleet = try FleetFolder.find(invocation)
    let desk = try PriceDesk(fleet)
    let versions = try TermsVersions(invocation)
    _ = try day()
    var rows: [Row] = []
    var months: [HubMonth] = []
    var skipped: [(partner: String, reason: String)] = []
    let ids = try invocation.partners() ?? fleet.partnerIDs
    for id in ids {
      do throws(Failure) {
        let version = try versions.onDisk(id)
        if let month = try await month(version, desk) { months.append(month) }
        guard version.file?.hasTable("pricing.buy") == true, version.file?.hasTable("pricing.retail") == true
        else {
          continue
        }
        rows += try await self.rows(version, desk)
      } catch {
        skipped.append((id, error.message))
      }
    }
    MarginView(invocation: invocation).show(rows, months, skipped)
    return rows.contains { !$0.isEnough } ? .findings : .done
  }

  /// What the hub took of a partner's sessions; nil where it takes nothing.
  private func month(_ version: TermsVersion, _ desk: PriceDesk) async throws(Failure) -> HubMonth? {
    guard let file = version.file, let fee = file.hubFee, let hub = fee.route.hub, fee.isEverOwed else {
      return nil
    }
    if let sessions = invocation.arguments.number("sessions") {
      return HubMonth(partner: file.id, hub: hub, fee: fee, sessions: sessions)
    }
    let groups = LocationGroups(texts: version.text.groups)
    let path = invocation.arguments.text("locations").map(invocation.console.absolute)
    let places =
      file.hasTable(PriceSide.sell.path)
      ? try await desk.places(groups, file: path) : try await desk.theirPlaces(file.id, groups, file: path)
    var month = HubMonth(partner: file.id, hub: hub, fee: fee)
    try await month.count(file, at: PlaceBook(places, list: []), desk, now: try invocation.now())
    return month
  }

  private func rows(_ version: TermsVersion, _ desk: PriceDesk) async throws(Failure) -> [Row] {
    guard let file = version.file else { return [] }
    let now = try invocation.now()
    let buy = try await terms(version, .buy, desk, now)
    let retail = try await terms(version, .retail, desk, now)
    let places = try await desk.theirPlaces(
      file.id, LocationGroups(texts: version.text.groups),
      file: invocation.arguments.text("locations").map(invocation.console.absolute))
    guard !places.isEmpty else {
      throw Failure(.missing, "no stations of \(file.id) are known", help: "--locations FILE reads them")
    }
    let defaults = try invocation.arguments.placeDefaults(file)
    var rows: [Row] = []
    for place in Self.kinds(places, defaults) {
      for hour in 0..<24 {
        guard let row = try row(place, hour, buy, retail, now) else { continue }
        if let last = rows.last, last.isSame(as: row), last.hours.upperBound == hour - 1 {
          rows[rows.count - 1].hours = last.hours.lowerBound...hour
        } else {
          rows.append(row)
        }
      }
    }
    return rows
  }

  private func terms(_ version: TermsVersion, _ side: PriceSide, _ desk: PriceDesk, _ now: Timestamp)
    async throws(Failure) -> ReplayTerms
  {
    ReplayTerms(
      label: side.rawValue, pricing: try await desk.pricing(version, side, now: now), moment: nil,
      zones: desk.zone)
  }

  /// One place of each kind: what prices can tell apart without the EVSE's id.
  private static func kinds(_ places: [ChargePlace], _ defaults: PlaceBook.Defaults) -> [ChargePlace] {
    var kinds: [ChargePlace] = []
    var met: Set<ChargePlace> = []
    for place in places {
      var kind = place
      kind.evseID = nil
      kind.zone = kind.zone ?? defaults.zone
      if met.insert(kind).inserted { kinds.append(kind) }
    }
    return kinds.sorted { left, right in
      (left.power?.value ?? .zero, left.tariffs.first?.text ?? "") < (
        right.power?.value ?? .zero, right.tariffs.first?.text ?? ""
      )
    }
  }

  private func row(
    _ place: ChargePlace, _ hour: Int, _ buy: ReplayTerms, _ retail: ReplayTerms, _ now: Timestamp
  )
    throws(Failure) -> Row?
  {
    guard let zone = buy.zones(place.zone ?? "UTC"), let start = try start(hour, zone, now),
      let cost = Self.price(place, buy, start), let revenue = Self.price(place, retail, start),
      cost.currency == revenue.currency
    else { return nil }
    let fee = buy.pricing.hubFee?.absorbed(at: place, begun: start)?.fee(on: cost)?.amount
    func each(_ amount: Rational) -> Rational { (try? amount / PriceSpread.energy) ?? amount }
    return Row(
      partner: buy.pricing.partner, power: Replay.power(place), tariff: place.tariffs.first?.text ?? "?",
      hours: hour...hour, currency: cost.currency, buy: each(cost.amount), retail: each(revenue.amount),
      hub: each(fee ?? .zero), least: Self.least(retail.pricing.rules.minMargin, each(cost.amount)))
  }

  private static func price(_ place: ChargePlace, _ terms: ReplayTerms, _ start: Timestamp) -> Money? {
    guard let pricer = try? PlacePricer(place, under: terms, at: start) else { return nil }
    let session = PriceSpread.session(at: place, start: start)
    guard let priced = try? pricer.priced(session.charged(splitAt: pricer.boundaries, zone: pricer.zone))
    else {
      return nil
    }
    return priced.net.map { Money($0, priced.currency) }
  }

  private static func least(_ floor: PriceRules.Margin?, _ cost: Rational) -> Rational {
    switch floor {
    case .percent(let percent): cost * percent.fraction
    case .price(let price): price.perKilowattHour.amount
    case nil: .zero
    }
  }

  private func start(_ hour: Int, _ zone: ZoneFile, _ now: Timestamp) throws(Failure) -> Timestamp? {
    zone.moments(showing: try day() ?? zone.local(now).date, secondOfDay: hour * 3600).first
  }

  /// The day that was asked for.
  private func day() throws(Failure) -> CivilDate? {
    guard let text = invocation.arguments.text("on") else { return nil }
    guard let moment = Timestamp(ocpi: text + "T12:00:00Z") else {
      throw .usage("--on \"\(text)\" is no day", help: "write 2026-12-25")
    }
    return CivilDate(moment)
  }
}
