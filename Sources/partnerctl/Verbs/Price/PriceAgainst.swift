import Bilateral
import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

/// `price FILE --against agreed,received`: what CDRs state, beside what was agreed and what the operator published.
struct PriceAgainst {
  /// What an amount is held against.
  enum Measure: String, CaseIterable {
    /// The partner's file: what is in force, or the file where nothing is.
    case agreed
    /// The tariffs that the partner sent us.
    case received
  }

  /// One CDR with what each measure says of it.
  struct Row {
    let id: String
    let partner: String
    let stated: StatedAmount
    let currency: String
    var verdicts: [(measure: Measure, verdict: ShadowBench.Verdict)] = []

    /// Whether no measure complains.
    var isAgreed: Bool { verdicts.allSatisfy(\.verdict.isOwed) }
  }

  /// The parsed line.
  let invocation: Invocation
  /// The file with CDRs.
  let name: String

  private var arguments: Arguments { invocation.arguments }

  /// Does it.
  func run() async throws(Failure) -> ExitCode {
    let measures = try self.measures()
    var cdrs: [(cdr: CDR, version: OCPIVersion)] = []
    var unreadable: [Int] = []
    var counterparts = try Counterparts(invocation)
    let party = try counterparts.namedParty()
    try CDRFile.read(invocation.console.absolute(name), named: name) { bytes, line in
      if let read = CDRReading.read(bytes, party: party) {
        cdrs.append(read)
      } else {
        unreadable.append(line)
      }
    }
    var rows: [Row] = []
    for (cdr, version) in cdrs {
      let id = try counterparts.partner(of: cdr)
      var row = Row(
        id: cdr.id.text, partner: id, stated: StatedAmount(cdr.totalCost), currency: cdr.currency)
      for measure in measures {
        row.verdicts.append((measure, try await counterparts.verdict(measure, id, cdr, version)))
      }
      rows.append(row)
    }
    PriceAgainstView(invocation: invocation, name: name).show(rows, measures, unreadable)
    return unreadable.isEmpty && rows.allSatisfy(\.isAgreed) ? .done : .findings
  }

  private func measures() throws(Failure) -> [Measure] {
    var found: [Measure] = []
    for word in (arguments.text("against") ?? "").split(separator: ",") {
      guard let measure = Measure(rawValue: word.filter { $0 != " " }) else {
        throw .usage("--against knows no \"\(word)\"", help: "agreed, received, or both", verb: "price")
      }
      if !found.contains(measure) { found.append(measure) }
    }
    guard !found.isEmpty else { throw .usage("--against names nothing", help: "--against agreed,received") }
    return found
  }
}

/// The partners that CDRs come from or go to, each read once.
private struct Counterparts {
  private let invocation: Invocation
  private let fleet: FleetFolder
  private let versions: TermsVersions
  private let desk: PriceDesk
  private let named: String?
  private var known: [String: Counterpart] = [:]
  /// The partner of a party, by its files.
  private var byParty: [PartyID: String] = [:]

  init(_ invocation: Invocation) throws(Failure) {
    self.invocation = invocation
    versions = try TermsVersions(invocation)
    fleet = try versions.folder()
    desk = try PriceDesk(fleet)
    named = invocation.arguments.text("partner")
    for id in fleet.partnerIDs where named == nil || named == id {
      guard let file = try? versions.onDisk(id).file else { continue }
      for party in file.theirParties { byParty[party] = id }
    }
  }

  /// The party of the partner that was named: CDRs of 2.1.1 name none.
  func namedParty() throws(Failure) -> PartyID? {
    guard let named else { return nil }
    return try versions.onDisk(named).file?.theirRoles.first?.party
  }

  /// Whose CDR it is: the partner that was named, the operator, or for our own CDRs the provider of the card.
  func partner(of cdr: CDR) throws(Failure) -> String {
    if let named { return named }
    if let id = byParty[cdr.party] ?? byParty[cdr.token.party] { return id }
    throw Failure(
      .missing, "CDR \(cdr.id.text) is of \(cdr.party), and no partner file has that party",
      help: "--partner ID says with whom it was agreed")
  }

  mutating func verdict(
    _ measure: PriceAgainst.Measure, _ id: String, _ cdr: CDR, _ version: OCPIVersion
  ) async throws(Failure) -> ShadowBench.Verdict {
    var counterpart: Counterpart
    if let read = known[id] { counterpart = read } else { counterpart = try await read(id) }
    defer { known[id] = counterpart }
    switch measure {
    case .agreed:
      let isOurs = counterpart.file.ourRoles.contains { $0.kind == .cpo && $0.party == cdr.party }
      let side = isOurs && counterpart.file.hasTable(PriceSide.sell.path) ? PriceSide.sell : counterpart.side
      if counterpart.benches[side] == nil {
        counterpart.benches[side] = try await bench(counterpart.version, counterpart.file, side)
      }
      return counterpart.benches[side]?.check(cdr, version) ?? .unpriceable("no price is agreed", cdr)
    case .received: return counterpart.received(cdr, version, desk.zone)
    }
  }

  private func read(_ id: String) async throws(Failure) -> Counterpart {
    let applied = try? await versions.applied(id)
    let version = applied?.file == nil ? try versions.onDisk(id) : applied
    guard let version, let file = version.file else { throw Failure(.missing, "there is no file of \(id)") }
    return Counterpart(
      version: version, file: file, tariffs: try await desk.received(from: id),
      tolerance: ShadowCommand.tolerance(file))
  }

  private func bench(_ version: TermsVersion, _ file: PartnerFile, _ side: PriceSide) async throws(Failure)
    -> ShadowBench
  {
    let pricing = try await desk.pricing(version, side, now: try invocation.now())
    let groups = LocationGroups(texts: version.text.groups)
    let path = invocation.arguments.text("locations").map(invocation.console.absolute)
    let places =
      side == .sell
      ? try await desk.places(groups, file: path)
      : try await desk.theirPlaces(file.id, groups, file: path)
    let book = PlaceBook(
      places, list: pricing.list.tariffs.map(\.id), defaults: try invocation.arguments.placeDefaults(file))
    return ShadowBench(
      pricing: pricing, book: book, zones: desk.zone, tolerance: ShadowCommand.tolerance(file))
  }
}

/// One partner: its terms, and the tariffs it sent.
private struct Counterpart {
  let version: TermsVersion
  let file: PartnerFile
  let tariffs: [Tariff]
  let tolerance: CDRTolerance
  var benches: [PriceSide: ShadowBench] = [:]

  /// What we owe where we buy, else what they owe.
  var side: PriceSide { file.hasTable(PriceSide.buy.path) ? .buy : .sell }

  /// Under those of the received tariffs that the CDR names.
  func received(
    _ cdr: CDR, _ version: OCPIVersion, _ zones: @Sendable (String) -> ZoneFile?
  ) -> ShadowBench.Verdict {
    let names = Set(cdr.tariffs.map(\.id) + cdr.chargingPeriods.compactMap(\.tariffID))
    guard !names.isEmpty else { return .unpriceable("the CDR names no tariff", cdr) }
    let found = tariffs.filter { names.contains($0.id) }
    guard !found.isEmpty else {
      let ids = names.map(\.text).sorted().joined(separator: ", ")
      return .unpriceable("\(file.id) never sent tariff \(ids)", cdr)
    }
    let zone = cdr.location.derivedTimeZone ?? file.text("agreement.zone")
    guard let zone = zone.flatMap(zones) else {
      return .unpriceable("nothing says in which time zone the charger stands", cdr)
    }
    do throws(PricingRefusal) {
      let check = try CDRCheck(tariffs: found, zone: zone, version: version, tolerance: tolerance)
      return ShadowBench.Verdict(check.check(cdr))
    } catch {
      return .unpriceable(error.description, cdr)
    }
  }
}
