import Bilateral
import BilateralBase
import BilateralModel
import BilateralTerms

extension Command {
  /// `impact`: what an edit of prices would have changed.
  static let impact = Command(
    group: .money, name: "impact", summary: "past sessions priced again: what an edit would change",
    about:
      "Prices past sessions under two versions of the terms, each rounded as the terms say, and tells the difference: "
      + "what is in force (or --base) against the partner's file. An edit that begins later is replayed as if it had "
      + "held then. A CSV file has a heading line: start, end, kwh, and where known charging_seconds, station, "
      + "power_type, power_kw, country, zone, tariff, group, token_group. Times are UTC.",
    positionals: [.init(name: "ID", summary: "the partner's id, or its edited file")],
    flags: PriceFlags.sessions + [
      PriceFlags.base, PriceFlags.side,
      Flag("by", nil, .text("LIST"), says: "groups: rule, country, month, day, station, tariff, power"),
      Flag("on", nil, .text("DATE"), says: "the edit's terms as they are on that day"),
      PriceFlags.locations,
    ] + PriceFlags.place,
    examples: [
      .init(line: "partnerctl impact acme", says: "the CDRs of 30 days, in force against the file"),
      .init(
        line: "partnerctl impact acme --sessions 2026-10.csv.gz --by rule,month --base main:acme",
        says: "a file of sessions, main against this branch"),
    ],
    exits: [.done, .findings, .badInput, .missing], acts: [.now, .csv],
    run: { (invocation) async throws(Failure) in try await ImpactCommand(invocation: invocation).run() })
}

/// Replays past sessions under two versions of the terms.
struct ImpactCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// What came out, with what it is about.
  struct Impact: Sendable {
    let partner: String
    let name: String
    let side: PriceSide
    let dimensions: [Replay.Dimension]
    let replay: Replay
    let report: SessionFeed.Report
    /// The moment whose terms the edit was replayed with.
    let moment: Timestamp
  }

  private var locations: String? { invocation.arguments.text("locations").map(invocation.console.absolute) }

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let arguments = invocation.arguments
    let versions = try TermsVersions(invocation)
    let newer = try versions.onDisk(arguments.first ?? "")
    let older = try await olderVersion(newer, versions)
    let dimensions = try Self.dimensions(arguments.text("by") ?? "rule")
    let impact = try await impact(older, newer, dimensions, try PriceDesk(versions.folder()))
    ImpactView(invocation: invocation).show(impact)
    return impact.report.badCount > 0 || !impact.replay.unpriced.isEmpty ? .findings : .done
  }

  /// What the edit is compared with.
  func olderVersion(_ newer: TermsVersion, _ versions: TermsVersions) async throws(Failure) -> TermsVersion {
    let id = newer.file?.id ?? ""
    guard let base = invocation.arguments.text("base") else {
      let applied = try await versions.applied(id)
      guard applied.file == nil else { return applied }
      throw Failure(
        .missing, "nothing is in force with \(id) yet",
        help: "--base names what to compare with: a file or REF:\(id)")
    }
    let isFile = FileSystem.kind(invocation.console.absolute(base)) == .file
    return try await versions.version(
      isFile || base.contains(":") ? base : "\(base):\(FleetFolder.partnerFile(id))")
  }

  /// Replays what `--sessions` or `--days` mean.
  func impact(
    _ older: TermsVersion, _ newer: TermsVersion, _ dimensions: [Replay.Dimension], _ desk: PriceDesk
  ) async throws(Failure) -> Impact {
    guard let file = newer.file else { throw Failure(.missing, "there is no \(newer.label)") }
    let arguments = invocation.arguments
    let side = try arguments.side(of: file)
    let now = try invocation.now()
    let before = try await desk.pricing(older, side, now: now)
    let after = try await desk.pricing(newer, side, now: now)
    let moment = try self.moment(after, desk, file, now)
    let book = PlaceBook(
      side == .sell ? try await desk.places(LocationGroups(texts: newer.text.groups), file: locations) : [],
      list: after.list.tariffs.map(\.id), defaults: try arguments.placeDefaults(file))
    let replay = Replay(
      from: ReplayTerms(label: older.label, pricing: before, moment: now, zones: desk.zone),
      to: ReplayTerms(label: newer.label, pricing: after, moment: moment, zones: desk.zone),
      places: book, by: dimensions)
    let outcome = try await fed(replay, side, file, desk, now)
    return Impact(
      partner: file.id, name: file.name, side: side, dimensions: dimensions, replay: outcome.replay,
      report: outcome.report, moment: moment)
  }

  private func fed(
    _ replay: Replay, _ side: PriceSide, _ file: PartnerFile, _ desk: PriceDesk, _ now: Timestamp
  )
    async throws(Failure) -> SessionFeed.Outcome
  {
    if let name = invocation.arguments.text("sessions") {
      let (progress, begin) = (ProgressView(invocation: invocation), ContinuousClock.now)
      defer { progress.clear() }
      return try await SessionFeed.file(
        invocation.console.absolute(name), named: name, of: file.theirRoles.first?.party, into: replay
      ) { done in
        guard ContinuousClock.now - begin > .seconds(1) else { return }
        progress.show(.object([JSONMember("module", .string("sessions")), JSONMember("done", JSON(done))]))
      }
    }
    let days = invocation.arguments.number("days") ?? 30
    let since = now.adding(seconds: Int64(-days * 86_400))
    let outcome = try await CDRFeed.database(side, of: file, since: since, desk, into: replay)
    guard outcome.replay.total.sessions + outcome.replay.unpriced.count > 0 else {
      throw Failure(
        .missing, "the database has no CDRs with \(file.id) of the last \(days) days",
        help: "--sessions FILE replays sessions of a file, --days N looks further back")
    }
    return outcome
  }

  /// The day of `--on`, else when the edit's last rule begins, if that is still to come.
  private func moment(_ pricing: PartnerPricing, _ desk: PriceDesk, _ file: PartnerFile, _ now: Timestamp)
    throws(Failure) -> Timestamp
  {
    guard let text = invocation.arguments.text("on") else {
      return pricing.lastBeginning(desk.zone, file, notBefore: now)
    }
    guard let moment = Timestamp(ocpi: text + "T12:00:00Z") else {
      throw .usage("--on \"\(text)\" is no day", help: "write 2027-01-01")
    }
    return moment
  }

  private static func dimensions(_ text: String) throws(Failure) -> [Replay.Dimension] {
    var dimensions: [Replay.Dimension] = []
    for word in text.split(separator: ",") {
      guard let dimension = Replay.Dimension(rawValue: String(word)) else {
        let names = Replay.Dimension.allCases.map(\.rawValue).joined(separator: ", ")
        throw .usage("--by knows no \"\(word)\"", help: "one or more of \(names)")
      }
      dimensions.append(dimension)
    }
    return dimensions
  }
}
