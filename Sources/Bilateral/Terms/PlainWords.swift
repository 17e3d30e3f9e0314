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
      + (file.sellPrices == nil && file.prices("buy") == nil ? ["No prices are agreed in this file."] : [])
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
    ["sell", "buy", "retail"].flatMap { file.prices($0)?.needsFullPricing ?? [] }.map {
      "\($0.path) = \($0.text)"
    }
  }
}

// MARK: - pieces

extension PlainWords {
  private func block(_ side: String, _ subject: String, _ list: String) -> [String] {
    guard let terms = file.prices(side) else { return [] }
    let base =
      terms.base.map { $0 == "received" ? "the prices as received" : "\(list) \"\($0)\"" } ?? "the list price"
    let rest = "\(subject) \(base)\(Self.spoken(terms.transform))."
    return [rest] + terms.rules.map { "\(Self.spoken($0)): \(base)\(Self.spoken($0.transform))." }
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

  private static func spoken(_ transform: PriceTerms.Transform) -> String {
    switch transform {
    case .none: return ""
    case .discount(let percent): return " less \(percent)"
    case .markup(let percent): return " plus \(percent)"
    case .set(let set):
      let parts = [
        set.energy.map { "\($0.perKilowattHour) per kWh" },
        set.time.map { "\($0.perHour) per hour of charging" },
        set.parking.map { "\($0.perHour) per hour of parking" },
        set.session.map { "\($0.perSession) per session" },
      ].compactMap { $0 }
      return ", but " + parts.joined(separator: ", ")
    }
  }

  private static func spoken(_ rule: PriceTerms.Rule) -> String {
    switch (rule.powerMin, rule.powerMax) {
    case (let low?, let high?): "Rule \(rule.id), chargers from \(low) to \(high)"
    case (let low?, nil): "Rule \(rule.id), chargers from \(low)"
    case (nil, let high?): "Rule \(rule.id), chargers up to \(high)"
    case (nil, nil): "Rule \(rule.id)"
    }
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
