import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// What must hold before a partnership goes live: read from what is there, nothing is ticked by hand.
struct Checklist: Sendable {
  /// One point.
  struct Point: Sendable {
    /// How it stands.
    enum State: String, Sendable {
      case holds
      /// It is told, and does not stand against going live.
      case warning
      case fails
    }

    var name: String
    var state: State
    var detail: String
    var help: String?

    init(_ name: String, _ state: State, _ detail: String, help: String? = nil) {
      (self.name, self.state, self.detail, self.help) = (name, state, detail, help)
    }
  }

  var points: [Point] = []

  /// Whether all that is required holds.
  var isReady: Bool { !points.contains { $0.state == .fails } }

  /// A file as it would be with another status, for checks of what that status demands.
  ///
  /// - Parameters:
  ///   - text: the file.
  ///   - status: the other status.
  /// - Returns: the text; the line of the status is replaced, or put first.
  static func text(_ text: String, withStatus status: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let place = lines.prefix { !$0.drop(while: \.isWhitespace).hasPrefix("[") }
      .firstIndex { line in
        let bare = line.drop(while: \.isWhitespace)
        return bare.hasPrefix("status") && bare.dropFirst(6).drop(while: \.isWhitespace).hasPrefix("=")
      }
    guard let place else { return "status = \"\(status)\"\n" + text }
    lines[place] = "status = \"\(status)\""
    return lines.joined(separator: "\n")
  }
}

/// Fills a checklist in from the file, the store, the link and a call to the partner.
struct ChecklistReading: Sendable {
  let commons: Commons
  let check: ConnectionCheck

  /// The list of a partner.
  ///
  /// - Throws: `ControlFailure` 66 for no such file; what the store throws.
  func read(_ id: String) async throws -> Checklist {
    guard let link = commons.links[id] else { throw ControlFailure.noPartner(id) }
    var list = Checklist()
    let folder = PartnerFolder(commons)
    let (entry, fleet): (PartnerFolder.Entry, LoadedFleet)
    do {
      (entry, fleet) = try folder.look(id)
    } catch {
      list.points.append(.init("file", .fails, error.message, help: error.help))
      return list
    }
    list.points.append(.init("file", .holds, entry.file.file))
    list.points += demands(entry, fleet) + money(entry.file, fleet)
    list.points += secrets(entry.file)
    list.points += await connection(link)
    list.points += try await stored(link)
    return list
  }

  /// What the file lacks for `live`: contract, entities, contacts, money without hidden defaults.
  private func demands(_ entry: PartnerFolder.Entry, _ fleet: LoadedFleet) -> [Checklist.Point] {
    guard let text = fleet.texts[entry.file.id] else { return [] }
    let live = Checklist.text(text, withStatus: "live")
    let (file, findings) = PartnerFile.read(
      bytes: Array(live.utf8), file: entry.file.file,
      defaults: fleet.defaults.flatMap {
        SharedDefaults.read(bytes: Array($0.utf8), file: "partners/defaults.toml").defaults
      },
      fleet: fleet.file)
    var around = FleetSurroundings()
    around.today = CivilDate(commons.surroundings.wallClock.now())
    let others = fleet.partners.values.filter { $0.id != entry.file.id }.sorted { $0.id < $1.id }
    let together = file.map { Fleet.check(others + [$0], in: around) } ?? []
    let all = findings + together.filter { $0.place?.file == entry.file.file && !findings.contains($0) }
    // The certificate has a point of its own.
    let told = all.filter { $0.severity != .note && $0.code != FindingCode.conformance.id }
    guard told.contains(where: { $0.severity == .error }) else {
      return [.init("terms for live", .holds, "contract, entities and contacts are there")]
        + told.map(Self.point)
    }
    return told.map(Self.point)
  }

  /// What is in force about money has to be written, and agreed; of a partner that is live already it is told only.
  private func money(_ file: PartnerFile, _ fleet: LoadedFleet) -> [Checklist.Point] {
    let open = MoneyDefaults.open(in: file).map(\.path)
    let marks = MoneyDefaults.marks(in: fleet.texts[file.id] ?? "")
    guard open.isEmpty else {
      let named =
        open.prefix(4).joined(separator: ", ") + (open.count > 4 ? " and \(open.count - 4) more" : "")
      return [
        .init(
          "money defaults", file.status == .live ? .warning : .fails, "BR840 left to a default: \(named)",
          help: "partnerctl activate \(file.id) --write")
      ]
    }
    guard let first = marks.first else {
      return [.init("money defaults", .holds, "nothing about money is left to a default")]
    }
    let count = marks.count == 1 ? "1 place waits" : "\(marks.count) places wait"
    return [
      .init(
        "money defaults", .warning, "\(count) for a signature, the first in line \(first)",
        help: "delete the line when it is agreed")
    ]
  }

  private static func point(_ finding: Diagnostic) -> Checklist.Point {
    .init(
      finding.path ?? finding.code, finding.severity == .error ? .fails : .warning,
      "\(finding.code) \(finding.message)", help: finding.help)
  }

  private func secrets(_ file: PartnerFile) -> [Checklist.Point] {
    var references: [SecretReference] = []
    for path in ["security.client_cert", "security.client_key", "settlement.iban"] {
      if case .secret(let reference)? = file.entry(path)?.value { references.append(reference) }
    }
    let missing = references.compactMap { reference -> Checklist.Point? in
      do throws(SecretVault.Missing) {
        _ = try commons.vault.bytes(reference)
        return nil
      } catch {
        return .init("secret", .fails, "\(error)", help: error.help)
      }
    }
    return missing.isEmpty ? [.init("secrets", .holds, "\(references.count) named, all there")] : missing
  }

  private func connection(_ link: PartnerLink) async -> [Checklist.Point] {
    let id = link.id
    if link.terms.technical.isBehindHub {
      let flows = link.carriesTraffic
      return [
        .init(
          "route", flows ? .holds : .fails, flows ? "reached through its hub" : "its hub carries nothing now")
      ]
    }
    let facts = link.ownFacts
    guard facts.state == .registered, let version = facts.version else {
      return [
        .init(
          "registered", .fails, "the partner is \(facts.state.rawValue)",
          help: "partnerctl register \(id), or invite")
      ]
    }
    var points = [Checklist.Point("registered", .holds, "OCPI \(version)")]
    do {
      _ = try await check.check(id, telling: .silent)
      points.append(.init("reachable", .holds, "its versions answer with our token"))
    } catch {
      let failure = ControlFailure(error)
      points.append(.init("reachable", .fails, failure.message, help: "partnerctl check \(id)"))
    }
    let file = link.terms.technical
    let missing = Standing.modules.filter { module in
      guard module != "commands", file.sync(module).mode != .off else { return false }
      let name = ModuleID(rawValue: module)
      return (file.sync(module).pulls && facts.endpoint(name, .sender) == nil)
        || (file.sync(module).pushes && facts.endpoint(name, .receiver) == nil)
    }
    points.append(
      missing.isEmpty
        ? .init("modules", .holds, "all that the file syncs are offered")
        : .init("modules", .warning, "not offered there: \(missing.joined(separator: ", "))"))
    return points
  }

  private func stored(_ link: PartnerLink) async throws -> [Checklist.Point] {
    let id = link.id
    let now = commons.surroundings.wallClock.now()
    let (tariffs, waiting, snapshot, certificate) = try await commons.store.read { tx in
      (
        try tx.publishedTariffs.all(for: id).filter(\.isVisible).count,
        try tx.outbox.backlog().first { $0.partner == id && $0.module == "tariffs" }.map {
          $0.waiting + $0.parked
        } ?? 0,
        try tx.snapshots.current(of: id), try ConformanceSeal.of(id, in: tx).point(id, at: now)
      )
    }
    var points: [Checklist.Point] = []
    let hash = snapshot.flatMap { commons.moneyHash(of: id, lists: SnapshotText.namesLists($0.text)) }
    let isInForce = snapshot.map { $0.moneyHash == hash } ?? false
    points.append(
      isInForce
        ? .init("in force", .holds, "the file is what was applied")
        : .init(
          "in force", .fails, "the file differs from what is in force",
          help: "partnerctl plan \(id), then apply"))
    if link.terms.applied?.hasTable("pricing.sell") == true {
      let error = link.publishing("tariffs").first { $0.severity == .error }
      let isTold = waiting == 0 && tariffs > 0 && error == nil
      points.append(
        isTold
          ? .init("tariffs", .holds, "\(tariffs) published, all acknowledged or read by the partner")
          : .init(
            "tariffs", .fails, error.map { "\($0)" } ?? "\(tariffs) published, \(waiting) not taken yet",
            help: "partnerctl outbox \(id)"))
    }
    points.append(certificate)
    if let halt = link.driversHalt {
      points.append(.init("open", .fails, "the partner is \(halt.text)", help: "partnerctl resume \(id)"))
    }
    return points
  }
}

/// `partnerctl activate`: shows the list, and what to write when it holds.
struct Activation: Sendable {
  let reading: ChecklistReading

  /// Tells each point as a step.
  ///
  /// - Throws: as ``ChecklistReading/read(_:)``.
  func run(_ id: String, telling steps: StepStream) async throws -> ControlReply {
    let list = try await reading.read(id)
    for point in list.points {
      let ok: Bool? = point.state == .holds ? true : point.state == .fails ? false : nil
      steps.step(point.name, ok: ok, detail: point.detail, help: point.help)
    }
    let fails = list.points.count { $0.state == .fails }
    let status = reading.commons.links[id]?.terms.technical.status.rawValue ?? "draft"
    let members: [JSONMember] = [
      .init("ready", .bool(list.isReady)), .init("status", .string(status)),
      .init("open_points", JSON(fails)),
    ]
    guard list.isReady else {
      return ControlReply(
        "\(fails) \(fails == 1 ? "point stands" : "points stand") against going live",
        members + [.init("exit", 1)])
    }
    guard status != "live" else {
      return ControlReply("\(id) is live, and all that is required holds", members)
    }
    return ControlReply(
      "ready: write status = \"live\" into partners/\(id).toml, let it be reviewed, then partnerctl apply \(id)",
      members)
  }
}
