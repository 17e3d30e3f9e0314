import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// `partnerctl sync`: pulls now what the loops would pull later, and makes due what waits to be sent.
struct SyncVerb: Sendable {
  let commons: Commons

  /// What is to be pulled.
  struct Order: Sendable {
    /// Only these modules; all when empty.
    var modules: [String] = []
    /// Everything, so that removals are seen.
    var isFull = false

    /// Reads `{"modules":[…],"full":bool}`; an empty one is an order for all changes.
    init(_ json: JSON) {
      modules = json.orderedModules
      isFull = json["full"]?.bool ?? false
    }
  }

  /// Runs the pulls one after the other, telling each page.
  func run(_ id: String, _ order: Order, telling stream: StepStream) async throws -> ControlReply {
    let link = try commons.flowingLink(id)
    let due = try await commons.store.write { tx in try tx.outbox.hurry(partner: id) }
    if due > 0 { stream.step("outbox", ok: true, detail: "\(due) messages are sent now") }
    var failure: PullReport.Failure?
    var results: [JSONMember] = []
    for step in try steps(link, order.modules) {
      let report = await pull(step, order, stream)
      results.append(JSONMember(report.module, report.json))
      if let failed = report.failure, failed.exit > failure?.exit ?? 0 { failure = failed }
    }
    if let failure {
      throw ControlFailure(
        failure.diagnostic.code, failure.diagnostic.message, help: failure.diagnostic.help, exit: failure.exit
      )
    }
    let text =
      results.isEmpty ? "nothing is pulled from \(id): its objects are pushed to it" : "in step with \(id)"
    return ControlReply(text, [JSONMember("modules", .object(results))])
  }

  private func pull(_ step: any Pulling, _ order: Order, _ stream: StepStream) async -> PullReport {
    let module = step.module.rawValue
    let report = await step.syncOnce(order.isFull ? .full : .delta) { done, total in
      stream.progress(module, done: done, total: total)
    }
    let help = report.failure?.diagnostic.help ?? report.brake.map { Shrinkage.diagnostic($0).help ?? "" }
    stream.step(
      module, ok: report.failure == nil, detail: report.failure?.diagnostic.message ?? report.summary,
      help: help)
    return report
  }

  private func steps(_ link: PartnerLink, _ modules: [String]) throws(ControlFailure) -> [any Pulling] {
    let all = Pulls.steps(link, commons)
    if let odd = modules.first(where: { name in !all.contains { $0.module.rawValue == name } }) {
      throw ControlFailure("BR309", "there is no module \"\(odd)\" to pull", exit: 65)
    }
    if let halted = modules.lazy.compactMap({ name in link.halt(ModuleID(rawValue: name)).map { (name, $0) } }
    ).first {
      throw ControlFailure(
        "BR832", "\(halted.0) of \(link.id): \(halted.1.text)", help: "partnerctl resume \(link.id)", exit: 6)
    }
    return all.filter { step in
      step.isWanted && link.moves(step.module) && (modules.isEmpty || modules.contains(step.module.rawValue))
        && (try? link.endpoint(step.module, .sender)) != nil
    }
  }
}

extension Commons {
  /// A partner with whom traffic flows.
  ///
  /// - Throws: BR307 when there is none of that id, BR308 when nothing flows.
  func flowingLink(_ id: String) throws(ControlFailure) -> PartnerLink {
    guard let link = links[id] else { throw .noPartner(id) }
    guard link.carriesTraffic else {
      throw ControlFailure(
        "BR308",
        "\(id) is \(link.facts.state.rawValue) and \(link.terms.technical.status.rawValue): nothing flows",
        help: "partnerctl register \(id), and status = \"test\" or \"live\" in its file", exit: 6)
    }
    return link
  }
}

extension ControlFailure {
  /// There is no partner of that id.
  static func noPartner(_ id: String) -> ControlFailure {
    ControlFailure("BR307", "there is no partner \"\(id)\"", help: "partnerctl status lists all", exit: 66)
  }
}

extension PullReport {
  /// As the control channel answers it.
  fileprivate var json: JSON {
    [
      "objects": JSON(objects), "pages": JSON(pages), "created": JSON(counts.created),
      "updated": JSON(counts.updated), "removed": JSON(counts.removed),
      "quarantined": JSON(counts.quarantined),
      "brake": brake.map { ["missing": JSON($0.missing), "live": JSON($0.live)] } ?? .null,
    ]
  }
}
