import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// `partnerctl verify`: reads back what a partner holds of ours and compares; sends again what is stale when asked to.
struct VerifyVerb: Sendable {
  let commons: Commons

  /// What is to be compared.
  struct Order: Sendable {
    /// Only these modules; all when empty.
    var modules: [String] = []
    /// Whether what is stale is sent again.
    var resends = false
    /// At most so many objects a module, spread over all; nil for all.
    var sample: Int?

    /// Reads `{"modules":[…],"resend":bool,"sample":n}`.
    init(_ json: JSON) {
      modules = json.orderedModules
      resends = json["resend"]?.bool ?? false
      sample = json["sample"]?.int.flatMap { $0 > 0 ? $0 : nil }
    }
  }

  /// Questions under way at the same time; the partner's own `max_in_flight` limits them further.
  private static let width = 8
  /// Stale objects that are told one by one.
  private static let told = 20

  /// Compares module by module, telling each.
  func run(_ id: String, _ order: Order, telling stream: StepStream) async throws -> ControlReply {
    let link = try commons.flowingLink(id)
    var reports: [VerifyReport] = []
    for module in try modules(link, order.modules) {
      var report = try await compare(module, link, order, stream)
      if order.resends { report.resent = try await resend(report, link) }
      tell(report, stream)
      reports.append(report)
    }
    return reply(reports, id, order)
  }

  private func modules(_ link: PartnerLink, _ named: [String]) throws(ControlFailure) -> [ModuleID] {
    let known: [ModuleID] = [.tariffs, .locations, .tokens]
    if let odd = named.first(where: { !known.map(\.rawValue).contains($0) }) {
      throw ControlFailure("BR309", "there is no module \"\(odd)\" to verify", exit: 65)
    }
    return known.filter { module in
      link.weAre(module == .tokens ? .emsp : .cpo) && (try? link.endpoint(module, .receiver)) != nil
        && (named.isEmpty || named.contains(module.rawValue))
    }
  }

  private func compare(
    _ module: ModuleID, _ link: PartnerLink, _ order: Order, _ stream: StepStream
  ) async throws -> VerifyReport {
    var report = VerifyReport(module: module)
    let all = try await VisibleObjects(link, commons).all(module.rawValue)
    let waiting = try await commons.store.read { tx in
      Set(try tx.outbox.untold(module.rawValue, for: link.id))
    }
    let settled = all.filter { !waiting.contains($0.key) }
    report.queued = all.count - settled.count
    do {
      try await read(Self.sampled(settled, order.sample), link, &report, stream)
    } catch let failure as OCPIFailure where failure.saysNoReading {
      report.unreadable = "cannot be read back: \(failure.message)"
    }
    return report
  }

  /// Every n-th object, so that a sample is spread over all.
  static func sampled<T>(_ all: [T], _ size: Int?) -> [T] {
    guard let size, size < all.count else { return all }
    return (0..<size).map { all[$0 * all.count / size] }
  }

  private func read(
    _ entries: [VisibleObjects.Entry], _ link: PartnerLink, _ report: inout VerifyReport, _ stream: StepStream
  ) async throws {
    let reading = CopyReading(link: link, module: report.module)
    var rest = entries[...]
    var done = 0
    while !rest.isEmpty {
      let batch = Array(rest.prefix(Self.width))
      rest = rest.dropFirst(batch.count)
      for (entry, outcome) in zip(batch, try await Self.outcomes(batch, reading)) {
        if outcome == .same {
          report.same += 1
        } else {
          report.stale.append(.init(key: entry, outcome: outcome))
        }
      }
      done += batch.count
      stream.progress(report.module.rawValue, done: done, total: entries.count)
    }
  }

  private static func outcomes(
    _ batch: [VisibleObjects.Entry], _ reading: CopyReading
  ) async throws -> [CopyComparison.Outcome] {
    try await withThrowingTaskGroup(of: (Int, CopyComparison.Outcome).self) { group in
      for (place, entry) in batch.enumerated() {
        group.addTask { (place, try await reading.read(entry)) }
      }
      var found = [CopyComparison.Outcome](repeating: .same, count: batch.count)
      for try await (place, outcome) in group { found[place] = outcome }
      return found
    }
  }

  /// Makes what is stale due again; a partner that pulls finds it as changed now.
  private func resend(_ report: VerifyReport, _ link: PartnerLink) async throws -> Int {
    let (module, keys) = (report.module.rawValue, report.stale.map(\.key.key))
    let pushes = link.terms.technical.sync(module).pushes
    try await commons.store.write { tx in
      for key in keys {
        if module == "tariffs" {
          try tx.publishedTariffs.distrust(key.id, at: link.id)
        } else {
          try tx.views.distrust(module, key, at: link.id)
        }
        if pushes { try tx.outbox.enqueueState(of: key, in: module, for: link.id) }
      }
    }
    return keys.count
  }

  private func tell(_ report: VerifyReport, _ stream: StepStream) {
    let isFine = report.stale.isEmpty && report.unreadable == nil
    stream.step(report.module.rawValue, ok: report.unreadable == nil ? isFine : nil, detail: report.summary)
    for stale in report.stale.prefix(Self.told) {
      stream.step(report.module.rawValue, ok: report.resent > 0, detail: stale.line)
    }
    if report.stale.count > Self.told {
      stream.step(report.module.rawValue, ok: nil, detail: "… and \(report.stale.count - Self.told) more")
    }
  }

  private func reply(_ reports: [VerifyReport], _ id: String, _ order: Order) -> ControlReply {
    let stale = reports.reduce(0) { $0 + $1.stale.count }
    let checked = reports.reduce(stale) { $0 + $1.same }
    var members = [
      JSONMember("modules", .object(reports.map { JSONMember($0.module.rawValue, $0.json) })),
      JSONMember("stale", JSON(stale)),
    ]
    let isOpen = stale > 0 && !order.resends
    if isOpen { members.append(JSONMember("exit", JSON(1))) }
    let text =
      switch (stale, order.resends) {
      case (0, _): "\(checked) objects at \(id) are as they should be"
      case (_, true): "\(stale) of \(checked) objects at \(id) are sent again"
      default:
        "\(stale) of \(checked) objects at \(id) are stale; partnerctl verify \(id) --resend sends them again"
      }
    return ControlReply(text, members)
  }
}
