/// Codes of disputes, corrections and reconciliation.
extension CodeBook {
  static let disputes = [
    entry(
      "BR730", "cannot be disputed so",
      "The window of dispute.window closed (it counts from the last day of the period that the session is billed in), the reason is none of dispute.reasons, the difference is below dispute.below, or the dispute is over or was answered. The message says which."
    ),
    entry(
      "BR731", "taken back already",
      "A credit of this CDR exists, or the CDR is itself a credit. Nothing is taken back twice; what takes its place can be taken back on its own."
    ),
    entry(
      "BR732", "no such CDR or dispute",
      "A CDR is named with its owner, such as NL-ACM/C1; a dispute by its number. Only a CDR of ours can be corrected, only one between us and the partner disputed."
    ),
    entry(
      "BR733", "no reason",
      "The CDR is as it was agreed as far as we know, so nothing suggests a reason. Whoever disputes it all the same says why: --reason WORD."
    ),
    entry(
      "BR734", "dispute runs already",
      "One dispute about a CDR runs at a time, also while its credit is awaited. Go on with that one."
    ),
    entry(
      "BR735", "statement not understood",
      "The partner's statement is no CSV and no JSON with a column of the amount and one of the CDR or the session. [settlement.import] of the partner file names the columns, the separator and the decimal mark; nothing is guessed."
    ),
    entry(
      "BR736", "evidence not at hand",
      "dispute.evidence says what is shown in a dispute, and the bundle does not hold all of it: it was never sent (signed meter values), never came (the session), or is something that somebody adds by hand. The dispute is open all the same, and its clock runs: get what is missing before the answer."
    ),
    entry(
      "BR737", "no credit of a part",
      "cdr.partial_credit of the partner file is not true, so a CDR is taken back as a whole and what remains is billed anew: cdr correct --reissue, or --with a mended CDR. Where both sides agreed on credits of a part, --amount takes back so much of the net."
    ),
  ]
}
