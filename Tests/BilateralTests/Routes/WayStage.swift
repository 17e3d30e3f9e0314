import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import Foundation
import Synchronization
import Testing

/// A platform of a CPO, a hub, a partner called acme, and what each connection got.
struct WayStage {
  let house: PublishHouse
  let hub: OddPartner
  let direct: OddPartner
  private let calls: Calls

  final class Calls: Sendable {
    let all = Mutex<[(by: String, call: HubStage.Call)]>([])
  }

  // `route` are the lines of acme's `[route]`.
  init(_ route: String, isConnected: Bool = true) async throws {
    let calls = Calls()
    self.calls = calls
    func server(_ name: String) throws -> OddPartner {
      try OddPartner { request in
        calls.all.withLock { $0.append((name, HubStage.Call(request))) }
        return OddAnswer.envelope(request.target.path.hasSuffix("/versions") ? "[]" : "null")
      }
    }
    (hub, direct) = (try server("hub"), try server("direct"))
    let hubFile = Sample.partner("hub").replacing(
      #"["NL-ACM:EMSP", "NL-ACM:CPO"]"#, with: #"["NL-HUB:HUB"]"#)
    let quiet = ["locations", "tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()
    house = try await PublishHouse(["hub": hubFile + "\n" + quiet, "acme": Self.acme(route)])
    try await house.register("hub", receiver: "\(hub.base)/in")
    if isConnected { try await house.register("acme", receiver: "\(direct.base)/in") }
  }

  /// Sends what is due, and tells what came by which connection since the last time.
  func sent() async throws -> [String] {
    try await house.settle("acme")
    house.clock.advance(seconds: 10)
    try await house.deliver("acme")
    return take()
  }

  func take() -> [String] {
    calls.all.withLock { all in
      defer { all = [] }
      return all.filter { !$0.call.path.hasSuffix("/versions") }.map { by, call in
        "\(by) \(call.method.name) \(call.path) \(call.from ?? "-") \(call.to ?? "-")"
      }
    }
  }

  func put(_ location: String, status: String = "AVAILABLE") async throws {
    try await house.put("locations", [Sample.location(location, at: house.clock.now, statuses: [status])])
  }

  /// The key of an object of ours.
  func key(_ id: String, _ sub: String = "") -> ObjectKey {
    ObjectKey(country: "DE", party: "NVO", id: id, sub: sub)
  }

  /// Writes other lines of acme's `[route]` and reads the folder again.
  func reroute(_ route: String) async throws {
    try Self.acme(route).write(
      toFile: house.folder + "/partners/acme.toml", atomically: true, encoding: .utf8)
    try await house.reread()
  }

  private static func acme(_ route: String) -> String {
    Sample.partner("acme", "[route]\nhub = \"hub\"\n\(route)\n")
  }

  func stop() async {
    await hub.stop()
    await direct.stop()
    house.close()
  }
}
