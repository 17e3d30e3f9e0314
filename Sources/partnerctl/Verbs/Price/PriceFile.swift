import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

/// `price FILE`: prices CDRs again, under tariffs that are given or under their own, and shows where they deviate.
struct PriceFile {
  /// The parsed line.
  let invocation: Invocation
  /// The file with CDRs.
  let name: String

  /// Does it.
  func run() throws(Failure) -> ExitCode {
    let root = try Pricing.node(name, invocation)
    let cdrs = root.kind == .array ? Array(root.elements) : [root]
    let given = try invocation.arguments.text("tariffs").map { name throws(Failure) in
      try Pricing.node(name, invocation)
    }
    let version = Pricing.version(invocation)
    var priced: [PricedCDR] = []
    var told: Set<String> = []
    for cdr in cdrs {
      guard let tariffs = given ?? cdr["tariffs"] else {
        throw Failure(.badInput, "\(name): a CDR names no tariffs", help: "give them with --tariffs FILE")
      }
      let (zone, finding) = try zone(of: cdr)
      if let finding, told.insert(finding.message).inserted { invocation.talk.print("\(finding)") }
      priced.append(PricedCDR(tariffs: tariffs, cdr: cdr, zone: zone, version: version))
    }
    show(priced)
    return priced.allSatisfy(\.isAgreed) ? .done : .findings
  }

  /// The zone that is named, else that of the location or of its country where there is only one (R17).
  private func zone(of cdr: JSONNode) throws(Failure) -> (ZoneFile, Diagnostic?) {
    if invocation.arguments.has("zone") { return (try Pricing.zone(invocation), nil) }
    let place = cdr["location"] ?? cdr["cdr_location"]
    let read = place.flatMap { WireReader.inspect(CDRLocation.self, from: $0, version: .newest).value }
    let said = place?["time_zone"]?.string
    guard let known = read.flatMap({ PlaceZone($0, said: said, in: ZoneCatalog()) }) else {
      return (try Pricing.zone(invocation), nil)
    }
    return (known.zone, known.finding)
  }

  private func show(_ priced: [PricedCDR]) {
    guard invocation.form == .human else {
      invocation.screen.printRaw(json(priced).text + "\n")
      return
    }
    if priced.count == 1 {
      invocation.screen.print(
        PriceView(priced: priced[0], isExplained: invocation.arguments.has("explain")).lines)
      return
    }
    var table = Table(columns: [
      .init(title: "CDR"), .init(title: "STATED", isNumber: true), .init(title: "OURS", isNumber: true),
      .init(title: "MORE", isNumber: true), .init(title: "VERDICT"),
    ])
    table.rows = priced.map(row)
    invocation.screen.print(table.lines(width: invocation.screen.width, style: invocation.screen.style))
    invocation.screen.print(summary(priced))
    for one in priced {
      guard case .mismatch(let step)? = one.verdict?.outcome else { continue }
      invocation.screen.print("\(one.id ?? "?"): first differs in \(step)")
    }
  }

  private func row(_ one: PricedCDR) -> [String] {
    func text(_ value: Rational?) -> String { value.map { $0.decimalText(places: 2) } ?? "-" }
    let why = one.reason ?? one.fault ?? one.verdict?.convention
    return [
      one.id ?? "?", text(one.verdict.flatMap { $0.theirs.net ?? $0.theirs.gross }),
      text(one.price.flatMap { $0.net ?? $0.gross }),
      text(one.verdict?.difference.flatMap { $0.net ?? $0.gross }), one.word + (why.map { ": \($0)" } ?? ""),
    ]
  }

  private func summary(_ priced: [PricedCDR]) -> String {
    let counts = Dictionary(grouping: priced, by: \.word).mapValues(\.count).sorted { $0.key < $1.key }
    return "\(priced.count) CDRs: " + counts.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  private func json(_ priced: [PricedCDR]) -> JSON {
    let isExplained = invocation.arguments.has("explain")
    if priced.count == 1 { return priced[0].json(isExplained: isExplained) }
    return [
      "schema": "partnerctl.price/1",
      "cdrs": .array(
        priced.map { one in
          .object(
            [JSONMember("id", one.id.map { .string($0) } ?? .null)]
              + (one.json(isExplained: isExplained).members ?? []))
        }),
    ]
  }
}
