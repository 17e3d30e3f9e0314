import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// One module's pull, whatever its objects are.
package protocol Pulling: Sendable {
  /// The module pulled.
  var module: ModuleID { get }
  /// The partner pulled from.
  var link: PartnerLink { get }
  /// Whether we are a receiver towards this partner and its file says that we pull.
  var isWanted: Bool { get }

  /// Does the work once.
  ///
  /// - Parameters:
  ///   - kind: delta or full; a first pull is always full, and a full one is followed by a delta.
  ///   - progress: hears after each page how many objects came, of how many announced.
  /// - Returns: how it went; errors are in it.
  func syncOnce(
    _ kind: SyncSchedule.Kind, progress: @escaping @Sendable (Int, Int?) -> Void
  ) async -> PullReport
}

/// Pulls one kind of object from one partner: a walk over its list, page by page into the store.
package struct PullStep<Kind: ReceivedKind>: Pulling {
  /// Objects of a pull after which free memory is given back to the system.
  private static var manyObjects: Int { 20_000 }

  package let link: PartnerLink
  private let commons: Commons

  package init(_ link: PartnerLink, _ commons: Commons) {
    self.link = link
    self.commons = commons
  }

  package var module: ModuleID { Kind.module }

  package var isWanted: Bool {
    Kind.receivedBy.contains { link.weAre($0) } && link.terms.technical.sync(module.rawValue).pulls
      && !link.dialect.current.words(.noGet).contains(module.rawValue)
  }

  package func syncOnce(
    _ kind: SyncSchedule.Kind, progress: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }
  ) async -> PullReport {
    await commons.pullTurns.take(link.id, module.rawValue) { await run(kind, progress) }
  }

  private func run(
    _ kind: SyncSchedule.Kind, _ progress: @escaping @Sendable (Int, Int?) -> Void
  ) async -> PullReport {
    let walk = PullWalk<Kind>(link: link, commons: commons, progress: progress)
    var report = PullReport(module: module.rawValue, kind: kind)
    do {
      let done = try await walk.run(kind, into: &report)
      report.hasCompletedFull = done == .full
      // What changed while the long walk ran is fetched at once.
      if done == .full, link.dialect.current.isOn(.dateFrom) { try await catchUp(walk, &report) }
    } catch {
      report.failure = PullReport.Failure(error)
    }
    note(report)
    if report.objects > Self.manyObjects { ProcessMemory.giveBack() }
    return report
  }

  private func catchUp(_ walk: PullWalk<Kind>, _ report: inout PullReport) async throws {
    var after = PullReport(module: module.rawValue, kind: .delta)
    defer { report.add(catchUp: after) }
    _ = try await walk.run(.delta, into: &after)
  }

  private func note(_ report: PullReport) {
    let log = commons.surroundings.log
    if report.hasCompletedFull {
      link.observe(module.rawValue) { $0.brake = report.brake.map(Observation.Brake.init) }
    }
    if let brake = report.brake {
      log.warning("removals held back", ["partner": link.id, "finding": Shrinkage.diagnostic(brake)])
    }
    guard let failure = report.failure else {
      let now = commons.surroundings.wallClock.now()
      link.observe(module.rawValue) { $0.succeeded(at: now) }
      return log.info("pulled", ["partner": link.id, "module": module, "result": report.summary])
    }
    // Being stopped is no failure of the partner's, and the crawl goes on where it stands.
    guard !Task.isCancelled else { return }
    link.observe(module.rawValue) { $0.failed(failure.diagnostic) }
    log.warning("pull failed", ["partner": link.id, "module": module, "error": failure.diagnostic])
  }
}

extension Observation.Brake {
  fileprivate init(_ shrinkage: Shrinkage) {
    self.init(missing: shrinkage.missing, live: shrinkage.live)
  }
}
