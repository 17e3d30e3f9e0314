import BilateralBase
import BilateralNet
import BilateralTesting
import Synchronization

/// `simulate --role hub`: one simulated hub in this process, and the simulated parties behind it.
struct HubSimulation: Sendable {
  /// The parsed line.
  let invocation: Invocation

  /// Whether it has told that it serves: what its own parties say before that is nobody's business.
  private final class Started: Sendable {
    let isSo = Mutex(false)
  }

  private var view: SimulateView { SimulateView(invocation: invocation) }

  /// Serves until a signal.
  func run() async throws(Failure) -> ExitCode {
    let place = try SimulatedPlace(invocation: invocation, id: "hub")
    var plan = try SimulationPlan(invocation: invocation, place: place).hub()
    let others = try others(place.id)
    let certificates = ([plan.own.authorities] + others.map(\.ourCertificate)).compactMap(\.self)
    plan.own.authorities = certificates.isEmpty ? nil : Array(certificates.joined(separator: [0x0A]))
    if invocation.isDryRun {
      let files = ([place] + others).map(\.fileName).joined(separator: ", ")
      invocation.talk.print("would serve as \(plan.own.role) and write \(files)")
      return .done
    }
    return try await serve(plan, place, others)
  }

  /// The places in the fleets of `--also`.
  private func others(_ id: String) throws(Failure) -> [SimulatedPlace] {
    var places: [SimulatedPlace] = []
    for path in invocation.arguments.texts("also") {
      places.append(try SimulatedPlace(id, in: FleetFolder(path: invocation.console.absolute(path))))
    }
    return places
  }

  private func serve(
    _ plan: SimulatedHubPlan, _ place: SimulatedPlace, _ others: [SimulatedPlace]
  ) async throws(Failure) -> ExitCode {
    let joining = try Simulation(invocation: invocation).joining()
    do {
      let group = try EventLoopGroup(count: 1)
      let memory = try place.memory().map { SimulatedHubMemory($0) } ?? SimulatedHubMemory()
      let started = Started()
      let hub = try SimulatedHub(
        plan, memory: memory, on: group,
        report: { [view] in if started.isSo.withLock({ $0 }) { view.exchange($0) } },
        keep: { [view] in if let fault = place.keep($0.json) { view.warn(fault) } })
      let isReady = try await open(hub, place, others, joining, started)
      if isReady { await Simulation(invocation: invocation).untilStopped() }
      await hub.stop()
      group.stop()
      return isReady ? .done : .findings
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.cannotWrite, "cannot serve: \(error)", help: "choose another --listen")
    }
  }

  /// Lets everybody in who is to be there from the beginning; whether all are.
  private func open(
    _ hub: SimulatedHub, _ place: SimulatedPlace, _ others: [SimulatedPlace],
    _ joining: (url: String, token: String)?, _ started: Started
  ) async throws -> Bool {
    let failed = try await hub.openParties()
    guard failed.isEmpty else {
      throw Failure(.findings, "no registration of \(failed.map(\.description).joined(separator: ", "))")
    }
    let control = try hub.openControl()
    for other in others { _ = try other.introduce(hub) }
    view.started(hub, try place.introduce(hub), control: control)
    started.isSo.withLock { $0 = true }
    hub.watch()
    hub.letCharge()
    guard let joining else { return true }
    let isJoined = await hub.join(at: joining.url, tokenA: joining.token)
    invocation.talk.print(isJoined ? "registered at \(joining.url)" : "registration at \(joining.url) failed")
    return isJoined
  }
}
