/// Answers for support and evidence.
extension CodeBook {
  static let answers = [
    entry(
      "BR770", "nothing is asked",
      "A question of support names a session, a CDR, a card, an EVSE or a place: `partnerctl why --help`."
    ),
    entry(
      "BR771", "no time",
      "A time is a clock time such as `20:10`, the last one past on the clocks of the place, or a whole one such as `2026-11-21T20:10Z`."
    ),
    entry(
      "BR774", "the audit trail does not hold",
      "A row of the trail was changed, taken out or put in. Restore the database from the latest backup whose head verifies, keep this one, and find out who can write to the file: the trail shows that it happened, not who did it."
    ),
    entry(
      "BR775", "no head of the audit trail",
      "A head is `SEQ:HASH` as `partnerctl audit verify` printed it earlier; keep it where whoever can change the database cannot."
    ),
    entry(
      "BR776", "no card is named",
      "`partnerctl erase` needs a uid, a contract id or the number printed on the card."),
    entry(
      "BR777", "nobody of that number is known",
      "No token has that uid, contract id or printed number, and nothing that is kept names it. It may have been erased."
    ),
    entry(
      "BR778", "the token is still known",
      "A driver is erased after its token: while the token counts, the next session would name the driver again. Delete the token, or have its provider delete it, wait until partners were told, and try again."
    ),
    entry(
      "BR780", "no period",
      "A report is about a month (`2026-10`), a quarter (`2026-Q4`), a week (`2026-W43`) or half a month (`2026-10a`)."
    ),
    entry(
      "BR781", "a promise was broken",
      "A figure of `[service_level]` was not kept in the period. The report says what was measured, whom to call, and the penalty that the file names; what counts is in docs/support.md."
    ),
  ]
}
