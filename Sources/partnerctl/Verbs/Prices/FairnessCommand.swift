import Bilateral
import BilateralBase
import BilateralTerms

extension Command {
  /// `fairness`: what partners pay at the same charger.
  static let fairness = Command(
    group: .money, name: "fairness", summary: "what partners pay at the same charger, unexplained first",
    about:
      "Prices 20 kWh at the rated power of each of our chargers under every partner's file and under the price list, "
      + "and shows where they differ. A difference is explained when the rule that makes it has a justification of at "
      + "least 20 characters. Exit 1 when one is not.",
    flags: [
      Flag("at", nil, .text("TIME"), says: "when: 2026-11-20T18:10:00Z (default now)"),
      Flag("limit", nil, .number("N", 1...100_000), says: "how many lines (default 20)"),
      PriceFlags.locations,
    ],
    examples: [
      .init(line: "partnerctl fairness", says: "all our chargers, all partners"),
      .init(line: "partnerctl fairness --at 2026-11-20T22:30:00Z --json", says: "at night, for a program"),
    ],
    exits: [.done, .findings, .badInput, .missing], acts: [.now, .csv, .select],
    run: { (invocation) async throws(Failure) in try await FairnessCommand(invocation: invocation).run() })
}

/// Compares what partners pay at our chargers.
struct FairnessCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// What was compared.
  struct Fairness {
    let moment: Timestamp
    let partners: [String]
    /// Partners whose prices could not be worked out, with the reason.
    let skipped: [(partner: String, reason: String)]
    let chargers: Int
    let spreads: [PriceSpread]
  }

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let fleet = try FleetFolder.find(invocation)
    let fairness = try await fairness(fleet)
    FairnessView(invocation: invocation).show(fairness)
    return fairness.spreads.contains { !$0.unexplained.isEmpty } ? .findings : .done
  }

  private func fairness(_ fleet: FleetFolder) async throws(Failure) -> Fairness {
    let desk = try PriceDesk(fleet)
    let versions = try TermsVersions(invocation)
    let moment = try self.moment()
    var terms: [ReplayTerms] = []
    var skipped: [(partner: String, reason: String)] = []
    var groups: [String: String] = [:]
    let ids = try invocation.partners() ?? fleet.partnerIDs
    for id in ids {
      do throws(Failure) {
        let version = try versions.onDisk(id)
        guard version.file?.hasTable("pricing.sell") == true else { continue }
        groups.merge(version.text.groups) { first, _ in first }
        let pricing = try await desk.pricing(version, .sell, now: moment)
        terms.append(ReplayTerms(label: version.label, pricing: pricing, moment: moment, zones: desk.zone))
      } catch {
        skipped.append((id, error.message))
      }
    }
    let places = try await desk.places(
      LocationGroups(texts: groups),
      file: invocation.arguments.text("locations").map(invocation.console.absolute))
    guard !places.isEmpty else {
      throw Failure(
        .missing, "no stations of ours are known", help: "--locations FILE reads OCPI locations, one a line")
    }
    return Fairness(
      moment: moment, partners: terms.map(\.pricing.partner), skipped: skipped,
      chargers: Set(places.compactMap(\.evseID)).count,
      spreads: PriceSpread.all(at: places, under: terms, moment: moment))
  }

  private func moment() throws(Failure) -> Timestamp {
    guard let text = invocation.arguments.text("at") else { return try invocation.now() }
    guard let moment = Timestamp(ocpi: text) else {
      throw .usage("--at \"\(text)\" is no time", help: "write 2026-11-20T18:10:00Z")
    }
    return moment
  }
}
