import BilateralBase
import BilateralModel
import BilateralPricing

extension Command {
  /// `price`: what sessions cost under tariffs, exactly, and what to say of the amounts that CDRs state.
  static let price = Command(
    group: .money, name: "price", summary: "what a CDR costs, and whether its stated amount agrees",
    about:
      "Prices one CDR under tariffs, or with --batch one a line. FILE holds CDRs whose own tariffs are taken where "
      + "none are given; --against holds them against the terms agreed with the partner, and against the tariffs it "
      + "sent. Exit 1 when an amount does not agree or there is none, 65 when an input cannot be read. "
      + "docs/pricing.md says how a session is priced.",
    positionals: [
      .init(
        name: "FILE", optional: true, summary: "CDRs, an object or an array; with --batch lines, - for stdin")
    ],
    flags: [
      Flag("tariffs", "t", .text("FILE"), says: "a tariff or an array of them"),
      Flag("cdr", nil, .text("FILE"), says: "one CDR"),
      Flag("zone", "z", .text("ZONE"), says: "time zone of the location, such as Europe/Berlin"),
      Flag(
        "version", nil, .choice(OCPIVersion.allCases.map(\.description)),
        says: "version of OCPI (default 2.2.1)"),
      Flag("explain", "e", says: "each line with what was measured, billed and why"),
      Flag("batch", "b", says: "lines of {id, tariffs, cdr, time_zone, version}"),
      Flag("against", nil, .text("LIST"), says: "agreed, received, or both: agreed,received"),
      Flag("partner", nil, .text("ID"), says: "whose CDRs these are (default: by their party)"),
      PriceFlags.locations, PriceFlags.listTariff,
    ],
    examples: [
      .init(
        line: "partnerctl price -t tariff.json --cdr cdr.json -z Europe/Berlin --explain",
        says: "one CDR, line by line"),
      .init(line: "partnerctl price cdrs.json --zone Europe/Berlin", says: "each CDR under its own tariffs"),
      .init(
        line: "partnerctl price cdrs.json --against agreed,received",
        says: "what they state, what was agreed, what they published"),
      .init(line: "partnerctl price --batch sessions.jsonl", says: "in the order of the lines"),
    ],
    exits: [.done, .findings, .badInput, .missing],
    run: { (invocation) async throws(Failure) in try await Pricing(invocation: invocation).run() })
}

/// `price`: decides which of its forms is wanted.
struct Pricing {
  /// The parsed line.
  let invocation: Invocation

  private var arguments: Arguments { invocation.arguments }

  /// Does it.
  func run() async throws(Failure) -> ExitCode {
    if arguments.has("batch") { return try await PriceBatch(invocation: invocation).run() }
    if let file = arguments.first, arguments.has("against") {
      return try await PriceAgainst(invocation: invocation, name: file).run()
    }
    if let file = arguments.first { return try PriceFile(invocation: invocation, name: file).run() }
    guard let tariffs = arguments.text("tariffs"), let cdr = arguments.text("cdr") else {
      throw .usage(
        "price needs --tariffs and --cdr, a FILE of CDRs, or --batch", help: "partnerctl price --help",
        verb: "price")
    }
    let priced = PricedCDR(
      tariffs: try Self.node(tariffs, invocation), cdr: try Self.node(cdr, invocation),
      zone: try Self.zone(invocation), version: Self.version(invocation))
    if let fault = priced.fault { throw Failure(.badInput, fault) }
    if invocation.form == .human {
      invocation.screen.print(PriceView(priced: priced, isExplained: arguments.has("explain")).lines)
    } else {
      invocation.screen.printRaw(priced.json(isExplained: arguments.has("explain")).text + "\n")
    }
    return priced.isAgreed ? .done : .findings
  }

  /// A JSON file.
  static func node(_ name: String, _ invocation: Invocation) throws(Failure) -> JSONNode {
    let bytes = try FileSystem.read(invocation.console.absolute(name))
    do throws(JSONError) {
      return try JSONDocument(parsing: bytes, limits: .wire).root
    } catch {
      throw Failure(.badInput, "\(name) is not JSON: \(error)")
    }
  }

  /// The version that is named.
  static func version(_ invocation: Invocation) -> OCPIVersion {
    invocation.arguments.text("version").flatMap { OCPIVersion($0) } ?? .v2_2_1
  }

  /// The zone that must be named.
  static func zone(_ invocation: Invocation) throws(Failure) -> ZoneFile {
    guard let name = invocation.arguments.text("zone") else {
      throw .usage(
        "price needs --zone: tariffs speak of the wall clock at the charger", help: "--zone Europe/Berlin",
        verb: "price")
    }
    do throws(ZoneFileError) {
      return try ZoneCatalog().zone(name)
    } catch {
      throw Failure(.badInput, "\(error)")
    }
  }
}
