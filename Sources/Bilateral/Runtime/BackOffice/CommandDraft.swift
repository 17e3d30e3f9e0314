import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// An order of our platform on its way to the store: completed, checked, and given an address for its result.
struct CommandDraft: Sendable {
  let kind: CommandKind
  /// What is not wrong but unusual.
  private(set) var warnings: [String] = []
  private var json: JSON
  private let link: PartnerLink
  private let call: OfficeCall
  private let id: String
  private let isIDChosen: Bool
  private var version = OCPIVersion.v2_2_1
  private var secret = ""
  private var text: JSONText = "{}"
  private var subject = ""
  private var token = ""

  /// Begins with what our platform sent; its own members are taken out.
  ///
  /// - Throws: 422 for a member that cannot be read.
  init(_ kind: CommandKind, _ body: JSON, _ link: PartnerLink, _ call: OfficeCall) throws(OfficeError) {
    (self.kind, self.link, self.call) = (kind, link, call)
    let chosen = body["command_id"]?.string
    if let chosen, !(1...64).contains(chosen.utf8.count) || !CiString(chosen).isPrintableASCII {
      throw .unprocessable("command_id must be a text of 1 to 64 printable characters", path: "command_id")
    }
    (id, isIDChosen) = (chosen ?? call.commons.surroundings.makeID(), chosen != nil)
    json = body
    for name in ["command_id", "operator", "response_url"] { json[name] = nil }
    guard kind != .unlockConnector || body["operator"]?.string?.isEmpty == false else {
      throw .unprocessable(
        "operator must name the person at your desk who unlocks", path: "operator",
        help: "drivers may never unlock by themselves: CMD-21")
    }
  }

  /// The draft with everything that the partner needs.
  func finished(in version: OCPIVersion) async throws -> CommandDraft {
    var draft = self
    draft.version = version
    draft.secret = Hex.encode(call.commons.surroundings.random.bytes(16))
    try draft.takeSession()
    try await draft.complete()
    try draft.check()
    return draft
  }

  /// The session is named beside the object, where OCPI has it in the address.
  private mutating func takeSession() throws(OfficeError) {
    guard kind.isAboutSession else { return }
    guard let session = json["session_id"]?.string, (1...36).contains(session.count) else {
      throw .unprocessable("session_id must be a text of 1 to 36 characters", path: "session_id")
    }
    subject = session
    if kind != .stopSession { json["session_id"] = nil }
  }

  private mutating func complete() async throws {
    let url = try CallbackAddress.url(of: kind, secret: secret, in: version, to: link, call.commons)
    if kind.hasResult, kind.traits.body != nil { json["response_url"] = .string("\(url)") }
    guard CommandKind.admitting.contains(kind) else { return }
    if json["authorization_reference"] == nil {
      json["authorization_reference"] = .string(call.commons.surroundings.makeID())
    }
    guard let uid = json["token"]?["uid"]?.string else {
      throw OfficeError.unprocessable(
        "token must be one of our tokens, or its uid and type", path: "token.uid")
    }
    token = uid
    if json["token"]?["contract_id"] == nil { try await lookUp(uid) }
    let theirs = link.terms.technical.uidFormat.theirs(fromOurs: uid)
    json["token"]?["uid"] = .string(theirs)
  }

  /// The whole token where our platform names only its uid and type.
  private mutating func lookUp(_ uid: String) async throws {
    let type = json["token"]?["type"]?.string ?? TokenType.rfid.rawValue
    let parties = link.ourParties.sorted()
    let row = try await call.commons.store.read { tx in
      for party in parties {
        let key = ObjectKey(country: party.country, party: party.party, id: uid, sub: type)
        if let row = try tx.own.object("tokens", key), !row.isDeleted { return row as OwnRow? }
      }
      return nil
    }
    guard let row else {
      throw OfficeError.unprocessable("we have no token \(uid) of type \(type)", path: "token.uid")
    }
    json["token"] = try JSON.parse(
      try OwnBody.bytes(of: try OwnBody.read(Token.self, row.body), in: try call.version()))
  }
}

extension CommandDraft {
  private mutating func check() throws {
    guard let type = kind.traits.body else {
      if kind == .getProfile, (json["duration"]?.int ?? 0) <= 0 {
        throw OfficeError.unprocessable("duration must be a number of seconds", path: "duration")
      }
      json["session_id"] = .string(subject)
      text = JSONText(json.bytes)
      return
    }
    let object = try read(type)
    text = JSONText(try OwnBody.bytes(of: object, in: .newest))
    try judge(object)
  }

  private func read<T: WireObject>(_ type: T.Type) throws -> any WireObject {
    let node = try JSONDocument(parsing: json.bytes).root
    let reading = OwnReading(
      version: try call.version(), party: link.ourParties.sorted().first, now: call.now)
    return try reading.read(type, from: node)
  }

  private mutating func judge(_ object: any WireObject) throws(OfficeError) {
    switch object {
    case let start as StartSession: try judge(start.token)
    case let reserve as ReserveNow:
      subject = reserve.reservationID.id.text
      try judge(reserve.token)
      guard reserve.expiryDate > call.now else {
        throw .unprocessable("expiry_date has passed", path: "expiry_date")
      }
    case let cancel as CancelReservation: subject = cancel.reservationID.id.text
    case let unlock as UnlockConnector: subject = unlock.evseUID.text
    case let profile as ActiveChargingProfile:
      let duration = profile.chargingProfile.duration ?? 0
      guard !(300...3600).contains(duration) else { break }
      warnings.append("OCPI recommends 5 to 60 minutes of profile (CPR-07), this has \(duration) s")
    default: break
    }
    if subject.isEmpty { subject = token }
  }

  /// Only our own drivers are sent (CMD-14).
  private func judge(_ token: Token) throws(OfficeError) {
    guard !link.ourParties.contains(token.party) else { return }
    throw .unprocessable(
      "the token belongs to \(token.party), not to us", path: "token.party_id", help: "see requirement CMD-14"
    )
  }
}

extension CommandDraft {
  /// Writes the order; one of the same `command_id` and content changes nothing.
  ///
  /// - Throws: 409 for another order under the same id, or a profile that nobody has asked us for.
  func write(in tx: WriteTransaction) throws -> CommandRow {
    if let known = try known(in: tx) { return known }
    try demandProfile(in: tx)
    let terms = link.terms.technical.commands
    let sendBy = tx.now.adding(microseconds: terms.answer.microseconds)
    let row = CommandRow(
      id: id, direction: .out, partner: link.id, kind: kind.rawValue, module: kind.traits.module.rawValue,
      callback: secret, body: try body(in: tx), subject: subject, token: token,
      place: json["evse_uid"]?.string ?? "", version: "\(version)",
      correlation: call.request.fields[.correlationID] ?? call.commons.surroundings.makeID(),
      createdAt: tx.now, phase: .prepared, dueAt: tx.now,
      deadline: sendBy.adding(microseconds: terms.result.microseconds), sendBy: sendBy)
    try tx.commands.save(row)
    return row
  }

  private func known(in tx: WriteTransaction) throws -> CommandRow? {
    guard isIDChosen, let row = try tx.commands.command(id) else { return nil }
    guard row.direction == .out, row.partner == link.id, row.kind == kind.rawValue, row.subject == subject
    else {
      throw OfficeError.conflict("command_id \(id) stands for another command", help: "choose a new one")
    }
    return row
  }

  /// OCPI 2.1.1 has whole numbers for reservations (CMD-11).
  private func body(in tx: WriteTransaction) throws -> JSONText {
    guard kind == .reserveNow, version.frame.numbersReservations else { return text }
    let number = try tx.commands.reservationNumber(subject, .out, partner: link.id)
    var json = try JSON.parse(text.bytes)
    json["reservation_id"] = .string("\(number)")
    return JSONText(json.bytes)
  }

  /// A partner is told of profiles that it set, and of no others (CPR-06).
  private func demandProfile(in tx: WriteTransaction) throws {
    guard kind == .updateProfile else { return }
    let orders = try tx.commands.about(subject, [CommandKind.setProfile.rawValue], .in, partner: link.id)
    guard !orders.contains(where: { CommandStory($0).outcome?.word == .accepted }) else { return }
    throw OfficeError(
      .conflict, "BR364", "\(link.id) has set no profile for session \(subject)",
      help: "updates follow a profile that was set successfully: CPR-06")
  }
}
