import BilateralBase

/// Cross-field checks over one partner file.
struct PartnerCheck {
  let terms: TermSet
  private let fleet: FleetFile?
  private let isReadable: Bool
  var check: FieldCheck
  private(set) var ourRoles: [PartyRole] = []

  var findings: [Diagnostic] { check.findings }

  init(terms: TermSet, fleet: FleetFile?, isReadable: Bool) {
    self.terms = terms
    self.fleet = fleet
    self.isReadable = isReadable
    check = FieldCheck(terms: terms)
  }

  /// What depends on presence waits for a readable file: a misspelt key is not also a missing one.
  mutating func run() {
    check.checkSchemaVersion("bilateral/1")
    checkID()
    checkRoles()
    checkAddresses()
    checkMutualTLS()
    checkVersions()
    checkDates()
    checkRoute()
    checkAuthorization()
    checkShare()
    checkVAT()
    checkCDRs()
    checkProfiles()
    if let fleet { check.checkAlarms("service_level.alarms", channels: fleet.terms) }
    for side in PriceSide.allCases {
      checkRules(side.path)
      var reader = PriceRulesReader(terms, side)
      let rules = reader.read()
      check.take(reader.findings)
      if let rules, !reader.findings.hasErrors { checkReach(rules) }
    }
    guard isReadable else { return }
    check.demandMandatory()
    if terms.text("status") == "live" { demandLive() }
  }

  private mutating func checkID() {
    guard let id = terms.text("id") else { return }
    let name = terms.file.split(separator: "/").last.map(String.init) ?? terms.file
    if id == "defaults" {
      check.error(.reservedID, "\"defaults\" is a reserved id", at: "id", help: "choose another id")
    } else if name.hasSuffix(".toml"), name != id + ".toml" {
      check.error(
        .fileName, "the id is \"\(id)\" but the file is \(name)", at: "id",
        help: "write id = \"\(name.dropLast(5))\" or rename the file")
    }
  }

  private mutating func checkRoles() {
    let theirs = terms.roles("them.roles")
    let own = terms.roles("us.roles")
    ourRoles =
      own.isEmpty
      ? (fleet?.parties ?? []).filter { our in theirs.contains { our.isComplementary(to: $0) } } : own
    if let fleet, let foreign = own.first(where: { !fleet.parties.contains($0) }) {
      check.error(
        .foreignRole, "\(foreign) is not in \(fleet.file)", at: "us.roles", help: "add it to us.parties there"
      )
    }
    let isKnown = fleet != nil || !own.isEmpty
    guard isKnown, !theirs.isEmpty,
      !theirs.contains(where: { their in ourRoles.contains { $0.isComplementary(to: their) } })
    else { return }
    check.error(
      .noComplement, "none of our roles complements theirs", at: "them.roles",
      help: "a CPO needs an EMSP on the other side")
  }

  private mutating func checkAddresses() {
    let places: [(String, FleetFile.Environment?)] = [
      ("connection", fleet?.environment), ("connection.environments.test", .test),
      ("connection.environments.prod", .prod),
    ]
    let hasExceptions = !terms.texts("security.allow_private").isEmpty
    for (section, environment) in places where environment == .prod && !hasExceptions {
      let path = section + ".versions_url"
      guard let text = terms.text(path), let address = AddressText.webAddress(text),
        address.isPlain || AddressText.isPrivate(address.host)
      else { continue }
      check.error(
        .privateNetwork,
        address.isPlain ? "plain HTTP in prod" : "\(address.host) is a private address in prod", at: path,
        help: "use a public https URL, or name the range in security.allow_private")
    }
    guard fleet?.environment == .prod, !hasExceptions,
      let range = terms.texts("security.allow_from").first(where: AddressText.isPrivate)
    else { return }
    check.error(
      .privateNetwork, "\(range) is a private range in prod", at: "security.allow_from",
      help: "name it in security.allow_private")
  }

  private mutating func checkMutualTLS() {
    let certificate = terms.entries["security.client_cert"] != nil
    let key = terms.entries["security.client_key"] != nil
    if certificate != key {
      check.error(
        .mutualTLS, certificate ? "client_cert without client_key" : "client_key without client_cert",
        at: certificate ? "security.client_cert" : "security.client_key", help: "give both or neither")
    } else if terms.flag("security.mtls") == true, !certificate {
      check.error(
        .mutualTLS, "mtls without a client certificate", at: "security.mtls",
        help: "add client_cert and client_key")
    }
  }

  private mutating func checkVersions() {
    guard let policy = terms.text("connection.version_policy"),
      let version = policy.split(separator: " ").last,
      version != "highest-common", !terms.texts("connection.allowed_versions").contains(String(version))
    else { return }
    check.error(
      .version, "\(version) is not among the allowed versions", at: "connection.version_policy",
      help: "allowed: " + terms.texts("connection.allowed_versions").joined(separator: ", "))
  }

  private mutating func checkDates() {
    let signed = terms.date("agreement.signed")
    let starts = terms.date("agreement.starts")
    let ends = terms.date("agreement.ends")
    if let signed, let starts, starts < signed {
      check.error(
        .dateOrder, "the agreement starts before it is signed", at: "agreement.starts",
        help: "signed \(signed), starts \(starts)")
    }
    if let ends, let first = starts ?? signed, ends <= first {
      check.error(.dateOrder, "the agreement ends before it starts", at: "agreement.ends", help: nil)
    }
    if terms.entries["agreement.renewal"] != nil, ends == nil {
      check.error(
        .dateOrder, "a renewal needs an end to renew from", at: "agreement.renewal", help: "add ends")
    }
  }

  private mutating func checkRoute() {
    let kind = terms.text("route.kind") ?? "direct"
    if kind != "direct", terms.entries["route.hub"] == nil {
      check.error(.noHub, "the route \"\(kind)\" names no hub", at: "route.kind", help: "add hub = \"…\"")
    }
    if kind != "direct", let hub = terms.text("route.hub"), hub == terms.text("id") {
      check.error(
        .hubOfHub, "the partner cannot be its own hub", at: "route.hub", help: "name the hub's partner file")
    }
    checkIdle(kind)
    for module in ["cdrs", "sessions", "commands"] {
      let path = "route.per_module.\(module)"
      guard terms.list(path).count > 1 else { continue }
      check.error(.twoRoutes, "\(module) have two routes", at: path, help: "write \"direct\" or \"hub\"")
    }
  }

  /// What is said of a connection, or of two ways, where there is none or one.
  private mutating func checkIdle(_ kind: String) {
    let written = terms.entries.filter { $0.value.origin == .file }.map(\.key).sorted()
    func first(_ prefixes: [String]) -> String? {
      written.first { path in prefixes.contains { path.hasPrefix($0) } }
    }
    // Until a move is over, the other way exists too.
    let isMoving = terms.entries["route.cut_over"] != nil
    if kind == "hub", !isMoving, let hub = terms.text("route.hub"),
      let path = first(["connection.", "security."])
    {
      check.warn(
        .idleConnection, "the partner is reached through \(hub) alone: \(path) has no effect", at: path,
        help: "take it out, or write it in \(hub).toml, whose connection carries the messages")
    }
    let both = [
      "route.precedence", "route.on_duplicate", "route.fallback_after", "route.return_after",
      "route.per_module", "route.per_group", "route.per_country",
    ]
    if kind == "hub" || kind == "direct", let path = first(both) {
      check.warn(
        .idleRoute, "the route is \"\(kind)\": \(path) has no effect", at: path,
        help: "write kind = \"direct-with-hub-fallback\" or \"split\" where the partner has both ways")
    }
  }

  private mutating func checkAuthorization() {
    for path in ["authorization.on_timeout", "authorization.on_unknown", "authorization.offline"] {
      guard terms.text(path) == "allow", terms.entries["authorization.risk_bearer"] == nil else { continue }
      check.error(
        .riskBearer, "\"allow\" needs somebody who bears the risk", at: path,
        help: "add authorization.risk_bearer = \"cpo\" or \"emsp\"")
      return
    }
  }
}

// MARK: - sharing

extension PartnerCheck {
  private mutating func checkShare() {
    if case .power(let low) = terms.entries["share.power_min"]?.value,
      case .power(let high) = terms.entries["share.power_max"]?.value, low > high
    {
      check.error(
        .emptyShare, "no power is at least power_min and at most power_max", at: "share.power_max",
        help: "power_min must not be above power_max")
    }
    let excluded = Set(terms.texts("share.exclude_groups"))
    let groups = terms.texts("share.groups")
    if !groups.isEmpty, excluded.isSuperset(of: groups) {
      check.error(
        .emptyShare, "every group that is shared is excluded too", at: "share.exclude_groups",
        help: "name a group in one of both lists")
    }
    if terms.text("status") == "live", !terms.list("share.test_locations").isEmpty {
      check.warn(
        .testLocations, "a live partner does not see test locations", at: "share.test_locations",
        help: "take them out, or set status = \"test\"")
    }
  }
}

// MARK: - prices and live

extension PartnerCheck {
  private mutating func checkRules(_ block: String) {
    demandOneTransform(block)
    var seen: Set<String> = []
    for position in 0..<terms.count("\(block).rule") {
      let rule = "\(block).rule[\(position)]"
      demandOneTransform(rule)
      if let id = terms.text("\(rule).id"), !seen.insert(id).inserted {
        check.error(.duplicateRule, "the rule id \"\(id)\" is used twice", at: "\(rule).id", help: nil)
      }
      demandJustification(rule, block)
    }
  }

  /// Rules that no session reaches, because others above take each that they would.
  private mutating func checkReach(_ rules: PriceRules) {
    guard rules.rules.count <= RuleMask.most else { return }
    let named = Set(rules.rules.flatMap(\.when.place.tariffs)).sorted { $0.folded < $1.folded }
    let finder = ClassFinder(rules)
    for position in finder.unreached(tariffs: named) where finder.rules[position].id != "*" {
      let open = finder.rules[..<position].first { $0.isUnconditional }?.id
      check.error(
        .unreachableRule,
        open.map { "never reached: rule \"\($0)\" above takes every session" }
          ?? "never reached: the rules above take every session that it would",
        at: "\(rules.side.path).rule[\(position)]",
        help: open.map { "move \"\($0)\" to the end or give it a condition" }
          ?? "move it up, or give the rules above narrower conditions")
    }
  }

  private mutating func demandOneTransform(_ path: String) {
    let verbs = ["discount", "markup"].filter { terms.entries["\(path).\($0)"] != nil }
    let sets = terms.tables["\(path).set"] != nil ? ["set"] : []
    guard (verbs + sets).count > 1, let last = (verbs + sets).last else { return }
    check.error(
      .oneTransform, (verbs + sets).joined(separator: " and ") + " in one rule", at: "\(path).\(last)",
      help: "keep one of them")
  }

  private mutating func demandJustification(_ rule: String, _ block: String) {
    guard block == "pricing.sell", terms.texts("compliance.profiles").contains("afir-cpo"),
      terms.entries["\(rule).justification"] == nil
    else { return }
    check.error(
      .justification, "the rule differs from the ad-hoc price but gives no justification", at: rule,
      help: "AFIR Art. 5(3) asks for a proportionate, objective reason; add justification = \"…\"")
  }

  private mutating func demandLive() {
    check.asker = "status"
    for field in terms.schema.fields where field.isMandatoryWhenLive && terms.entries[field.path] == nil {
      check.error(
        .liveField, "status live needs \"\(field.path)\": \(field.note)", at: field.path,
        help: "add it, or set status = \"test\"")
    }
    for name in ["technical", "operations", "finance"] where terms.tables["contacts.\(name)"] == nil {
      check.error(
        .contact, "status live needs the contact \"\(name)\"", at: "contacts.\(name)",
        help: "\(name) = { name = \"…\", email = \"…\" } below [contacts]")
    }
    demandEntity()
    checkCurrencies()
  }

  private mutating func demandEntity() {
    for field in ["legal_name", "vat_id"] where terms.entries["them.entity[0].\(field)"] == nil {
      check.error(
        .liveField, "status live needs \(field) of a [[them.entity]]", at: "them.entity[0].\(field)",
        help: "one [[them.entity]] for each legal entity")
    }
  }

  private mutating func checkCurrencies() {
    guard let invoice = terms.text("settlement.currency"), terms.entries["settlement.fx_source"] == nil,
      let price = terms.text("pricing.sell.currency") ?? terms.text("pricing.buy.currency"), price != invoice
    else { return }
    check.error(
      .exchangeSource, "prices in \(price) are settled in \(invoice) without a source of rates",
      at: "settlement.currency", help: "add fx_source = \"ECB\"")
  }
}
