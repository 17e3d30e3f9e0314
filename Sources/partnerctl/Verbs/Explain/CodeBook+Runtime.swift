/// Codes of the running platform and of its back office.
extension CodeBook {
  static let runtime =
    registration + versions + sync + publishing + office + commands + plans + disputes + alarms + hubs + [
      entry("BR301", "no fleet file", "A fleet folder has a partnerctl.toml; `partnerctl init` makes one."),
      entry(
        "BR302", "partner kept as it was", "The new file cannot be used, so the partner keeps what it had."),
      entry("BR307", "no such partner", "No partner of that id is running; `partnerctl status` lists all."),
      entry(
        "BR308", "nothing flows", "The partner is not registered, or its file is a draft, suspended or ended."
      ),
      entry("BR309", "no such module", "Nothing is pulled from this partner under that name."),
      entry(
        "BR330", "exchanges cannot be asked so",
        "A level is info, warning or error; a time is UTC in the form 2026-11-21T10:00:00Z."),
      entry(
        "BR331", "no such alarm", "The alarm is over meanwhile, or never was; partnerctl alarms lists them."),
      entry("BR310", "no such entry", "The entry left the quarantine meanwhile, or never was there."),
      entry(
        "BR311", "entry not kept whole",
        "The object was too long to be kept, so it cannot be tried again; the next full pull brings it."),
      entry(
        "BR312", "entry cannot be tried", "Objects of this module are not taken in again from the quarantine."
      ),
      entry(
        "BR313", "nothing to compare yet",
        "What we send to the partner is not known before the first publishing."),
      entry(
        "BR340", "CDR sent again with other content",
        "A CDR never changes. The first one stands, the other one is held in quarantine with an event of type"
          + " cdrs.conflict; the CPO corrects by a credit CDR with an id of its own."),
      entry(
        "BR341", "session changed after its end",
        "A COMPLETED session is final. What came later is held in quarantine with an event of type"
          + " sessions.conflict; the stored session stays as it is."),
      entry(
        "BR342", "our session is COMPLETED",
        "Nothing changes in a session after its end; partners refuse it. What was charged is corrected in the CDR."
      ),
      entry(
        "BR343", "our CDR exists with other content",
        "The id was used before. A CDR that was sent never changes; a credit CDR and a new one correct it."),
      entry("BR320", "no connection to hand over", "The partner is not registered here."),
      entry(
        "BR321", "nothing shows that it is alive",
        "The export names no endpoint that could be read; their_endpoints needs credentials or SENDER endpoints."
      ),
      entry(
        "BR322", "connection not taken over",
        "The partner refused the exported token, or was not there. Nothing was changed on either side."),
      entry(
        "BR323", "platform of before is locked out",
        "Tokens were renewed after the adoption, so giving the connection back would end it; --force does so."
      ),
      entry("BR324", "not adopted", "There is no adoption to give back."),
      entry(
        "BR325", "export unreadable", "docs/adopt.md has the shape of an export; the message names the path."),
      entry(
        "BR326", "registered already", "The partner is connected here; an adoption would overwrite that."),
    ]

  static let sync = [
    entry(
      "BR201", "list in a loop",
      "The partner's next link leads back to a page already fetched; the crawl ended there."),
    entry(
      "BR202", "next link to a foreign host",
      "The address is not at the partner's host; it was not followed and no token was sent there."),
    entry("BR203", "next link unreadable", "The Link header is not one by RFC 8288; the crawl ended there."),
    entry(
      "BR204", "empty page with a next link",
      "A list that goes on after an empty page has no end; it ended there."),
    entry("BR205", "list without end", "More pages or objects than any partner has; the crawl was given up."),
    entry(
      "BR206", "list that repeats",
      "Another offset brings the same page again, so the partner ignores it. Nothing was removed. With `dialect.paging = \"hash\"` a page that repeats is the end of the list."
    ),
    entry(
      "BR207", "shrink brake",
      "The partner's full list lacks more objects than max_shrink allows, so none was removed. Ask the partner; if the list"
        + " is right, raise max_shrink and pull in full."),
    entry(
      "BR299", "pull failed",
      "Something failed that should not; the log says more, the next pull begins anew."),
  ]

  static let office = [
    entry("BR400", "bad request", "The call of our own platform is not understood; the message says where."),
    entry(
      "BR401", "token missing or wrong",
      "Send Authorization: Bearer with the secret that [backoffice] token names."),
    entry("BR404", "not there", "There is no such route, partner or object."),
    entry("BR405", "method not possible", "The Allow field says which methods the route has."),
    entry(
      "BR409", "stands against it",
      "What is stored or decided already contradicts the call, such as a late answer."),
    entry("BR413", "body too large", "Send many objects through POST /own/import, one a line."),
    entry("BR422", "object refused", "The object breaks a rule of OCPI or of ours; `path` says where."),
    entry(
      "BR429", "too many wrong tokens", "The address is turned away for a while; Retry-After says how long."),
    entry("BR500", "our fault", "Something failed that should not; the log has the request's id."),
    entry(
      "BR503", "busy or stopping", "The store is busy or the runtime drains: try again after Retry-After."),
  ]

  static let publishing = [
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

  static let registration = [
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
    entry(
      "BR241", "slow answers", "An answer takes more than half of connection.timeout: soon calls will fail."),
    entry("BR223", "clocks differ", "More than a minute between both clocks breaks incremental pulls."),
    entry(
      "BR224", "no token is let in",
      "The partner refuses every token we hold, or token A after an answer was lost: `partnerctl reset`."),
    entry(
      "BR225", "not in use yet",
      "A renewed token has not been used or let in yet. The one before is valid: rotate again later."),
    entry("BR226", "no invitation", "There is no token A that could be replaced: `partnerctl invite`."),
    entry(
      "BR227", "not our turn",
      "connection.registration says who begins the handshake: `invite` where they start, `register` where we do, and "
        + "\"either\" allows both."),
    entry("BR303", "no secret", "A secret that the file refers to is not there: `partnerctl secret set`."),
    entry(
      "BR304", "unusable security", "A certificate, key or authority file of the partner file cannot be used."
    ),
    entry("BR305", "bad control call", "The body of a call on the control channel is not JSON."),
    entry("BR306", "no such partner", "There is no file of that id in partners/."),
  ]
}
