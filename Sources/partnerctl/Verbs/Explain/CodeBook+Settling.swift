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
    entry(
      "BR710", "their statement is in another currency",
      "The partner's statement or a charge on it is in another currency than ours. `settlement.currency` says which one is agreed; nothing is converted to compare."
    ),
    entry(
      "BR711", "their total is another",
      "What the partner's statement comes to with tax is not what ours comes to. The findings beside it say where it comes from; a file with single charges (CSV) tells most."
    ),
    entry(
      "BR712", "their net is another",
      "The sum without tax differs: charges are missing, doubled or of another amount, or are rounded elsewhere than on each charge."
    ),
    entry(
      "BR713", "their tax is another",
      "The tax of one category and rate differs. Tax is taken once of the sum of each rate (EN 16931); a sum of taxes of single charges may be some cents off."
    ),
    entry(
      "BR714", "a line of theirs differs",
      "A line that both statements have by name has another amount, or one has a line of that wording that the other lacks. Lines are compared only where at least one name is the same."
    ),
    entry(
      "BR715", "a charge is missing on theirs",
      "Our statement has a charge that theirs lacks. If it was delivered and accepted, ask for it; `partnerctl reconcile` tells whether the partner ever had it."
    ),
    entry(
      "BR716", "a charge on theirs is unknown",
      "Their statement has a charge that ours lacks: it may be held (`settle ID --preview` says why), belong to another period, or be unknown here."
    ),
    entry(
      "BR717", "a charge has another amount",
      "The same charge has another net amount on their statement. `partnerctl cdr ID` tells how ours came to be."
    ),
    entry(
      "BR718", "their statement is not understood",
      "A statement is read as `statement.json` of this program, as UBL 2.1, or as CSV or JSON with one charge a line by `settlement.import` of the partner file. A line that is not understood is told with its place and never guessed."
    ),
    entry(
      "BR719", "no one statement is meant",
      "Their file is held against one statement of ours: by currency, then by the VAT numbers that it tells, then by number. Where none or several remain nothing is compared."
    ),
  ]
}
