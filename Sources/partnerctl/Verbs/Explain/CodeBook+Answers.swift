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
  ]
}
