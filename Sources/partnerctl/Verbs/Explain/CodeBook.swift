import BilateralModel
import BilateralStore
import BilateralTerms

/// What every stable code means: of findings (ruling 17), of OCPI answers, and of this program's exits.
enum CodeBook {
  /// A code with what it means.
  struct Entry: Equatable {
    /// The code, such as `BT103`, `2003` or `exit 6`.
    var code: String
    /// A few words.
    var title: String
    /// Why it matters and what to do.
    var text: String
  }

  /// The entry of a code in any case; nil when there is none.
  static func entry(_ word: String) -> Entry? {
    if let number = Int(word) { return number < 1000 ? exit(number) : status(number) }
    if let code = FindingCode.named(word) {
      return Entry(code: code.id, title: code.title, text: code.explanation)
    }
    return others.first { $0.code == word.uppercased() }
  }

  /// Every code of findings that is known.
  static var findings: [Entry] {
    FindingCode.all.map { Entry(code: $0.id, title: $0.title, text: $0.explanation) } + others
  }

  private static func exit(_ number: Int) -> Entry? {
    Int32(exactly: number).flatMap { ExitCode(rawValue: $0) }.map { code in
      Entry(
        code: "exit \(number)", title: code.meaning, text: "partnerctl ends with \(number): \(code.meaning).")
    }
  }

  private static func status(_ number: Int) -> Entry? {
    if let known = statuses.first(where: { $0.code == String(number) }) { return known }
    let says: String
    switch OCPIStatus(rawValue: number).category {
    case .success: says = "The request succeeded."
    case .clientError: says = "The sender of the request made a mistake."
    case .serverError: says = "The receiver of the request could not do it."
    case .hubError: says = "The hub between the parties could not pass the request on."
    case .unknown: return nil
    }
    return Entry(
      code: String(number), title: "OCPI status without a meaning of its own",
      text: says + " The partner chose this number; ask what it stands for.")
  }

  private static func entry(_ code: String, _ title: String, _ text: String) -> Entry {
    Entry(code: code, title: title, text: text)
  }

  private static let statuses = [
    entry("1000", "OCPI: success", "The request was understood and done."),
    entry("2000", "OCPI: client error", "The request was wrong in a way that has no code of its own."),
    entry(
      "2001", "OCPI: invalid or missing parameters",
      "A field is missing, malformed, or names a party that the caller does not speak for. The message says which."
    ),
    entry(
      "2002", "OCPI: not enough information",
      "The request is well formed and still cannot be decided, such as an authorisation without a location."),
    entry(
      "2003", "OCPI: unknown location",
      "The location, EVSE or connector is not known to the receiver. Send the whole object instead of a change."
    ),
    entry("2004", "OCPI: unknown token", "The receiver does not know this token. Unknown in 2.1.1."),
    entry("3000", "OCPI: server error", "The receiver failed. The same request may succeed later."),
    entry(
      "3001", "OCPI: unable to use the client's API",
      "During registration the call back to the other side failed: address, certificate or token."),
    entry("3002", "OCPI: unsupported version", "The sides have no version of OCPI in common."),
    entry(
      "3003", "OCPI: no matching endpoints",
      "A module that the terms need is missing at the other side, or serves the wrong interface role."),
    entry("4000", "OCPI: hub error", "The hub failed in a way that has no code of its own."),
    entry("4001", "OCPI: unknown receiver", "The hub does not know the party the request is for."),
    entry("4002", "OCPI: time-out behind the hub", "The party behind the hub did not answer in time."),
    entry("4003", "OCPI: receiver not connected", "The party behind the hub is not connected to it."),
  ]

  /// Codes of the rooms below and above the terms, in order.
  private static let others = prices + wire + store + runtime

  private static let prices = [
    entry(
      "BT155", "rule cannot become a tariff",
      "This version turns base, discount, markup and set into tariffs, for all connectors or by rated power. Nothing is "
        + "published to the partner as long as its file says more: a wrong price is worse than none."),
    entry(
      "BT156", "tax not told apart",
      "A price list must say whether its prices include tax, and at which rate, or the same number would be two prices."
    ),
    entry(
      "BT157", "rules and list contradict each other",
      "Currency, identity or sign of a price does not work out."),
    entry(
      "BT158", "price list unusable",
      "The list is missing, is no array of OCPI tariffs, or names a tariff twice."),
    entry(
      "BT159", "limit of a tariff is ambiguous",
      "min_price and max_price can only follow a rule that changes all prices by one percentage."),
  ]

  private static let wire = [
    entry(
      "BW101", "not JSON for the wire", "The text breaks RFC 8259, repeats a name, or nests deeper than 64."),
    entry("BW102", "mandatory field missing", "The version of OCPI demands this field."),
    entry(
      "BW103", "wrong kind of value", "An object, array, text, number or truth stands where another belongs."),
    entry("BW104", "unreadable value", "The value has the right kind and cannot be understood."),
    entry("BW105", "loose type", "A number came as text or the like; its meaning is clear and it is taken."),
    entry("BW106", "loose timestamp", "The time lacks its zone or has another form; it is read as UTC."),
    entry(
      "BW107", "unknown value",
      "The list of values that OCPI allows here does not have it; it is kept as sent."),
    entry("BW108", "too long", "The text is longer than OCPI allows; other systems may refuse the object."),
    entry("BW109", "control character", "A text holds characters that are not printable."),
    entry("BW110", "not ASCII", "An identifier holds characters beyond printable ASCII."),
    entry(
      "BW111", "bad form",
      "The value does not have the form of its kind, such as an EVSE id or a country code."),
    entry("BW112", "empty", "The value is there and says nothing."),
    entry("BW113", "unknown member", "No version of OCPI has this member here; it is kept and passed on."),
    entry("BW114", "other version", "The member or value belongs to another version of OCPI."),
    entry(
      "BW115", "former name", "The member bears the name of an older version; it is taken for the new one."),
    entry("BW116", "contradiction", "Two members of the object cannot both be true."),
    entry(
      "BW117", "dropped",
      "An optional part that could not be read was left out; the rest of the object is taken."),
    entry("BW118", "withheld", "The object cannot be said in the partner's version, so it is not sent."),
    entry("BW119", "bad envelope", "The answer around the data is not an OCPI answer."),
    entry("BW120", "bad number", "The number is out of range or has more digits than can be kept."),
  ]

  private static let store = [
    entry("BS101", "database in use", "Another runtime holds the database; one runtime a fleet."),
    entry(
      "BS102", "database of a newer version", "A newer version of this program wrote it. Use that version."),
    entry(
      "BS103", "database of an older version",
      "Start `partnerctl run` once: it brings the database up to date."),
    entry(
      "BS104", "not our database",
      "The file belongs to another program. Move it away, or name another folder."),
    entry(
      "BS105", "too many writes waiting", "The disk does not keep up. Callers are told to come back shortly."),
    entry("BS106", "store closed", "The runtime is stopping."),
    entry("BS107", "disk full", "Nothing of the write was kept. Free space; work goes on without a restart."),
    entry("BS108", "cannot write", "Owner or mode of the state folder keep the runtime out."),
    entry(
      "BS109", "reading or writing failed",
      "The disk reports an error. Check it, then restore the latest backup."),
    entry("BS110", "no database yet", "Start `partnerctl run` once: it makes the database."),
  ]

  private static let runtime =
    registration + publishing + [
      entry("BR301", "no fleet file", "A fleet folder has a partnerctl.toml; `partnerctl init` makes one."),
      entry(
        "BR302", "partner kept as it was", "The new file cannot be used, so the partner keeps what it had."),
    ]

  private static let publishing = [
    entry(
      "BR231", "group of locations not in force",
      "The terms in force limit what is shared by a group that was not applied with them. Nothing is shared with the "
        + "partner, because an ignored filter would show too much. Write the group file and apply the partner again."
    ),
    entry("BR232", "no such outbox entry", "The entry was delivered or dropped meanwhile."),
    entry(
      "BR233", "more than may be sent",
      "share.tokens.max holds back what is beyond it. What the partner has stays; the rest is sent as soon as there is room."
    ),
  ]

  private static let registration = [
    entry("BR101", "not reachable", "Name, connection or TLS failed; `partnerctl check` says which."),
    entry("BR102", "no answer in time", "The partner took longer than connection.timeout."),
    entry(
      "BR103", "token refused", "The partner answered 401 or 403: ask it for a new token A, register again."),
    entry("BR104", "slowed down", "The partner asks for a pause (429 or 503); it is kept."),
    entry("BR105", "refused", "The partner understood and said no; its message tells why."),
    entry("BR106", "no OCPI answer", "The answer is not an OCPI envelope; a proxy may have written it."),
    entry(
      "BR107", "foreign address", "The address is not at the partner's host, so no token was sent there."),
    entry("BR108", "not connected", "There is no registration to call with: `partnerctl register`."),
    entry("BR109", "given up", "The runtime is stopping; the work resumes where it stopped."),
    entry("BR199", "internal fault", "Something failed that should not; the log has the request's id."),
    entry(
      "BR211", "no common version", "No version is offered, served and allowed by the partner file at once."),
    entry(
      "BR212", "modules missing", "The partner lacks a module that the relation needs; nothing was sent."),
    entry(
      "BR213", "foreign address announced", "A partner's addresses must be at the host of its versions_url."),
    entry("BR214", "bad credentials", "The partner's credentials object cannot be used."),
    entry(
      "BR215", "other parties", "The announced parties are not those of them.roles, or another partner's."),
    entry("BR216", "versions not understood", "The partner's versions or version details cannot be read."),
    entry("BR217", "not registered", "There is no registration to update or end."),
    entry("BR218", "exchange under way", "One credentials exchange at a time with a partner: try again."),
    entry(
      "BR219", "taken for registered", "Both sides disagree on the registration; a new token A mends it."),
    entry("BR220", "not yet in force", "The partner file is a draft, suspended or ended."),
    entry("BR221", "no address", "The partner file names no connection.versions_url."),
    entry("BR222", "not listening", "Our own server is not up yet."),
    entry("BR223", "clocks differ", "More than a minute between both clocks breaks incremental pulls."),
    entry(
      "BR224", "no token is let in",
      "The partner refuses every token we hold, or token A after an answer was lost: `partnerctl reset`."),
    entry(
      "BR225", "not in use yet",
      "A renewed token has not been used or let in yet. The one before is valid: rotate again later."),
    entry("BR226", "no invitation", "There is no token A that could be replaced: `partnerctl invite`."),
    entry("BR303", "no secret", "A secret that the file refers to is not there: `partnerctl secret set`."),
    entry(
      "BR304", "unusable security", "A certificate, key or authority file of the partner file cannot be used."
    ),
    entry("BR305", "bad control call", "The body of a call on the control channel is not JSON."),
    entry("BR306", "no such partner", "There is no file of that id in partners/."),
  ]
}
