import BilateralBase

extension Tariff {
  package init(blank: Blank) {
    self.init(
      party: PartyID.blank, id: CiString(blank: blank), currency: String(blank: blank),
      lastUpdated: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.owner(&party)
    try w.field("id", &id, .ci(36))
    try w.field("currency", &currency, .form(.threeLetters))
    try w.optional("type", &type, .since(.v2_2_1))
    try w.list("tariff_alt_text", &altTexts)
    try w.optional("tariff_alt_url", &altURL, .url)
    try w.optional("min_price", &minPrice, .since(.v2_2_1))
    try w.optional("max_price", &maxPrice, .since(.v2_2_1))
    try w.list("elements", &elements, .filled)
    try w.optional("tax_included", &taxIncluded, .since(.v2_3_0).needed(since: .v2_3_0), orElse: .no)
    try w.optional("start_date_time", &startDateTime, .since(.v2_2_1))
    try w.optional("end_date_time", &endDateTime, .since(.v2_2_1))
    try w.optional("energy_mix", &energyMix)
    try w.field("last_updated", &lastUpdated)
  }
}

extension Tariff {
  /// What is priced only under restrictions is free where none of them holds (TAR-08, TAR-09).
  package func checkTogether(_ checker: inout WireChecker) {
    let charging = elements.filter { $0.restrictions?.reservation == nil }
    let priced = Set(charging.flatMap(\.priceComponents).map(\.type))
    let always = Set(charging.filter { $0.restrictions == nil }.flatMap(\.priceComponents).map(\.type))
    for dimension in priced.subtracting(always).map(\.rawValue).sorted() {
      checker.note(
        .note, .contradiction,
        "should end with a price of \(dimension) without restrictions, or it is free else",
        requirement: "TAR-09", member: "elements")
    }
  }
}
