import Bilateral
import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

extension Command {
  /// `shadow`: a partner's CDRs under a draft of the terms.
  static let shadow = Command(
    group: .money, name: "shadow", summary: "re-rate a partner's CDR files and statement under a file",
    about:
      "Before anything is connected: each CDR is priced under the partner's file and held against what it states. "
      + "What differs is told by its cause and counted, with the amount that can be claimed. The statement is a CSV "
      + "file with the columns id and amount. Evidence goes to a folder: a summary, a table, and our calculation of "
      + "each CDR that differs.",
    positionals: [.init(name: "ID", summary: "the partner's id, or a draft of its file")],
    flags: [
      Flag("cdrs", nil, .text("FILE"), repeats: true, says: "CDRs: a JSON array, or one a line (.gz too)"),
      Flag("statement", nil, .text("FILE"), says: "their statement: CSV with id and amount"),
      Flag(
        "evidence", nil, .text("DIR"), says: "where evidence goes (default: evidence/ID-MONTH in the fleet)"),
      PriceFlags.side, PriceFlags.locations,
    ] + PriceFlags.place,
    examples: [
      .init(
        line: "partnerctl shadow carlo --cdrs oct.json --statement carlo-oct.csv",
        says: "October, and evidence"),
      .init(
        line: "partnerctl shadow draft.toml --cdrs oct.jsonl.gz --dry-run",
        says: "a draft; nothing is written"),
    ],
    exits: [.done, .findings, .badInput, .missing, .cannotWrite], acts: [.now, .dryRun],
    run: { (invocation) async throws(Failure) in try await ShadowCommand(invocation: invocation).run() })
}

/// Re-rates CDRs of files under a version of the terms.
struct ShadowCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  private var arguments: Arguments { invocation.arguments }

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let paths = arguments.texts("cdrs")
    guard !paths.isEmpty else {
      throw .usage("shadow needs CDRs", help: "--cdrs FILE, as often as there are files", verb: "shadow")
    }
    let versions = try TermsVersions(invocation)
    let version = try versions.onDisk(arguments.first ?? "")
    guard let file = version.file else { throw Failure(.missing, "there is no such file") }
    let desk = try PriceDesk(versions.folder())
    var shadow = try await shadow(file, version, desk)
    for path in paths { try read(path, file, into: &shadow) }
    if let path = arguments.text("statement") { try readStatement(path, into: &shadow) }
    let folder = try evidenceFolder(file, shadow, versions)
    if let folder, !invocation.isDryRun { try ShadowEvidence(shadow).write(to: folder) }
    ShadowView(invocation: invocation).show(shadow, evidence: invocation.isDryRun ? nil : folder)
    return shadow.isClean ? .done : .findings
  }

  private func shadow(_ file: PartnerFile, _ version: TermsVersion, _ desk: PriceDesk) async throws(Failure)
    -> Shadow
  {
    let side =
      arguments.text("side").flatMap { PriceSide(rawValue: $0) }
      ?? (file.hasTable("pricing.buy") ? .buy : .sell)
    let now = try invocation.now()
    let pricing = try await desk.pricing(version, side, now: now)
    let places = try await desk.places(
      LocationGroups(texts: version.text.groups),
      file: arguments.text("locations").map(invocation.console.absolute))
    let book = PlaceBook(
      places, list: pricing.list.tariffs.map(\.id), defaults: try arguments.placeDefaults(file))
    return Shadow(
      partner: file.id, label: version.label, side: side,
      bench: ShadowBench(pricing: pricing, book: book, zones: desk.zone, tolerance: Self.tolerance(file)),
      window: file.entry("dispute.window")?.value.days)
  }

  /// What is not minded, as the file says.
  static func tolerance(_ file: PartnerFile) -> CDRTolerance {
    var tolerance = CDRTolerance()
    if case .money(let money)? = file.entry("cdr.amount_tolerance")?.value { tolerance.amount = money.amount }
    return tolerance
  }

  // MARK: files

  private func read(_ path: String, _ file: PartnerFile, into shadow: inout Shadow) throws(Failure) {
    let party = file.theirRoles.first?.party
    try CDRFile.read(invocation.console.absolute(path), named: path) { bytes, line in
      guard let (cdr, version) = CDRReading.read(bytes, party: party) else {
        return shadow.unreadable.append("\(path):\(line)")
      }
      shadow.add(cdr, version)
    }
  }

  private func readStatement(_ path: String, into shadow: inout Shadow) throws(Failure) {
    let bytes = try FileSystem.read(invocation.console.absolute(path))
    guard let statement = StatementFile(bytes) else {
      throw Failure(
        .badInput, "\(path) has no columns id and amount", help: "a heading line such as id,amount")
    }
    for line in statement.unreadable { shadow.unreadable.append("\(path):\(line)") }
    shadow.compare(with: statement)
  }

  private func evidenceFolder(_ file: PartnerFile, _ shadow: Shadow, _ versions: TermsVersions)
    throws(Failure)
    -> String?
  {
    if let named = arguments.text("evidence") { return invocation.console.absolute(named) }
    guard !shadow.isClean, let first = shadow.first else { return nil }
    return try versions.folder().path("evidence/\(file.id)-\(String("\(first)".prefix(7)))")
  }
}

extension TermValue {
  /// The whole days of a duration.
  fileprivate var days: Int? {
    if case .duration(let duration) = self { duration.seconds.map { $0 / 86_400 } } else { nil }
  }
}
