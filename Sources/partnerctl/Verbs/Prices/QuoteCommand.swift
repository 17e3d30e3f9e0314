import Bilateral
import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

extension Command {
  /// `quote`: what a session that somebody describes costs.
  static let quote = Command(
    group: .money, name: "quote", summary: "what a described session costs under the terms",
    about:
      "Prices with the partner's file as it lies there, not with what is in force; --base applied:ID takes that. "
      + "Power is taken to flow evenly for --minutes, then the car parks for --parking. --at is the clock at the "
      + "station (a day and a time, or a time today), or UTC with a Z.",
    positionals: [.init(name: "ID", summary: "the partner's id")],
    flags: [
      Flag("kwh", nil, .text("KWH"), says: "energy in kWh"),
      Flag("minutes", nil, .text("MIN"), says: "minutes of charging"),
      Flag("parking", nil, .text("MIN"), says: "minutes connected after that"),
      Flag("evse", nil, .text("EVSE"), says: "one of our EVSEs: brings power, plug, country and tariff"),
      Flag("connector", nil, .number("N", 1...20), says: "which connector of the EVSE, the first is 1"),
      Flag("at", nil, .text("TIME"), says: "when it starts: 18:10, 2026-11-20T18:10, …Z"),
      Flag("explain", says: "each line: tariff element, measured, billed, price; and what was odd"),
    ] + PriceFlags.place + [
      PriceFlags.locations, PriceFlags.side,
      Flag("base", nil, .text("VERSION"), says: "these terms: applied:ID, REF:ID or a file"),
    ],
    examples: [
      .init(line: "partnerctl quote acme --kwh 31.417 --minutes 95 --power 11", says: "at an 11 kW charger"),
      .init(
        line: "partnerctl quote acme --evse 'DE*NVO*E0442*1' --kwh 40 --minutes 30 --at 18:10 --explain",
        says: "at one of ours, each step shown"),
    ],
    exits: [.done, .badInput, .missing], acts: [.now],
    run: { (invocation) async throws(Failure) in try await QuoteCommand(invocation: invocation).run() })
}

/// Prices one session that a person describes.
struct QuoteCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  private var arguments: Arguments { invocation.arguments }

  private var locations: String? { invocation.arguments.text("locations").map(invocation.console.absolute) }

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let id = arguments.first ?? ""
    let versions = try TermsVersions(invocation)
    let version = try await versions.version(arguments.text("base") ?? id)
    guard let file = version.file else { throw Failure(.missing, "nothing is in force with \(id) yet") }
    let desk = try PriceDesk(versions.folder())
    let side = try arguments.side(of: file)
    let now = try invocation.now()
    let pricing = try await desk.pricing(version, side, now: now)
    let book = PlaceBook(
      try await desk.places(LocationGroups(texts: version.text.groups), file: locations),
      list: pricing.list.tariffs.map(\.id),
      defaults: try arguments.placeDefaults(file))
    let (place, driver) = try self.place(book)
    let start = try start(at: place, desk, now)
    let terms = ReplayTerms(label: version.label, pricing: pricing, moment: nil, zones: desk.zone)
    let read = try await desk.version(of: file)
    do throws(PlacePricer.Refusal) {
      let pricer = try PlacePricer(place, driver, under: terms, at: start, readIn: read)
      let charged = try session(start).charged(splitAt: pricer.boundaries, zone: pricer.zone)
      let priced = try pricer.priced(charged)
      let net = pricing.rules.rounding.net(of: priced).map { Money($0, priced.currency) }
      let hub = pricing.hubFee?.charge(on: side == .retail ? nil : net, at: place, begun: start)
      let lines = net.map { net in
        pricing.surcharges(
          for: charged, at: place, driver: driver, net: net, zone: pricer.zone, version: read)
      }
      let quote = Quote(
        partner: file.id, side: side, label: version.label, place: place, pricer: pricer, priced: priced,
        rounding: pricing.rules.rounding, read: read, settled: lines ?? [], hub: hub,
        later: pricing.rules.settledApart.filter { $0.settlement != .session })
      QuoteView(invocation: invocation).show(quote)
      return .done
    } catch let refusal {
      throw Failure(.badInput, refusal.reason, help: "--tariff names the tariff of the price list")
    }
  }

  private func place(_ book: PlaceBook) throws(Failure) -> (place: ChargePlace, driver: PricedDriver) {
    guard let evse = arguments.text("evse") else { return book.place(of: SessionRows.Site(texts: [:])) }
    guard book.place(evse: evse, connector: arguments.number("connector") ?? 1) != nil else {
      throw Failure(
        .missing, "\(evse) is none of our EVSEs, or has no such connector",
        help:
          "partnerctl coverage ID --evse '\(evse)'; or describe the place with --power, --country and --tariff"
      )
    }
    var texts: [SessionColumn: String] = [.station: evse]
    texts[.connectorNumber] = arguments.number("connector").map { String($0) }
    texts[.power] = arguments.text("power")
    texts[.country] = arguments.text("country")
    texts[.tokenGroup] = arguments.text("token-group")
    return book.place(of: SessionRows.Site(texts: texts))
  }

  private func session(_ start: Timestamp) throws(PlacePricer.Refusal) -> PastSession {
    do throws(Failure) {
      let energy = try arguments.text("kwh").map { (text) throws(Failure) in
        try arguments.positive(text, "kwh", "kWh")
      }
      let charging = try minutes("minutes")
      let parking = try minutes("parking")
      return PastSession(
        start: start, end: start.adding(seconds: Int64(charging + parking)), energy: energy ?? .zero,
        chargingSeconds: charging)
    } catch {
      throw PlacePricer.Refusal(error.message)
    }
  }

  /// Minutes, in whole seconds.
  private func minutes(_ flag: String) throws(Failure) -> Int {
    guard let text = arguments.text(flag) else { return 0 }
    let seconds = (try arguments.positive(text, flag, "minutes") * 60).rounded(toPlaces: 0).asInt ?? 0
    guard seconds <= 400 * 86_400 else { throw .usage("--\(flag) is longer than 400 days") }
    return seconds
  }

  private func start(at place: ChargePlace, _ desk: PriceDesk, _ now: Timestamp) throws(Failure) -> Timestamp
  {
    guard let text = arguments.text("at") else { return now }
    if text.hasSuffix("Z"), let moment = Timestamp(ocpi: text) { return moment }
    guard let zone = desk.zone(place.zone ?? "UTC") else {
      throw .usage("there is no time zone \(place.zone ?? "")", help: "--zone Europe/Berlin")
    }
    guard let said = ExampleStart(text) else {
      throw .usage(
        "--at \"\(text)\" is no time", help: "write 18:10, 2026-11-20T18:10 or 2026-11-20T17:10:00Z")
    }
    let day = said.day ?? zone.local(now).date
    guard let moment = zone.moments(showing: day, secondOfDay: said.minute * 60).first else {
      throw .usage("no clock in \(zone.name) shows \(text): it is put forward then")
    }
    return moment
  }
}

/// A session with its price.
struct Quote {
  let partner: String
  let side: PriceSide
  let label: String
  let place: ChargePlace
  let pricer: PlacePricer
  let priced: PricedSession
  let rounding: RoundingTerms
  /// The version in which the partner reads its tariffs.
  let read: OCPIVersion
  /// What the statement adds to this session beside its CDR, the hub apart.
  let settled: [SettledLine]
  /// What a hub takes of it; nil where none has a part in it.
  let hub: HubCharge?
  /// What depends on all sessions of a period, so that no quote knows it.
  let later: [SettledTerm]

  /// Net as it is billed.
  var net: Rational? { rounding.net(of: priced) }

  /// The lines of the statement: what OCPI cannot say, and a hub's fee that the partner bears.
  var lines: [SettledLine] { settled + [hub?.line(side)].compactMap { $0 } }

  /// What the session leaves, or costs, once the hub has its fee; nil when that is not known.
  var remaining: Money? {
    guard let net, let hub else { return nil }
    let before = settled.reduce(net) { $0 + $1.amount.rounded().amount }
    return hub.remaining(of: Money(before, priced.currency), side)?.rounded()
  }
}

extension Arguments {
  /// The direction that was asked for, or the first that the file has.
  /// - Throws: exit 65 when the file has none.
  func side(of file: PartnerFile) throws(Failure) -> PriceSide {
    if let named = text("side").flatMap({ PriceSide(rawValue: $0) }) { return named }
    guard let side = PriceSide.allCases.first(where: { file.hasTable($0.path) }) else {
      throw Failure(
        .badInput, "\(file.file) has no prices: no [pricing.sell], [pricing.buy] or [pricing.retail]",
        help: "partnerctl explain pricing.sell.base")
    }
    return side
  }
}
