import BilateralBase
import BilateralStore

/// Puts a partner file as it stands on disk into force (ruling 9).
package struct TermsApplication: Sendable {
  private let commons: Commons
  private let loader: LinkLoader
  private let started: @Sendable (PartnerLink) -> Void

  /// Makes the verb; `started` starts the loops of a partner that is there for the first time.
  package init(
    commons: Commons, loader: LinkLoader, started: @escaping @Sendable (PartnerLink) -> Void
  ) {
    self.commons = commons
    self.loader = loader
    self.started = started
  }

  /// Writes snapshot, audit record and event, then lets the link follow.
  ///
  /// - Throws: `ControlFailure`, or what the store throws.
  package func apply(_ id: String, telling steps: StepStream) async throws -> ControlReply {
    let entry = try PartnerFolder(commons).read(id)
    steps.step("read file", ok: true, detail: entry.file.file)
    let hooks = commons.applied
    let snapshot = entry.snapshot
    let isNew = try await commons.store.write { tx in
      try tx.partners.ensure(id)
      guard try snapshot.apply(tx, actor: "operator") else { return false }
      try hooks.run(id, tx)
      return true
    }
    started(try await loader.load(entry.file))
    let text = isNew ? "in force" : "nothing to do: this file is in force already"
    steps.step("put into force", ok: isNew ? true : nil, detail: text)
    return ControlReply(text, [.init("changed", .bool(isNew))])
  }
}
