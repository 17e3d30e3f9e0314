/// Codes of settling.
extension CodeBook {
  static let settling = [
    entry(
      "BR700", "no terms to settle under",
      "A period is settled under the terms in force, and none are, or they name a zone that nobody knows. `partnerctl apply ID` puts a file into force."
    ),
    entry(
      "BR701", "no period of the agreed length",
      "`settlement.period` says how long a period is. A month is written 2026-10, half of one 2026-10a or 2026-10b, a week 2026-W43, a quarter 2026-Q4."
    ),
    entry(
      "BR702", "period has not ended",
      "A period is closed when its last moment, in the zone of the agreement, is over. `--preview` shows it so far."
    ),
    entry(
      "BR703", "period is closed",
      "A period is closed once. What comes late stands on the statement of the next one. `settle show NUMBER` writes what was closed again, the same to the byte."
    ),
    entry(
      "BR704", "later period is closed",
      "Everything that was left of earlier periods is on the statements of the later one, so there is nothing to close any more."
    ),
    entry(
      "BR705", "charges moved while the period was closed",
      "CDRs of the period came in faster than they could be added up, or somebody else closed it. Nothing was written; try again."
    ),
    entry("BR706", "no such statement", "`partnerctl settle list` shows the numbers of all statements."),
    entry(
      "BR707", "payment does not read",
      "A payment has a day, as 2026-12-01, and an amount in the currency of its statement, as 1203.50; what goes back is negative."
    ),
    entry(
      "BR708", "day of the documents is out of place",
      "A statement is dated between the end of its period and today: numbers must not run against the calendar."
    ),
    entry(
      "BR709", "kept charge does not read",
      "A charge on a closed statement cannot be read any more. Was the database changed by hand, or by another version of the program?"
    ),
  ]
}
