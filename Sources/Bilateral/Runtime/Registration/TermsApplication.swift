import BilateralBase
import BilateralStore
import BilateralTerms

/// Puts a partner file as it stands on disk into force (ruling 9).
package struct TermsApplication: Sendable {
  private let keeper: LinkKeeper
  private var commons: Commons { keeper.commons }

  /// Makes the verb.
  package init(_ keeper: LinkKeeper) { self.keeper = keeper }

  /// Puts a partner's file into force as it stands on disk, without a plan: what a program does that made the file.
  ///
  /// - Throws: `ControlFailure`, or what the store throws.
  package func apply(_ id: String, telling steps: StepStream) async throws -> ControlReply {
    let entry = try PartnerFolder(commons).read(id)
    try Self.refuseContradictions(
      entry.file, in: commons.fleet(), today: CivilDate(commons.surroundings.wallClock.now()))
    steps.step("read file", ok: true, detail: entry.file.file)
    let isNew = try await put(entry, actor: "operator", telling: steps)
    let text = isNew ? "in force" : Self.nothing
    return ControlReply(text, [.init("changed", .bool(isNew))])
  }

  private static let nothing = "nothing to do: this file is in force already"

  /// Writes snapshot, audit record and event, then lets the link follow.
  ///
  /// - Parameters:
  ///   - entry: the file with its snapshot.
  ///   - actor: who does it, for the audit record.
  ///   - particulars: what else the audit record says.
  ///   - guarding: throws when something has come between; within the transaction.
  ///   - steps: is told of each step.
  /// - Returns: whether anything changed.
  /// - Throws: what `guarding` or the store throws.
  func put(
    _ entry: PartnerFolder.Entry, actor: String, particulars: [JSONMember] = [],
    guarding: @escaping @Sendable (WriteTransaction) throws -> Void = { _ in }, telling steps: StepStream
  ) async throws -> Bool {
    let (id, hooks, snapshot) = (entry.file.id, commons.applied, entry.snapshot)
    let isNew = try await commons.store.write { tx in
      try guarding(tx)
      try tx.partners.ensure(id)
      guard try snapshot.apply(tx, actor: actor, particulars: particulars) else { return false }
      try hooks.run(id, tx)
      return true
    }
    let link = try await keeper.loader.load(entry.file)
    for finding in link.terms.publishing?.share.findings ?? [] {
      steps.step("share", ok: false, detail: finding.description, help: finding.help)
    }
    try await publish(to: link, telling: steps)
    keeper.start(link)
    steps.step("put into force", ok: isNew ? true : nil, detail: isNew ? "in force" : Self.nothing)
    return isNew
  }

  /// What the files of the fleet say against it together, such as a group that is missing: a slip there must not
  /// withdraw what the partner sees.
  ///
  /// - Parameters:
  ///   - file: the file to be put into force.
  ///   - fleet: the folder it was read from.
  ///   - today: the day that dates are measured by.
  /// - Throws: `ControlFailure` 65 with the first finding.
  static func refuseContradictions(
    _ file: PartnerFile, in fleet: LoadedFleet, today: CivilDate
  ) throws(ControlFailure) {
    if let missing = file.groupReferences.first(where: { fleet.groups[$0.name] == nil }) {
      throw ControlFailure(
        FindingCode.unknownGroup.id,
        "\(missing.path) names the group \"\(missing.name)\", which is missing or has errors",
        help: "partnerctl validate shows what is wrong with groups/\(missing.name).toml", exit: 65)
    }
    var around = FleetSurroundings()
    around.today = today
    let others = fleet.partners.values.filter { $0.id != file.id }.sorted { $0.id < $1.id }
    let found = Fleet.check(others + [file], in: around)
    guard let first = found.first(where: { $0.severity == .error && $0.place?.file == file.file }) else {
      return
    }
    throw ControlFailure(first.code, "\(first)", help: first.help, exit: 65)
  }

  /// Makes the partner's tariffs of today's price list, whether or not the file changed, and says what stands against it.
  private func publish(to link: PartnerLink, telling steps: StepStream) async throws {
    guard link.terms.applied?.hasTable("pricing.sell") == true else { return }
    try await TariffPublisher.renew(link, commons)
    _ = try await TariffPublisher(for: link, commons).step()
    let errors = link.publishing("tariffs").filter { $0.severity == .error }
    for finding in errors {
      steps.step("publish tariffs", ok: false, detail: finding.description, help: finding.help)
    }
    guard errors.isEmpty else { return }
    let count = try await commons.store.read { tx in
      try tx.publishedTariffs.all(for: link.id).filter(\.isVisible).count
    }
    steps.step("publish tariffs", ok: true, detail: "\(count) for this partner")
  }
}
