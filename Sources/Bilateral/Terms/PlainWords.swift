import BilateralBase

/// Turns values into sentences; every function says nothing about what the file does not state.
struct PlainWords {
  let file: PartnerFile

  var who: [String] {
    let theirs = file.theirRoles.map(Self.spoken).joined(separator: ", ")
    let ours = file.ourRoles.map(Self.spoken).joined(separator: ", ")
    let status =
      switch file.status {
      case .draft: "This is a draft; nothing runs under it."
      case .test: "The partnership is in test; no money is owed."
      case .live: "The partnership is live."
      case .suspended: "The partnership is suspended."
      case .ended: "The partnership has ended."
      }
    return ["\(file.name) takes part as \(theirs)."] + (ours.isEmpty ? [] : ["We take part as \(ours)."]) + [
      status
    ]
  }

  var agreement: [String] {
    sentences([
      ("agreement.reference", { "The contract is \($0)." }),
      ("agreement.starts", { "It starts on \($0)." }),
      ("agreement.ends", { "It ends on \($0)." }),
      ("agreement.renewal", { "It then renews itself by \($0)." }),
      ("agreement.termination_notice", { "Either side may end it with \($0) of notice." }),
      ("agreement.price_change_notice", { "A price change is announced \($0) ahead." }),
    ])
  }

  var prices: [String] {
    block("sell", "\(file.name) pays us", "our price list")
      + block("buy", "We pay \(file.name)", "the price list")
      + block("retail", "Our drivers pay at \(file.name)'s chargers", "our price list")
      + (file.hasTable("pricing.sell") || file.hasTable("pricing.buy")
        ? [] : ["No prices between the two of us are agreed in this file."])
  }

  func worked(_ prices: [PlainTerms.WorkedPrice]) -> [String] {
    prices.map { "Example: \($0.session) costs \($0.price)." }
  }

  var drivers: [String] {
    let terms = file.authorizationPolicy
    let way =
      switch terms.mode {
      case .realtime: "At the start of each charge the driver's provider is asked"
      case .whitelist: "Drivers are checked against the list of cards"
      case .realtimeThenWhitelist:
        "At the start of each charge the driver's provider is asked, else the list of cards counts"
      }
    let wait = file.text("authorization.timeout") ?? spelled("authorization.timeout") ?? "3 s"
    let fallback =
      switch terms.onTimeout {
      case .allow: "the driver may charge"
      case .deny: "the driver is refused"
      case .whitelist, .allowKnown: "the list of cards decides"
      }
    return ["\(way).", "When no answer comes within \(wait), \(fallback)."]
  }

  var exchange: [String] {
    ["locations", "tariffs", "tokens", "sessions", "cdrs"].compactMap { module in
      let terms = file.sync(module)
      let name = Self.moduleNames[module] ?? module
      let every = spelled("sync.\(module).every") ?? "15 min"
      return switch terms.mode {
      case .push: "We send \(name) as they change."
      case .pull: "We fetch \(name) every \(every)."
      case .both: "We send \(name) as they change and fetch theirs every \(every)."
      case .off: nil
      }
    }
      + sentences([("cdr.deliver_within", { "A charge record arrives within \($0) of the session's end." })])
  }

  var settlement: [String] {
    guard isStated("settlement.who_invoices") || isStated("settlement.payment_term") else { return [] }
    return sentences([
      ("settlement.who_invoices", { Self.invoicers[$0] ?? "" }),
      ("settlement.period", { "One invoice covers a \($0)." }),
      ("settlement.payment_term", { "It is payable within \($0)." }),
      ("settlement.vat_treatment", { "VAT is handled as \($0)." }),
      ("dispute.window", { "A charge can be disputed for \($0)." }),
      ("dispute.answer_within", { "A dispute is answered within \($0)." }),
    ])
  }

  var contacts: [String] {
    FieldTable.contactNames.compactMap { name in
      let parts = ["name", "email", "phone", "hours"].compactMap { spelled("contacts.\(name).\($0)") }
      guard !parts.isEmpty else { return nil }
      return Self.capitalised(name.replacing("_", with: " ")) + ": " + parts.joined(separator: ", ") + "."
    }
  }

  /// Prices that no sentence above says.
  var beyond: [String] {
    file.effective.filter { value in
      value.path.hasPrefix("pricing.") && value.origin != .builtIn && !Self.isSaid(value.path)
    }.map { "\($0.path) = \($0.text)" }
  }

  /// Whether a price field has its words in the sentences, or is for readers only.
  private static func isSaid(_ path: String) -> Bool {
    let name = path.split(separator: ".").dropFirst(2).joined(separator: ".")
    if name.hasPrefix("test_sessions") || name.hasPrefix("rule[") || name.hasPrefix("tier[") { return true }
    return said.contains(name) || name.hasPrefix("set.") || name.hasPrefix("add.")
  }

  private static let said: Set<String> = [
    "base", "currency", "discount", "markup", "on", "min_price", "max_price", "min_session", "max_session",
    "combine", "vat", "rounding", "price_time", "commitment.volume", "commitment.period",
    "commitment.shortfall", "free_below", "max_month_per_token",
  ]
}

// MARK: - pieces

extension PlainWords {
  private func block(_ side: String, _ subject: String, _ list: String) -> [String] {
    guard let terms = PriceSide(rawValue: side).flatMap({ file.priceRules($0) }) else { return [] }
    let base =
      switch terms.base {
      case .list(let name): "\(list) \"\(name)\""
      case .received: "the prices as received"
      case PriceRules.Base.none?: "only what the rules set"
      case nil: "the list price"
      }
    let own = RuleWords(file, at: "pricing.\(side)").actions.joined(separator: ", ")
    let first = "\(subject) \(base)\(own.isEmpty ? "" : ": " + own)."
    let rules = (0..<file.count("pricing.\(side).rule")).map { position -> String in
      let at = "pricing.\(side).rule[\(position)]"
      return "Rule \(file.text("\(at).id") ?? ""): \(RuleWords(file, at: at).text)."
    }
    return [first] + rules + frame(terms)
  }

  /// What holds for all rules of a block.
  private func frame(_ terms: PriceRules) -> [String] {
    var found: [String] = []
    if terms.combine == .stack, terms.rules.count > 1 {
      found.append("Rules that fit the same session act one after the other.")
    }
    if let least = terms.minPrice { found.append("A kWh costs at least \(least.perKilowattHour).") }
    if let most = terms.maxPrice { found.append("A kWh costs at most \(most.perKilowattHour).") }
    if let least = terms.minSession { found.append("A session costs at least \(least).") }
    if let most = terms.maxSession { found.append("A session costs at most \(most).") }
    if terms.rounding != .standard {
      found.append(
        "Amounts are rounded \(terms.rounding.mode.rawValue) to \(terms.rounding.digits) decimals "
          + "\(terms.rounding.point.rawValue.replacing("-", with: " ")).")
    }
    for tier in terms.tiers {
      let reach = tier.reach == .above ? "the kWh above" : "all kWh"
      found.append("From \(tier.from) a \(tier.period.rawValue), \(reach) cost \(tier.discount) less.")
    }
    if let promise = terms.commitment {
      found.append(
        "\(promise.volume) a \(promise.period.rawValue) are promised; each kWh that is missing costs "
          + "\(promise.shortfall.perKilowattHour).")
    }
    switch terms.freeBelow {
    case .energy(let least): found.append("A session below \(least) costs nothing.")
    case .seconds(let least): found.append("A session shorter than \(least) s costs nothing.")
    case nil: break
    }
    if let most = terms.maxMonthPerToken { found.append("The fees of a card are at most \(most) a month.") }
    return found + apart(terms)
  }

  /// What no charge record says, so that nobody looks for it there.
  private func apart(_ terms: PriceRules) -> [String] {
    let apart = terms.settledApart
    func sentence(_ isMeant: (SettledTerm) -> Bool, _ words: String) -> [String] {
      let named = apart.filter(isMeant).map(\.words)
      return named.isEmpty ? [] : ["\(words): \(RuleWords.list(named))."]
    }
    return sentence(
      { $0.settlement == .session },
      "No charge record says this, so it is settled on the statement for each session")
      + sentence(
        { $0.settlement != .session },
        "No charge record says this, so it is settled on the statement when the period ends")
  }

  private func sentences(_ parts: [(String, (String) -> String)]) -> [String] {
    parts.compactMap { path, words in spelled(path).map(words) }.filter { !$0.isEmpty }
  }

  private func isStated(_ path: String) -> Bool { file.entry(path).map { $0.origin != .builtIn } ?? false }

  private func spelled(_ path: String) -> String? { file.entry(path)?.text }

  private static func spoken(_ role: PartyRole) -> String {
    let kind =
      switch role.kind {
      case .cpo: "charge point operator"
      case .emsp: "mobility service provider"
      case .hub: "hub"
      default: role.kind.rawValue
      }
    return "\(role.party) (\(kind))"
  }

  private static func capitalised(_ text: String) -> String {
    (text.first.map { $0.uppercased() } ?? "") + text.dropFirst()
  }

  private static let invoicers = [
    "cpo": "The charge point operator writes the invoice.",
    "emsp-self-bill": "The service provider writes a self-billing invoice.",
    "hub": "The hub writes the invoice.",
  ]

  private static let moduleNames = [
    "locations": "stations and their status", "tariffs": "prices", "tokens": "drivers' cards",
    "sessions": "running sessions", "cdrs": "charge records",
  ]
}
