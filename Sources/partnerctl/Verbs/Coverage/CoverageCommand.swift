import BilateralBase
import BilateralNet

extension Command {
  /// `coverage`: what a partner sees of ours, and why not the rest.
  static let coverage = Command(
    group: .connect, name: "coverage", summary: "what a partner sees of ours, and why not the rest",
    about:
      "Every EVSE of ours is judged by the terms in force, as when it is sent; what may be seen and has not "
      + "arrived is told with what waits or was refused. Asks the partner nothing and works without a runtime. "
      + "A partner that pulls is taken to see what it is offered.",
    positionals: [Positional(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [
      Flag("reasons", says: "one line for each EVSE that is not seen"),
      Flag("module", "m", .choice(["locations", "tokens"]), repeats: true, says: "only this module"),
      Flag("evse", nil, .text("PATTERN"), says: "only EVSEs with such an id, each with how it stands"),
      Flag("geojson", says: "a GeoJSON map of all EVSEs"),
    ],
    examples: [
      .init(line: "partnerctl coverage acme --reasons", says: "the sum, and each EVSE that is not seen"),
      .init(line: "partnerctl coverage acme --geojson > acme.geojson", says: "a map for any viewer"),
    ],
    exits: [.done, .conflict, .missing, .interrupted], acts: [.timeout, .csv],
    run: { (invocation) async throws(Failure) in try await CoverageCommand(invocation: invocation).run() })
}

/// Asks for the coverage of one partner and shows it.
struct CoverageCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let id = invocation.arguments.positionals.first ?? ""
    let path = "/partners/\(HTTPURL.encoded(id))/coverage?items=\(items)"
    let pattern = invocation.arguments.text("evse").map { "&evse=\(HTTPURL.encoded($0))" } ?? ""
    let reading = try await ControlClient(invocation).look(path + pattern)
    CoverageView(invocation: invocation).show(reading)
    return .done
  }

  /// Which EVSEs are needed one by one.
  private var items: String {
    let arguments = invocation.arguments
    let isWhole = arguments.has("geojson") || invocation.form == .csv || arguments.has("evse")
    if arguments.has("reasons") { return isWhole && !arguments.has("evse") ? "all" : "hidden" }
    return isWhole || invocation.form == .jsonl ? "all" : "none"
  }
}
