/// Pricing, settlement, CDRs, disputes, service level, compliance: what is owed and promised.
extension FieldTable {
  static let pricing: [Field] = ["sell", "buy", "retail"].flatMap { side in block("pricing.\(side)") }

  private static func block(_ at: String) -> [Field] {
    [
      Field("\(at).currency", .currency, "currency; the list's when absent"),
      Field("\(at).base", .text(60), "price list: tariffs/<base>.json, or none, or received"),
      Field(
        "\(at).vat", .choice(["exclusive", "inclusive"]), "whether prices hold VAT", default: "exclusive"),
      Field("\(at).vat_rates.*", .percent(100), "VAT rate per country"),
      Field("\(at).rounding", .text(60), "mode, decimals, point", default: "half-up 2 per-session"),
      Field(
        "\(at).price_time", .choice(["session-start", "period"]), "price in force at",
        default: "session-start"),
      Field("\(at).step.*", .either(.energy, .duration()), "step size"),
      Field("\(at).combine", .choice(["first-match", "stack"]), "how rules meet", default: "first-match"),
      Field("\(at).min_price", .energyPrice, "least unit price"),
      Field("\(at).max_price", .energyPrice, "highest unit price"),
      Field("\(at).min_session", .money, "least price of a session"),
      Field("\(at).max_session", .money, "highest price of a session"),
      Field("\(at).max_month_per_token", .money, "most a card pays a month"),
      Field(
        "\(at).limits", .choice(PriceRules.LimitPolicy.allCases.map(\.rawValue)),
        "what becomes of the list's min_price and max_price under rules that do not change all prices alike"),
      Field("\(at).fill_gaps", .flag, "add also prices what the list leaves free"),
      Field("\(at).price_ending", .text(10), "unit prices go up to a multiple (0.01) or to a nine (x.x9)"),
      Field("\(at).free_below", .either(.energy, .duration()), "failed starts are free"),
      Field("\(at).min_margin", .either(.percent(100), .energyPrice), "least margin"),
      Field("\(at).pass_through", .list(.text(20)), "components billed as received"),
    ] + transform(at) + rule("\(at).rule[]") + tier("\(at).tier[]") + extras(at)
  }

  private static func transform(_ at: String) -> [Field] {
    [
      Field("\(at).discount", .percent(100), "taken off the list"),
      Field("\(at).markup", .percent(500), "added to the list"),
      Field(
        "\(at).on", .list(.choice(["energy", "time", "session", "parking", "reservation"])),
        "components a percentage concerns; without it all, reservations too"),
    ]
      + ["set", "add"].flatMap { verb in
        [
          Field("\(at).\(verb).energy", .energyPrice, "\(verb): price of a kWh"),
          Field("\(at).\(verb).time", .timePrice, "\(verb): price of charging time"),
          Field("\(at).\(verb).parking", .timePrice, "\(verb): price of parking time"),
          Field("\(at).\(verb).session", .sessionPrice, "\(verb): price of a session"),
        ]
      }
  }

  private static func rule(_ at: String) -> [Field] {
    [
      Field("\(at).id", .text(40), "name of the rule in statements", mandatory: true),
      Field("\(at).note", .text(), "for readers"),
      Field("\(at).from", .date, "first day"),
      Field("\(at).until", .date, "last day"),
    ] + selector("\(at).when") + transform(at) + [
      Field("\(at).remove", .list(.text(20)), "components dropped"),
      Field("\(at).parking_after", .duration(), "parking is free until"),
      Field("\(at).parking_cap", .money, "most for parking"),
      Field("\(at).parking_hours", .window, "parking is charged in"),
      Field("\(at).floor", .energyPrice, "least unit price"),
      Field("\(at).cap", .energyPrice, "highest unit price"),
      Field("\(at).justification", .text(1000), "objective reason of a difference"),
      Field("\(at).visible_as", .text(60), "name of the line shown to drivers"),
    ]
  }

  private static func selector(_ at: String) -> [Field] {
    [
      Field("\(at).countries", .list(.country), "locations in"),
      Field("\(at).groups", .list(.text(60)), "locations of"),
      Field("\(at).exclude_groups", .list(.text(60)), "locations not of"),
      Field("\(at).evse_ids", .list(.text(48)), "EVSEs matching"),
      Field("\(at).power_min", .power, "rated power from"),
      Field("\(at).power_max", .power, "rated power up to"),
      Field("\(at).session_power_min", .power, "momentary power from"),
      Field("\(at).session_power_max", .power, "momentary power below"),
      Field("\(at).current", .choice(["AC", "DC"]), "kind of current"),
      Field("\(at).connectors", .list(.text(40)), "plugs"),
      Field("\(at).hours", .window, "time of day"),
      Field(
        "\(at).days", .list(.choice(["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"])), "days of the week"),
      Field("\(at).months", .list(.integer(1...12)), "months"),
      Field("\(at).tariff_ids", .list(.text(36)), "tariffs of the list"),
      Field("\(at).token_groups", .list(.text(60)), "cards of"),
      Field("\(at).auth", .text(20), "how the driver was checked"),
      Field("\(at).energy_from", .energy, "from this energy"),
      Field("\(at).energy_to", .energy, "up to this energy"),
      Field("\(at).duration_from", .duration(), "from this duration"),
      Field("\(at).duration_to", .duration(), "up to this duration"),
      Field("\(at).access", .choice(["private", "public"]), "access"),
    ]
  }

  private static func tier(_ at: String) -> [Field] {
    [
      Field("\(at).period", .choice(["month", "quarter", "year"]), "counted over"),
      Field("\(at).from", .energy, "from this volume"),
      Field("\(at).discount", .percent(100), "taken off"),
      Field("\(at).applies", .choice(["to-units-above", "back-to-first"]), "to which units"),
      Field("\(at).scope", .text(60), "which volume counts"),
    ]
  }

  private static func extras(_ at: String) -> [Field] {
    [
      Field("\(at).commitment.volume", .energy, "volume promised"),
      Field("\(at).commitment.period", .choice(["month", "quarter", "year"]), "over"),
      Field("\(at).commitment.shortfall", .energyPrice, "owed for what is missing"),
      Field("\(at).test_sessions[].energy", .energy, "worked example: energy"),
      Field("\(at).test_sessions[].duration", .duration(), "its duration"),
      Field("\(at).test_sessions[].parking", .duration(), "parking of it"),
      Field("\(at).test_sessions[].power", .power, "rated power"),
      Field("\(at).test_sessions[].at", .text(25), "when it starts"),
      Field("\(at).test_sessions[].group", .text(60), "location group"),
      Field("\(at).test_sessions[].country", .country, "location's country"),
      Field("\(at).test_sessions[].adhoc", .energyPrice, "the list's price of a kWh"),
      Field("\(at).test_sessions[].expect", .money, "what it must cost"),
    ]
  }

  static let settlement: [Field] =
    [
      Field(
        "settlement.who_invoices", .choice(["cpo", "emsp-self-bill", "hub"]), "who writes the invoice",
        live: true),
      Field(
        "settlement.period", .choice(["week", "half-month", "month", "quarter"]), "invoiced over",
        default: "month"),
      Field("settlement.cut_off", .duration(), "late CDRs are awaited for", default: "3 days"),
      Field("settlement.invoice_by", .duration(), "invoice comes within", default: "10 days"),
      Field("settlement.payment_term", .duration(0...10_368_000), "payable within", live: true),
      Field("settlement.currency", .currency, "currency of the invoice"),
      Field("settlement.fx_source", .choice(["ECB", "fixed", "none"]), "source of rates"),
      Field("settlement.fx_date", .choice(["session-end", "period-end", "invoice"]), "day of the rate"),
      Field("settlement.fx_spread", .percent(100), "added to the rate"),
      Field("settlement.fixed_rates.*", .text(20), "fixed rate"),
      Field(
        "settlement.vat_treatment", .choice(["domestic", "reverse-charge", "oss", "none"]),
        "how VAT is handled",
        live: true),
      Field("settlement.vat_proof", .text(), "legal basis or certificate the treatment rests on"),
      Field("settlement.vat_valid_until", .date, "last day of that certificate"),
      Field("settlement.netting", .flag, "set off both directions", default: "false"),
      Field("settlement.minimum_invoice", .money, "smaller amounts roll over"),
      Field("settlement.late_interest.points", .percent(100), "interest above the reference"),
      Field("settlement.late_interest.over", .text(20), "the reference"),
      Field("settlement.credit_limit", .money, "most that may be open"),
      Field("settlement.credit_alarm", .percent(100), "alarm at"),
      Field("settlement.deposit", .money, "deposit"),
      Field("settlement.iban", .secret, "account, by reference"),
      Field("settlement.bic", .text(11), "bank"),
      Field("settlement.reference_format", .text(60), "reference on payments"),
      Field("settlement.po_number", .text(60), "their order number"),
      Field("settlement.invoice_format", .list(.choice(["csv", "json", "ubl", "pdf-html"])), "files sent"),
      Field("settlement.deliver_to", .text(), "where they go"),
      Field("settlement.statement_number", .text(40), "prefix of statement numbers"),
      Field("settlement.attach_cdrs", .flag, "CDRs with the invoice", default: "true"),
      Field("settlement.hold_disputed", .flag, "leave disputed CDRs out", default: "true"),
    ] + imported

  private static let imported: [Field] = [
    Field("settlement.import.cdr", .text(60), "column of their statement: the CDR's id"),
    Field("settlement.import.session", .text(60), "column: the session's id"),
    Field("settlement.import.amount", .text(60), "column: the net amount"),
    Field("settlement.import.currency", .text(60), "column: the currency"),
    Field("settlement.import.party", .text(60), "column: the operator's party"),
    Field("settlement.import.separator", .text(3), "between cells: one character, or tab"),
    Field("settlement.import.decimal", .choice([".", ","]), "decimal mark", default: "."),
  ]

  static let cdr: [Field] = [
    Field("cdr.deliver_within", .duration(), "a CDR comes within", default: "24 h"),
    Field("cdr.accept_late", .duration(), "later ones are refused", default: "30 days"),
    Field("cdr.duplicate_window", .duration(), "repeats are recognised for", default: "90 days"),
    Field("cdr.amount_tolerance", .money, "amounts may differ by"),
    Field("cdr.energy_tolerance", .energy, "energy may differ by"),
    Field("cdr.time_tolerance", .duration(), "times may differ by"),
    Field("cdr.max_energy", .energy, "more is suspicious"),
    Field("cdr.min_energy", .energy, "less is suspicious"),
    Field("cdr.max_duration", .duration(), "longer is suspicious"),
    Field("cdr.max_cost", .money, "dearer is suspicious"),
    Field("cdr.max_power_ratio", .text(10), "average over rated power"),
    Field("cdr.require_session", .flag, "needs a session"),
    Field("cdr.require_auth_reference", .flag, "needs our authorisation"),
    Field("cdr.require_known_location", .flag, "needs a known location"),
    Field("cdr.require_tariff", .flag, "needs a tariff"),
    Field("cdr.currency_must_match", .flag, "currency as agreed", default: "true"),
    Field("cdr.zero_energy", .choice(["accept-free", "accept", "reject"]), "sessions without energy"),
    Field("cdr.overlapping", .choice(["flag", "reject"]), "two at a time on one EVSE"),
    Field("cdr.open_session_after", .duration(), "a session without CDR is a ghost after"),
    Field("cdr.credit", .choice(["credit-cdr", "cdr-revision", "invoice-only"]), "how errors are mended"),
    Field("cdr.partial_credit", .flag, "credits may be partial"),
    Field("cdr.signed_data", .text(40), "signed meter data"),
    Field("cdr.key_source", .text(60), "where meter keys come from"),
    Field("cdr.cost_breakdown_required", .flag, "needs costs per component"),
    Field("cdr.retention", .duration(), "kept for"),
    Field("cdr.grade.*", .choice(["reject-record", "note", "accept"]), "weight of a finding"),
  ]

  static let dispute: [Field] = [
    Field("dispute.window", .duration(), "may be opened for", default: "60 days"),
    Field("dispute.answer_within", .duration(), "is answered within", default: "10 working days"),
    Field("dispute.reasons", .list(.text(60)), "reasons allowed"),
    Field("dispute.below", .money, "smaller differences"),
    Field("dispute.below_action", .choice(["accept", "reject"]), "are handled so"),
    Field("dispute.evidence", .list(.text(60)), "evidence given"),
    Field("dispute.silence", .choice(["accepted", "rejected"]), "no answer means"),
    Field("dispute.pay_undisputed", .flag, "the rest is paid", default: "true"),
    Field("dispute.escalate_to", .text(60), "then goes to"),
    Field("dispute.expert", .text(), "expert"),
  ]

  static let serviceLevel: [Field] =
    [
      Field("service_level.availability", .percent(100), "platform up"),
      Field("service_level.authorization_success", .percent(100), "authorisations answered"),
      Field("service_level.authorization_p95", .duration(), "95 of 100 within"),
      Field("service_level.status_age_p95", .duration(), "status age, 95 of 100"),
      Field("service_level.cdr_on_time", .percent(100), "CDRs in time"),
      Field("service_level.location_completeness", .percent(100), "complete locations"),
      Field("service_level.uptime", .percent(100), "EVSEs up"),
      Field("service_level.support_response.*", .duration(), "support answers within"),
      Field("service_level.penalty.per", .percent(100), "penalty per"),
      Field("service_level.penalty.amount", .money, "penalty"),
      Field(
        "service_level.measured", .choice(["week", "month", "quarter"]), "measured over", default: "month"),
      Field("service_level.exclusions", .list(.text()), "not counted"),
      Field("service_level.maintenance[].days", .list(.text(3)), "maintenance on"),
      Field("service_level.maintenance[].hours", .window, "maintenance at"),
      Field("service_level.maintenance[].zone", .zone, "zone of the hours"),
    ] + alarm("service_level.alarms[]")

  static let profiles = [
    "afir-cpo", "afir-msp", "eichrecht-de", "pcpr-uk", "nevi-us", "cec-ca", "nap-nl", "nap-de",
  ]

  static let compliance: [Field] = [
    Field("compliance.profiles", .list(.choice(profiles)), "rule sets that apply"),
    Field("compliance.dpa.controller", .text(60), "role under GDPR"),
    Field("compliance.dpa.reference", .text(60), "data agreement"),
    Field("compliance.dpa.minimise", .flag, "hash contract ids in exports"),
    Field("compliance.dpa.retention", .duration(), "personal data kept for"),
    Field("onboarding.checklist", .list(.text()), "steps"),
    Field("onboarding.test_cards", .list(.text(36)), "cards for tests"),
    Field("onboarding.go_live_by", .date, "aim"),
    Field("onboarding.hyper_care", .duration(), "close watch for"),
    Field("certify.suite", .text(60), "conformance suite"),
    Field("certify.valid", .duration(), "certificate good for", default: "180 days"),
  ]
}
