import Bilateral
import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

/// Feeds CDRs into a replay: from a file of JSON, or from the database.
enum CDRFeed {
  /// Feeds a file that holds an array of CDRs, or one a line.
  static func file(
    _ first: [UInt8], _ feed: LineFeed, named name: String, of party: PartyID?, into replay: Replay
  )
    throws(Failure) -> SessionFeed.Outcome
  {
    var outcome = SessionFeed.Outcome(replay: replay, report: SessionFeed.Report(source: name))
    try CDRFile.read(first, feed, named: name) { bytes, line in add(bytes, line, of: party, &outcome) }
    return outcome
  }

  /// Feeds the CDRs of a partner that the database holds.
  ///
  /// - Parameters:
  ///   - side: for what we sell our own CDRs to the partner's cards, for the others those that it sent.
  ///   - file: the partner.
  ///   - since: the oldest change that counts.
  ///   - desk: where to read.
  ///   - replay: where to.
  /// - Returns: the replay with what was read.
  /// - Throws: exit 66 when no runtime ever ran here.
  static func database(
    _ side: PriceSide, of file: PartnerFile, since: Timestamp, _ desk: PriceDesk, into replay: Replay
  ) async throws(Failure) -> SessionFeed.Outcome {
    var outcome = SessionFeed.Outcome(
      replay: replay, report: SessionFeed.Report(source: "CDRs since \(ImpactView.day(since))"))
    let parties = Set(file.theirRoles.map(\.party))
    let id = file.id
    var offset = 0
    while true {
      let filter = ListFilter(from: since, offset: offset, limit: 2000)
      let bodies = try await desk.rows { tx in
        side == .sell
          ? try tx.own.list("cdrs", filter).rows.map(\.body.bytes)
          : try tx.received.list("cdrs", from: id, filter).rows.map(\.body.bytes)
      }
      for (place, bytes) in bodies.enumerated() {
        add(bytes, offset + place + 1, of: file.theirRoles.first?.party, &outcome) {
          side != .sell || parties.contains($0.token.party)
        }
      }
      guard bodies.count == filter.limit else { return outcome }
      offset += bodies.count
    }
  }

  private static func add(
    _ bytes: [UInt8], _ line: Int, of party: PartyID?, _ outcome: inout SessionFeed.Outcome,
    where counts: (CDR) -> Bool = { _ in true }
  ) {
    guard let (cdr, version) = CDRReading.read(bytes, party: party) else {
      return outcome.report.add(SessionTable.BadRow(line: line, reason: "it is no CDR of any version"))
    }
    guard counts(cdr), cdr.isCredit != true else { return }
    do throws(PricingRefusal) {
      let session = try ChargedSession(cdr, version: version)
      let place = outcome.replay.number(of: cdr.location)
      outcome.replay.add(session, at: place)
    } catch {
      outcome.report.add(SessionTable.BadRow(line: line, reason: error.description))
    }
  }
}

/// Reads a CDR whose version nobody says.
enum CDRReading {
  /// The CDR in the newest version that can read it; `nil` when none can.
  static func read(_ bytes: [UInt8], party: PartyID?) -> (cdr: CDR, version: OCPIVersion)? {
    guard let root = try? JSONDocument(parsing: bytes).root else { return nil }
    // A CDR of 2.1.1 names no party; whose it is does not change what it costs.
    let context = WireContext(party: party, tokenParty: party)
    for version in order(root) {
      if let cdr = try? WireReader.read(CDR.self, from: root, version: version, context: context) {
        return (cdr, version)
      }
    }
    return nil
  }

  /// The likely version first: each has a member that the others have not.
  private static func order(_ root: JSONNode) -> [OCPIVersion] {
    if root["stop_date_time"] != nil || root["auth_id"] != nil { return [.v2_1_1, .v2_2_1, .v2_3_0] }
    if root["total_cost"]?["before_taxes"] != nil { return [.v2_3_0, .v2_2_1, .v2_1_1] }
    return [.v2_2_1, .v2_3_0, .v2_1_1]
  }
}
