/// Codes of plans and of what is billed under a partner's terms.
extension CodeBook {
  static let plans = [
    entry(
      "BR550", "plan is stale",
      "A file, a price list or what is in force is not what the plan was made from. Nothing was done: make a new plan and look at it again."
    ),
    entry(
      "BR551", "no plan",
      "The file is not what `partnerctl plan --out` writes, was edited afterwards, or is of another environment."
    ),
    entry(
      "BR554", "CDR cannot be priced",
      "The driver's partner has prices of its own, and something that decides them is missing: the place, its time zone, a tariff published when the session started, or what was measured. Nothing is stored; send it again when the path that is named is mended."
    ),
    entry(
      "BR555", "too much vanishes",
      "More of our EVSEs or tokens would vanish from the partner's sight at once than sync.locations.max_shrink allows. `apply --override 'BR555=reason'` does it all the same and keeps the reason in the audit log."
    ),
    entry(
      "BR560", "no retail price",
      "What drivers pay at a partner's stations is asked for, and its applied terms have no [pricing.retail], or something stands against using it: the message says what. A wholesale price is never shown instead."
    ),
  ]
}
