import BilateralBase

/// What compliance profiles ask of a partner file (section C15); warnings, see ruling 29.
extension PartnerCheck {
  mutating func checkProfiles() {
    let profiles = Set(terms.texts("compliance.profiles"))
    if !profiles.isDisjoint(with: ["afir-cpo", "afir-msp"]) {
      checkFreshness(60, .afirFreshness)
      checkHiddenFields()
    }
    if profiles.contains("pcpr-uk") { checkFreshness(30, .ukFreshness) }
    if profiles.contains("eichrecht-de") { checkMinuteFees() }
    if profiles.contains("nevi-us") { checkUptime() }
    checkCoalescing()
    checkMailboxes()
  }

  private mutating func checkFreshness(_ limit: Int, _ code: FindingCode) {
    let path = "sync.locations.status_freshness"
    guard let fresh = terms.duration(path)?.seconds, fresh > limit else { return }
    check.warn(code, "a status may be \(fresh) s old, the profile asks for \(limit) s", at: path, help: nil)
  }

  private mutating func checkHiddenFields() {
    let published = ["operator", "owner", "opening_times"]
    guard let field = terms.texts("share.hide_fields").first(where: published.contains) else { return }
    check.warn(
      .afirFields, "\"\(field)\" is hidden from a partner under an AFIR profile", at: "share.hide_fields",
      help: "take it out of the list")
  }

  private mutating func checkMinuteFees() {
    let fees = terms.entries.keys.filter { path in
      path.hasPrefix("pricing.") && (path.hasSuffix(".set.time") || path.hasSuffix(".add.time"))
    }
    for path in fees.sorted() {
      check.warn(
        .eichrechtMinutes, "a fee per minute of charging under profile eichrecht-de", at: path,
        help: "price energy, or parking after a while")
    }
  }

  private mutating func checkUptime() {
    let path = "service_level.uptime"
    guard case .percent(let uptime) = terms.entries[path]?.value, uptime.value < 97 else { return }
    check.warn(.neviUptime, "the uptime promised is below 97 %", at: path, help: "write \"97 %\" or more")
  }

  /// Coalescing may not eat the freshness that was promised (section C8).
  private mutating func checkCoalescing() {
    let path = "sync.locations.debounce"
    guard let fresh = terms.duration("sync.locations.status_freshness")?.milliseconds,
      let wait = terms.duration(path)?.milliseconds, wait > fresh
    else { return }
    check.error(
      .outOfRange, "changes wait longer for each other than status_freshness allows", at: path,
      help: "write at most the duration of status_freshness")
  }

  private mutating func checkMailboxes() {
    for name in FieldTable.contactNames {
      let path = "contacts.\(name).email"
      guard let host = terms.text(path)?.split(separator: "@").last?.lowercased(),
        Self.privateMail.contains(host)
      else { continue }
      check.warn(
        .personalMailbox, "the address is at a provider of private mail", at: path,
        help: "use the mailbox of a team")
    }
  }

  private static let privateMail: Set<String> = [
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com",
    "gmx.de",
    "gmx.net", "web.de", "t-online.de", "proton.me", "protonmail.com", "aol.com",
  ]
}
