/// Codes of alarms: one for each thing that is watched.
extension CodeBook {
  static let alarms = [
    entry(
      "BR640", "out of step",
      "Alarm `lag`: a module has not been in step for longer than the rule's `lag`, and for at least two pauses between pulls. partnerctl status ID names the module and its last error; partnerctl sync ID asks at once."
    ),
    entry(
      "BR641", "calls fail",
      "Alarm `failures`: calls of a module failed so many times in a row, or the registration did. partnerctl logs ID shows what was said; the text has the last error."
    ),
    entry(
      "BR642", "certificate ends",
      "Alarm `certificate`: our server or client certificate, or that of the partner's server, ends within the rule's `expiry`. Put a new one in its place and reload; tell the partner's technical contact of theirs."
    ),
    entry(
      "BR643", "token due",
      "Alarm `token`: the tokens should have been renewed by security.token_rotation and were not, or an invitation is in the last fifth of its life. partnerctl rotate ID, or partnerctl reissue ID."
    ),
    entry(
      "BR644", "full list too short",
      "Alarm `shrink`: a full list lacks so much of what was known that nothing was removed. Ask the partner whether that is meant; if the list is right, raise max_shrink and pull in full."
    ),
    entry(
      "BR645", "file differs from the terms in force",
      "Alarm `drift`: money or share terms on disk are not those in force. partnerctl plan ID shows the difference, partnerctl apply ID brings it into force."
    ),
    entry(
      "BR646", "quarantine fills",
      "Alarm `quarantine`: so many objects of the partner could not be taken in. partnerctl quarantine ID lists them with reasons that can be sent to the partner."
    ),
    entry(
      "BR647", "outbox fills",
      "Alarm `outbox`: so many messages wait to be sent. The partner is away, slow, or refuses them: partnerctl outbox ID says which."
    ),
    entry(
      "BR648", "status told too late",
      "Alarm `freshness`: a change of a location that the partner has a copy of is older than sync.locations.status_freshness and was not told, because the partner is away, refuses it, or takes less than happens. It ends when the partner was told; partnerctl status ID says how old the oldest change is."
    ),
    entry(
      "BR649", "sessions nobody ends",
      "Alarm `sessions`: sessions go on for longer than cdr.open_session_after. Somebody has to end them, or to say that they are over: partnerctl reconcile ID --fix asks for their end."
    ),
    entry(
      "BR650", "promise broken",
      "Alarm `service`: a promise of [service_level] (availability, authorization_success, authorization_p95, cdr_on_time, status_age_p95, uptime) was not kept over the last week, month or quarter (service_level.measured), counted on at least twenty cases. The text says what was measured, what was promised and whom to call. It ends by itself when the figure is good again; partnerctl report ID has the figures of a period and the penalty."
    ),
    entry(
      "BR651", "CDR came again with other content",
      "Alarm `conflict`: a CDR that we have came again under its id and says something else. The first one stands, the other is held in quarantine (BR340). Ask the partner for a credit and a CDR of its own id; partnerctl quarantine drop ends the alarm."
    ),
    entry(
      "BR652", "dispute waits",
      "Alarm `disputes`: our answer to a dispute is due within two days, or a dispute was answered and has not ended for dispute.answer_within: then it goes to dispute.escalate_to, and as long after that to dispute.expert. partnerctl dispute show N."
    ),
    entry(
      "BR653", "credit limit near",
      "Alarm `credit`: what the partner owes, billed and not yet billed, comes near settlement.credit_limit or is above it. partnerctl status ID says how much; agree a payment, a higher limit or a deposit."
    ),
  ]
}
