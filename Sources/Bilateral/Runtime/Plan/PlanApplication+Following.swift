import BilateralBase
import BilateralModel
import BilateralStore

extension PlanApplication {
  /// How often the store is asked how far it is.
  private static let pause = Duration.milliseconds(200)
  /// Without any progress for so many looks, the rest is left to the loops.
  private static let patience = 25

  /// Tells how much of the change has reached the partners, until all of it has or nothing moves any more.
  func follow(_ ids: [String], _ commons: Commons, _ steps: StepStream) async {
    for id in ids {
      guard let link = commons.links[id], link.carriesTraffic else { continue }
      for module in [ModuleID.tariffs, .locations, .tokens]
      where link.terms.technical.sync(module.rawValue).pushes {
        await follow(module.rawValue, link, commons, steps)
      }
    }
  }

  private func follow(_ module: String, _ link: PartnerLink, _ commons: Commons, _ steps: StepStream) async {
    var (most, least, idle) = (0, Int.max, 0)
    while idle < Self.patience {
      guard let rest = try? await rest(module, link, commons) else { return }
      most = max(most, rest.waiting)
      if rest.isJudged, rest.waiting == 0 {
        if most > 0 { steps.step(module, ok: true, detail: "\(most) told to the partner") }
        return
      }
      idle = rest.waiting < least ? 0 : idle + 1
      least = min(least, rest.waiting)
      if most > 0 { steps.progress(module, done: most - rest.waiting, total: most) }
      guard (try? await commons.surroundings.clock.sleep(for: Self.pause)) != nil else { return }
    }
    steps.step(
      module, ok: nil, detail: "\(least) wait for the partner; the loops go on",
      help: "partnerctl outbox \(link.id) shows them")
  }

  /// Whether all was judged by the terms in force, and how much waits to be sent.
  private func rest(
    _ module: String, _ link: PartnerLink, _ commons: Commons
  ) async throws -> (isJudged: Bool, waiting: Int) {
    try await commons.store.read { tx in
      let backlog = try tx.outbox.backlog().first { $0.partner == link.id && $0.module == module }
      let isJudged: Bool
      if module == "tariffs" {
        isJudged = true
      } else {
        let cursor = try tx.viewCursors.cursor(module, for: link.id)?.change ?? 0
        let last = try tx.views.candidates(module, for: link.id, after: cursor, limit: 1).isEmpty
        isJudged = try last && ViewLoop.isUpToDate(module, link, tx)
      }
      return (isJudged, backlog?.waiting ?? 0)
    }
  }
}
