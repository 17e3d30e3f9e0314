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

  /// The plan.
  func plan() throws(Failure) -> SimulatedPlan {
    var plan = SimulatedPlan(try role())
    plan.id = place.id
    plan.seed = arguments.number("seed") ?? 0
    plan.evses = arguments.number("evses") ?? plan.evses
    plan.tokens = arguments.number("tokens") ?? plan.tokens
    plan.sessions = arguments.number("sessions") ?? 0
    plan.version = arguments.text("ocpi-version").flatMap { OCPIVersion($0) } ?? plan.version
    plan.faults = try faults()
    plan.usesTLS = arguments.has("tls")
    plan.authorities = place.ourCertificate
    plan.listen = try listen()
    if let file = arguments.text("locations") {
      plan.stock["locations"] = try FileSystem.read(invocation.console.absolute(file))
    }
    return plan
  }

  private func role() throws(Failure) -> PartyRole {
    let kind = PartyRole.Kind(rawValue: (arguments.text("role") ?? "cpo").uppercased()) ?? .cpo
    let party = arguments.text("party") ?? "NL-SIM"
    guard let id = PartyID(party) else {
      throw .usage("\"\(party)\" is no party", help: "a country and three characters, such as NL-SIM")
    }
    return PartyRole(id, kind)
  }

  private func listen() throws(Failure) -> SocketAddress {
    guard let text = arguments.text("listen") else { return .loopback() }
    guard let address = SocketAddress(text), address.ip != nil else {
      throw .usage("\"\(text)\" is no address", help: "such as 127.0.0.1:9000; port 0 chooses a free one")
    }
    return address
  }

  private func faults() throws(Failure) -> [FaultUse] {
    var uses: [FaultUse] = []
    for text in arguments.texts("fault") {
      guard let use = FaultUse(text) else {
        let name = String(text.prefix { $0 != "=" })
        let near = Suggestion.nearest(to: name, among: SimulatedFault.all.map(\.id))
        throw .usage(
          "there is no fault \"\(name)\"",
          help: near.map { "did you mean \($0)?" } ?? "partnerctl simulate --list-faults lists them")
      }
      uses.append(use)
    }
    return uses
  }
}
