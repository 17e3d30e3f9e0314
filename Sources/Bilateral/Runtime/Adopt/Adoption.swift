import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// `partnerctl adopt`: goes on with a connection that another platform holds, without a handshake.
///
/// The partner is only read from. Everything is written in one transaction, or nothing; `revert` takes it back, so that
/// the platform of before can go on.
package struct Adoption: Sendable {
  private let keeper: LinkKeeper
  private var commons: Commons { keeper.commons }

  /// Makes the verb.
  package init(_ keeper: LinkKeeper) { self.keeper = keeper }

  /// Takes a connection over.
  ///
  /// - Parameters:
  ///   - id: the partner, whose file is in the fleet.
  ///   - json: the export.
  ///   - isTrial: whether it ends after looking.
  ///   - steps: told as they are done.
  /// - Returns: what was taken over.
  /// - Throws: `ControlFailure`; nothing has changed then.
  package func adopt(
    _ id: String, _ json: JSON, isTrial: Bool, telling steps: StepStream
  ) async throws -> ControlReply {
    let entry = try PartnerFolder(commons).read(id)
    let export = try read(json, id)
    try await refuseIfConnected(id)
    let client = try keeper.loader.maker.client(for: entry.file, announced: export.versionsURL)
    defer { client.close() }
    try await AdoptionCheck(export: export, client: client, steps: steps).run()
    let addresses = try addresses(export)
    for address in addresses.filter(\.isForeign) {
      steps.step("address", ok: nil, detail: "\(address.url) is not a host of ours: it must lead here")
    }
    guard !isTrial else { return ControlReply("it can be adopted; nothing was changed") }
    let writing = AdoptionWriting(
      export: export, snapshot: entry.snapshot, addresses: addresses.compactMap(\.entry),
      sealed: commons.sealToken(export.theirToken, of: id))
    let kept = try await commons.store.write { tx in try writing.write(tx) }
    try await keeper.follow(entry.file)
    steps.step("tokens", ok: true, detail: "\(export.ourTokens.count) of ours and theirs, as they were")
    tell(kept, steps)
    return ControlReply(
      "\(id) is adopted: nothing was sent to it", [.init("version", .string(export.version))])
  }

  /// Gives an adopted connection up again, so that the platform of before can go on with it.
  ///
  /// - Parameters:
  ///   - id: the partner.
  ///   - isForced: also when tokens have changed since, so that the platform of before cannot go on.
  /// - Returns: that it is given back.
  /// - Throws: `ControlFailure`.
  package func revert(_ id: String, isForced: Bool) async throws -> ControlReply {
    let entry = try PartnerFolder(commons).read(id)
    let token = commons.links[id]?.ownFacts.theirToken
    let isDone = try await commons.store.write { tx in
      guard let note = try AdoptionNote.of(id, in: tx) else { return false }
      let isSame = token.map { SHA256.hash($0.revealed) } == note.theirToken
      let isOurs = try tx.ourTokens.list(of: id).contains { note.ourTokens.contains($0.hash) }
      guard isForced || (isSame && isOurs) else {
        throw ControlFailure(
          "BR323", "tokens were renewed since \(id) was adopted: the platform of before is locked out",
          help: "stay here, or partnerctl adopt \(id) --revert --force and register anew there", exit: 7)
      }
      try AdoptionWriting.erase(id, tx)
      return true
    }
    guard isDone else { throw ControlFailure("BR324", "\(id) was not adopted", exit: 6) }
    try await keeper.follow(entry.file)
    return ControlReply("\(id) is given back: nothing was sent to it; the platform of before can go on")
  }

  private func read(_ json: JSON, _ id: String) throws(ControlFailure) -> ConnectionExport {
    do {
      return try ConnectionExport(json, for: id)
    } catch {
      throw ControlFailure(
        "BR325", "the export cannot be read: \(error)", help: "docs/adopt.md has its shape", exit: 65)
    }
  }

  private func refuseIfConnected(_ id: String) async throws {
    let row = try await commons.store.read { tx in try tx.partners.partner(id) }
    guard let row, [.registered, .registering, .suspended].contains(row.state) else { return }
    throw ControlFailure(
      "BR326", "\(id) is \(row.state.rawValue) here already", help: "partnerctl status \(id)", exit: 6)
  }

  private func tell(_ kept: AdoptionWriting.Kept, _ steps: StepStream) {
    steps.step("received", ok: true, detail: "\(kept.received) objects of theirs, cursors as they stood")
    steps.step("sent", ok: true, detail: "\(kept.sent) objects of ours that they have")
    if kept.unknown > 0 {
      steps.step(
        "sent", ok: nil, detail: "\(kept.unknown) more that this fleet does not have",
        help: "import your own objects first, then partnerctl verify")
    }
  }
}

extension Adoption {
  /// An address at which the partner calls us.
  struct Address: Sendable {
    let url: String
    /// How it is led to ours; nil when it is ours as it stands.
    let entry: AdoptedAddresses.Entry?
    /// Whether it is at another host than ours.
    let isForeign: Bool
  }

  private func addresses(_ export: ConnectionExport) throws -> [Address] {
    guard let base = commons.publicURL() else { return [] }
    return try export.ourEndpoints.compactMap { row in
      guard let url = try? HTTPURL(row.url) else {
        throw ControlFailure("BR325", "our_endpoints: \"\(row.url)\" is no address", exit: 65)
      }
      guard let target = Self.target(row, export.version) else { return nil }
      let path = AdoptedAddresses.segments(url.path)
      let isNative = path == AdoptedAddresses.segments(base.path) + target
      return Address(
        url: row.url, entry: isNative ? nil : AdoptedAddresses.Entry(path: path, target: target),
        isForeign: url.origin != base.origin)
    }
  }

  /// Our own segments for a module; nil for one that cannot be led anywhere.
  static func target(_ row: EndpointRow, _ version: String) -> [String]? {
    switch row.module {
    case "versions": return OCPIAddress().segments
    default:
      guard let version = OCPIVersion(version) else { return nil }
      let role = InterfaceRole(rawValue: row.role.uppercased())
      guard row.module == "credentials" || !version.frame.namesSides || role.isKnown else { return nil }
      return OCPIAddress(ModuleID(rawValue: row.module), role, in: version).segments
    }
  }
}
