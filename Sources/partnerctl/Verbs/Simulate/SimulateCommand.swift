import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import BilateralTerms
import Glibc

extension Command {
  /// `simulate`: a partner that does not exist, correct or as faulty as wanted.
  static let simulate = Command(
    group: .connect, name: "simulate", summary: "be a partner to try things with, correct or faulty",
    about:
      "Serves one version of OCPI on loopback as a CPO or an eMSP with made-up objects, or as a hub with several "
      + "parties behind it. In a test fleet it writes partners/ID.toml and its token, so that partnerctl register "
      + "ID works at once; --out - prints the file instead. What it agreed on is kept in state/sim/ID: started "
      + "again, it goes on. A hub passes messages on between all who register with its token, and takes orders "
      + "at its control address: curl it for the list. Ends with Ctrl-C.",
    flags: [
      Flag("role", nil, .choice(["cpo", "emsp", "hub"]), says: "what it is (default cpo)"),
      Flag("id", nil, .text("ID"), says: "the partner's id (default sim, of a hub hub)"),
      Flag("party", nil, .text("CC-PID"), says: "its party (default NL-SIM, of a hub NL-HUB)"),
      Flag(
        "parties", nil, .text("PARTIES"), repeats: true,
        says: "simulated CPOs and eMSPs behind a hub, such as NL-ACM:EMSP,FR-BLU:CPO"),
      Flag(
        "also", nil, .text("DIR"), repeats: true,
        says: "introduces a hub to this fleet too, as to the one of -C"),
      Flag("control", nil, .text("ADDRESS"), says: "where a hub takes orders (default 127.0.0.1:0)"),
      Flag("patience", nil, .duration, says: "how long a hub waits for a receiver (default 10s)"),
      Flag(
        "keep-alive", nil, .duration,
        says: "after this silence a hub asks whether a platform is there (default 300s)"),
      Flag("evses", nil, .number("N", 0...1_000_000), says: "so many EVSEs of a CPO (default 100)"),
      Flag("tokens", nil, .number("N", 0...1_000_000), says: "so many cards of an eMSP (default 100)"),
      Flag(
        "sessions", nil, .number("N", 0...10_000),
        says: "so many drivers of yours charge at a CPO once it is registered: sessions and CDRs come"),
      Flag(
        "locations", nil, .text("FILE"),
        says: "its locations, one JSON object a line, in place of made-up ones"),
      Flag(
        "ocpi-version", nil, .choice(OCPIVersion.allCases.map(\.description)),
        says: "the version it offers (default 2.2.1)"),
      Flag("seed", nil, .number("N", 0...1_000_000), says: "makes up other objects (default 0)"),
      Flag("fault", nil, .text("NAME[=ARG]"), repeats: true, says: "what it does wrong"),
      Flag("list-faults", says: "list the faults, and what your platform promises then"),
      Flag("listen", nil, .text("ADDRESS"), says: "where (default 127.0.0.1:0, a free port)"),
      Flag("tls", says: "with TLS and an authority of its own"),
      Flag("out", nil, .text("FILE"), says: "where the partner file goes (- prints it)"),
      Flag("join", nil, .text("URL"), says: "register at this versions URL, with the token on stdin"),
    ],
    examples: [
      .init(line: "partnerctl simulate --role cpo --evses 1000", says: "then: partnerctl register sim"),
      .init(
        line: "partnerctl simulate --sessions 3", says: "a CPO that pushes three sessions and their CDRs"),
      .init(line: "partnerctl simulate --fault link-missing --fault every-nth-fails=3", says: "a faulty one"),
      .init(
        line: "partnerctl simulate --role hub --parties NL-ACM:EMSP,FR-BLU:CPO",
        says: "a hub with a provider and an operator behind it; then: partnerctl register hub"),
      .init(
        line: "partnerctl simulate --role hub -C fleets/volt --also fleets/acme --fault restamps",
        says: "a faulty hub between two platforms of yours"),
    ],
    exits: [.done, .findings, .badInput, .missing, .cannotWrite],
    takesSignals: true,
    run: { (invocation) throws(Failure) in try await Simulation(invocation: invocation).run() })
}

/// `simulate`: one simulated partner in this process.
struct Simulation: Sendable {
  /// The parsed line.
  let invocation: Invocation

  private var view: SimulateView { SimulateView(invocation: invocation) }

  /// The flags that only a hub knows.
  private static let ofHub = ["parties", "also", "control", "patience", "keep-alive"]

  /// Serves until a signal.
  func run() async throws(Failure) -> ExitCode {
    let isHub = invocation.arguments.text("role") == "hub"
    if invocation.arguments.has("list-faults") {
      if isHub { view.faults(HubFault.allCases) } else { view.faults(SimulatedFault.all) }
      return .done
    }
    guard !isHub else { return try await HubSimulation(invocation: invocation).run() }
    if let flag = Self.ofHub.first(where: { !invocation.arguments.texts($0).isEmpty }) {
      throw .usage("--\(flag) is for a hub", help: "add --role hub")
    }
    let place = try SimulatedPlace(invocation: invocation, id: "sim")
    let plan = try SimulationPlan(invocation: invocation, place: place).plan()
    if invocation.isDryRun {
      invocation.talk.print("would serve as \(plan.role) and write \(place.fileName)")
      return .done
    }
    let joining = try joining()
    return try await serve(plan, place, joining)
  }

  private func serve(
    _ plan: SimulatedPlan, _ place: SimulatedPlace, _ joining: (url: String, token: String)?
  ) async throws(Failure) -> ExitCode {
    do {
      let group = try EventLoopGroup(count: 1)
      let partner = try SimulatedPartner(
        plan, memory: try place.memory().map { SimulatedMemory($0) } ?? SimulatedMemory(), on: group,
        report: { [view] in view.exchange($0) },
        keep: { [view] in if let fault = place.keep($0.json) { view.warn(fault) } })
      view.started(partner, try place.introduce(partner))
      let isJoined = await join(partner, joining)
      let charging = Task { if plan.isCPO, plan.sessions > 0 { await partner.chargeWhenRegistered() } }
      if isJoined { await untilStopped() }
      charging.cancel()
      await charging.value
      await partner.stop()
      group.stop()
      return isJoined ? .done : .findings
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.cannotWrite, "cannot serve: \(error)", help: "choose another --listen")
    }
  }

  private func join(_ partner: SimulatedPartner, _ joining: (url: String, token: String)?) async -> Bool {
    guard let joining else { return true }
    let isJoined = await partner.register(at: joining.url, tokenA: joining.token)
    invocation.talk.print(isJoined ? "registered at \(joining.url)" : "registration at \(joining.url) failed")
    return isJoined
  }

  /// Where `--join` leads, with the token from stdin.
  func joining() throws(Failure) -> (url: String, token: String)? {
    guard let url = invocation.arguments.text("join") else { return nil }
    guard let token = invocation.console.inputLine(), !token.isEmpty else {
      throw Failure(.badInput, "stdin holds no token", help: "partnerctl simulate --join URL < TOKEN-FILE")
    }
    return (url, token)
  }

  /// Waits for the signal to end.
  func untilStopped() async {
    for await signal in invocation.console.signals where signal == SIGINT || signal == SIGTERM { return }
  }
}
