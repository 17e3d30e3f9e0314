import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import BilateralTesting

/// What the command line asks a simulated partner to be.
struct SimulationPlan {
  /// The parsed line.
  let invocation: Invocation
  /// Where it leaves its files.
  let place: SimulatedPlace

  private var arguments: Arguments { invocation.arguments }

  /// The plan of a partner.
  func plan() throws(Failure) -> SimulatedPlan {
    let kind = PartyRole.Kind(rawValue: (arguments.text("role") ?? "cpo").uppercased()) ?? .cpo
    var plan = SimulatedPlan(PartyRole(try party("NL-SIM"), kind))
    plan.faults = try faults()
    try complete(&plan)
    return plan
  }

  /// The plan of a hub.
  func hub() throws(Failure) -> SimulatedHubPlan {
    var hub = SimulatedHubPlan(try party("NL-HUB"))
    try complete(&hub.own)
    guard hub.own.version != .v2_1_1 else {
      throw .usage("2.1.1 knows no hubs", help: "--ocpi-version 2.2.1 or 2.3.0")
    }
    hub.parties = try parties(besides: hub.own.role.party)
    for text in arguments.texts("fault") where !hub.faults.add(text) {
      throw unknown(text, among: HubFault.allCases.map(\.rawValue), " --role hub")
    }
    if let text = arguments.text("control") { hub.control = try address(text) }
    if let span = arguments.span("patience") { hub.patience = .milliseconds(span.milliseconds) }
    if let span = arguments.span("keep-alive") { hub.keepAlive = Int64(max(1, span.milliseconds / 1000)) }
    return hub
  }

  private func parties(besides hub: PartyID) throws(Failure) -> [PartyRole] {
    var roles: [PartyRole] = []
    for text in arguments.texts("parties").flatMap({ $0.split(separator: ",") }) {
      guard let role = PartyRole(text), [.cpo, .emsp].contains(role.kind), role.party != hub else {
        throw .usage("\"\(text)\" cannot be behind the hub", help: "a party as CPO or EMSP: NL-ACM:EMSP")
      }
      guard !roles.contains(role) else { throw .usage("\(role) is named twice", help: "once is enough") }
      roles.append(role)
    }
    return roles
  }

  private func complete(_ plan: inout SimulatedPlan) throws(Failure) {
    plan.id = place.id
    plan.seed = arguments.number("seed") ?? 0
    plan.evses = arguments.number("evses") ?? plan.evses
    plan.tokens = arguments.number("tokens") ?? plan.tokens
    plan.sessions = arguments.number("sessions") ?? 0
    plan.version = arguments.text("ocpi-version").flatMap { OCPIVersion($0) } ?? plan.version
    plan.usesTLS = arguments.has("tls")
    plan.authorities = place.ourCertificate
    if let text = arguments.text("listen") { plan.listen = try address(text) }
    if let file = arguments.text("locations") {
      plan.stock["locations"] = try FileSystem.read(invocation.console.absolute(file))
    }
  }

  private func party(_ usual: String) throws(Failure) -> PartyID {
    let text = arguments.text("party") ?? usual
    guard let id = PartyID(text) else {
      throw .usage("\"\(text)\" is no party", help: "a country and three characters, such as NL-SIM")
    }
    return id
  }

  private func address(_ text: String) throws(Failure) -> SocketAddress {
    guard let address = SocketAddress(text), address.ip != nil else {
      throw .usage("\"\(text)\" is no address", help: "such as 127.0.0.1:9000; port 0 chooses a free one")
    }
    return address
  }

  private func faults() throws(Failure) -> [FaultUse] {
    var uses: [FaultUse] = []
    for text in arguments.texts("fault") {
      guard let use = FaultUse(text) else { throw unknown(text, among: SimulatedFault.all.map(\.id), "") }
      uses.append(use)
    }
    return uses
  }

  private func unknown(_ text: String, among names: [String], _ flags: String) -> Failure {
    let name = String(text.prefix { $0 != "=" })
    let near = Suggestion.nearest(to: name, among: names)
    return .usage(
      "there is no fault \"\(name)\"",
      help: near.map { "did you mean \($0)?" } ?? "partnerctl simulate\(flags) --list-faults lists them")
  }
}
