import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// An order of ours as a call to the partner, and its first answer.
struct CommandCall: Sendable {
  private let row: CommandRow
  private let link: PartnerLink
  private let commons: Commons

  init(_ row: CommandRow, _ link: PartnerLink, _ commons: Commons) {
    self.row = row
    self.link = link
    self.commons = commons
  }

  /// Sends it.
  ///
  /// - Returns: what the partner answered; a failure with `.ended` for an answer that cannot be read.
  /// - Throws: `OCPIFailure` when it did not answer, or said no in HTTP or in the envelope.
  func send() async throws(OCPIFailure) -> CommandStory.Event {
    guard let kind = row.command else {
      throw OCPIFailure(.notConnected, "this build does not know the command \(row.kind)")
    }
    let owner = await self.owner(kind)
    let answer = try await link.call(try request(kind, owner))
    return Self.read(answer.data, link, kind)
  }

  /// Reads the first answer (CMD-03): a response object, or for preferences a word (SES-18).
  private static func read(_ data: JSONNode?, _ link: PartnerLink, _ kind: CommandKind) -> CommandStory.Event
  {
    let patience = link.terms.technical.commands.result.seconds
    guard !kind.traits.answers.isEmpty else {
      return .answered(CommandOutcome(.accepted), seconds: 0)
    }
    let node = link.dialect.object(data, kind.rawValue)
    guard let node, let answer = CommandOutcome(reading: JSON(node), of: kind.traits.answers) else {
      let reason = "the answer holds no result that \(kind.rawValue) knows"
      return .failed(.ended(CommandOutcome(.malformed, reason: reason)), pause: .zero)
    }
    // 2.1.1 has no timeout, and a zero says nothing (P-115).
    let stated = node["timeout"].flatMap { $0.int ?? $0.string.flatMap { Int($0) } } ?? 0
    let seconds = stated > 0 ? Int64(min(stated, 86_400)) : Int64(patience.rounded(.up))
    return .answered(answer, seconds: seconds)
  }

  private func request(_ kind: CommandKind, _ owner: PartyID?) throws(OCPIFailure) -> OCPIRequest {
    let traits = kind.traits
    let (base, version) = try link.endpoint(traits.module, traits.taker)
    var request = OCPIRequest(
      traits.method, try address(kind, base, version), routing: routing(kind, owner, version))
    request.body = try body(kind, version)
    request.correlation = row.correlation
    request.timeout = link.terms.technical.commands.answer
    request.isUrgent = true
    request.isRepeatable = false
    request.kind = .question
    request.responseLimit = 1 << 20
    return request
  }

  private func address(
    _ kind: CommandKind, _ base: HTTPURL, _ version: OCPIVersion
  ) throws(OCPIFailure) -> HTTPURL {
    switch kind {
    case .startSession, .stopSession, .reserveNow, .cancelReservation, .unlockConnector:
      return base.appending(segments: [kind.rawValue])
    case .setProfile, .updateProfile: return base.appending(segments: [row.subject])
    case .setPreferences: return base.appending(segments: [row.subject, "charging_preferences"])
    case .clearProfile:
      return base.appending(segments: [row.subject])
        .appending(query: [("response_url", try callback(kind, version))])
    case .getProfile:
      let duration = (try? JSON.parse(row.body.bytes))?["duration"]?.int ?? 900
      return base.appending(segments: [row.subject])
        .appending(query: [("duration", "\(duration)"), ("response_url", try callback(kind, version))])
    }
  }

  private func callback(_ kind: CommandKind, _ version: OCPIVersion) throws(OCPIFailure) -> String {
    do throws(OfficeError) {
      return "\(try CallbackAddress.url(of: kind, secret: row.callback, in: version, to: link, commons))"
    } catch {
      throw OCPIFailure(.notConnected, error.message)
    }
  }

  /// The object in the partner's version, losses of older versions taken (conversion of commands).
  private func body(_ kind: CommandKind, _ version: OCPIVersion) throws(OCPIFailure) -> [UInt8]? {
    guard let type = kind.traits.body else { return nil }
    do {
      return try Self.text(type, row.body, version)
    } catch {
      throw OCPIFailure(.notConnected, "\(kind.rawValue) cannot be said in \(version): \(error)")
    }
  }

  private static func text<T: WireObject>(
    _ type: T.Type, _ text: JSONText, _ version: OCPIVersion
  ) throws -> [UInt8] {
    let object = try WireReader.read(type, from: JSONDocument(parsing: text.bytes).root, version: .newest)
    return try OwnBody.bytes(of: object, in: version)
  }

  /// From the party whose driver it is about to the one that owns the place or the session.
  private func routing(
    _ kind: CommandKind, _ owner: PartyID?, _ version: OCPIVersion
  ) -> OCPIRequest.Routing? {
    let isTold = kind == .updateProfile
    guard version.frame.routes,
      var routing = isTold ? link.routing(from: .cpo, to: .scsp) : link.routing(from: .emsp, to: .cpo)
    else { return nil }
    if let driver = row.driversParty, link.ourParties.contains(driver) { routing.from = driver }
    if let owner { routing.to = owner }
    return routing
  }

  private func owner(_ kind: CommandKind) async -> PartyID? {
    let (module, id, partner) = (kind.isAboutSession ? "sessions" : "locations", place(kind), link.id)
    guard kind != .updateProfile, let id else { return nil }
    let rows = try? await commons.store.read { tx in try tx.received.objects(module, id: id) }
    return rows?.first { $0.partner == partner }
      .flatMap { PartyID(country: $0.key.country, party: $0.key.party) }
  }

  private func place(_ kind: CommandKind) -> String? {
    kind.isAboutSession ? row.subject : (try? JSON.parse(row.body.bytes))?["location_id"]?.string
  }
}

/// A result of ours on its way to the partner's `response_url`, used exactly as it was given (CMD-08).
struct ResultCall: Sendable {
  private let row: CommandRow
  private let link: PartnerLink

  init(_ row: CommandRow, _ link: PartnerLink) {
    self.row = row
    self.link = link
  }

  /// Sends it.
  ///
  /// - Throws: `OCPIFailure` when the partner did not take it.
  func send() async throws(OCPIFailure) {
    let version = OCPIVersion(row.version) ?? .v2_2_1
    guard let url = try? HTTPURL(row.callback), let kind = row.command,
      let outcome = CommandOutcome(kept: row.outcome), let body = try? outcome.body(of: kind, in: version)
    else { throw OCPIFailure(.foreignOrigin, "the result cannot be said, or its address cannot be read") }
    var request = OCPIRequest(.post, url, body: body, routing: version.frame.routes ? routing : nil)
    request.correlation = row.correlation
    request.isTheirAddress = true
    request.isUrgent = true
    request.responseLimit = 1 << 20
    _ = try await link.call(request)
  }

  /// To the party whose driver the order was about.
  private var routing: OCPIRequest.Routing? {
    var routing = link.routing(from: .cpo, to: .emsp)
    if let driver = row.driversParty, link.theirParties.contains(driver) { routing?.to = driver }
    return routing
  }
}

extension CommandRow {
  /// The party that issued the token of the order, where its body names it; nil for orders without token.
  fileprivate var driversParty: PartyID? {
    guard let token = (try? JSON.parse(body.bytes))?["token"], let country = token["country_code"]?.string,
      let party = token["party_id"]?.string
    else { return nil }
    return PartyID(country: country, party: party)
  }
}

extension CommandOutcome {
  /// The object that is posted to a `response_url` (CMD-06, CMD-07, CPR-04): bare, since it is a request.
  func body(of kind: CommandKind, in version: OCPIVersion) throws -> [UInt8] {
    let said = said ?? kind.silence
    switch kind {
    case .startSession, .stopSession, .reserveNow, .cancelReservation, .unlockConnector:
      return try OwnBody.bytes(
        of: CommandResult(result: CommandResultType(rawValue: said), message: try texts()), in: version)
    case .setProfile, .clearProfile:
      return try OwnBody.bytes(
        of: ChargingProfileResult(result: ChargingProfileResultType(rawValue: said)), in: version)
    case .getProfile:
      return try OwnBody.bytes(
        of: ActiveChargingProfileResult(
          result: ChargingProfileResultType(rawValue: said), profile: try activeProfile()), in: version)
    case .setPreferences, .updateProfile: return []
    }
  }

  private func texts() throws -> [DisplayText] {
    try (messages?.elements ?? []).map { text in
      try WireReader.read(DisplayText.self, from: JSONDocument(parsing: text.bytes).root, version: .newest)
    }
  }

  /// With ACCEPTED only (CPR-13).
  private func activeProfile() throws -> ActiveChargingProfile? {
    guard word == .accepted, let profile else { return nil }
    return try WireReader.read(
      ActiveChargingProfile.self, from: JSONDocument(parsing: profile.bytes).root, version: .newest)
  }
}
