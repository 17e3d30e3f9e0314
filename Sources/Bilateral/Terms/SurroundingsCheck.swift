import BilateralBase
import BilateralCrypto
import BilateralModel

/// Checks of one partner file against what lies around it: groups, price lists, papers, certificates, the calendar.
struct SurroundingsCheck {
  let file: PartnerFile
  let around: FleetSurroundings
  private(set) var findings: [Diagnostic] = []

  init(_ file: PartnerFile, in around: FleetSurroundings) {
    self.file = file
    self.around = around
  }

  mutating func run() {
    checkRoute()
    if let groups = around.groups { checkGroups(groups) }
    if let lists = around.lists {
      checkPrices(lists)
      checkExamples(lists)
    }
    if let zones = around.zones { checkZones(zones) }
    if let today = around.today { checkDates(today) }
    checkDocument()
    checkCertificates()
    tellUnused()
  }

  mutating func report(
    _ severity: Diagnostic.Severity, _ code: FindingCode, _ message: String, at path: String,
    _ place: SourcePlace? = nil, help: String? = nil
  ) {
    let nearest = place ?? file.entry(path)?.place ?? file.place(ofTable: String(path.prefix { $0 != "." }))
    findings.append(
      Diagnostic(
        severity, code.id, message, help: help,
        place: nearest ?? SourcePlace(file: file.file, line: 1, column: 1), path: path))
  }

  /// A fleet without any group file is one whose groups are still to come: a warning, since nothing is shared till then.
  private mutating func checkGroups(_ groups: LocationGroups) {
    for reference in file.groupReferences {
      guard groups[reference.name] == nil, !groups.unreadable.contains(reference.name) else { continue }
      let meant = Suggestion.nearest(to: reference.name, among: groups.names)
      report(
        groups.isEmpty ? .warning : .error, .unknownGroup,
        "there is no group \"\(reference.name)\" (groups/\(reference.name).toml)", at: reference.path,
        reference.place,
        help: meant.map { "did you mean \"\($0)\"?" }
          ?? "write groups/\(reference.name).toml with locations = [\"…\"]")
    }
  }
}

// MARK: - prices

extension SurroundingsCheck {
  private mutating func checkPrices(_ lists: [String: PriceList]) {
    let path = "pricing.sell.base"
    guard let base = file.text(path), !["own", "received"].contains(base) else { return }
    guard base != "none" else {
      let currency = file.text("pricing.sell.currency").flatMap { Currency($0) } ?? .euro
      guard let party = file.ourRoles.first(where: { $0.kind == .cpo })?.party else { return }
      return checkRules(over: .none(party: party, currency: currency))
    }
    guard !around.brokenLists.contains(base) else { return }
    guard let list = lists[base] else {
      let isNew = lists.isEmpty && around.brokenLists.isEmpty
      return report(
        isNew ? .warning : .error, .priceList, "there is no price list tariffs/\(base).json", at: path,
        help: Suggestion.nearest(to: base, among: lists.keys.sorted()).map { "did you mean \"\($0)\"?" }
          ?? "put OCPI tariffs there, as a JSON array; base = \"own\" takes those of the back office")
    }
    checkRules(over: list)
    if !Set(file.texts("compliance.profiles")).isDisjoint(with: ["afir-cpo", "afir-msp"]) {
      checkOrder(of: list)
    }
  }

  /// What keeps the partner's tariffs from being made; a warning, because the terms may be sound all the same.
  private mutating func checkRules(over list: PriceList) {
    let zone = file.text("agreement.zone").flatMap { try? around.zones?.zone($0) }
    let today = around.today.map { Timestamp(seconds: Int64($0.daysSince1970) * 86_400) } ?? .epoch
    let pricing = PartnerPricing(
      file, .sell, list: list, rates: around.rates ?? .none, groups: around.groups ?? LocationGroups(),
      zone: zone, appliedAt: today)
    for finding in pricing?.findings ?? [] {
      var finding = finding
      let path = finding.path ?? "pricing.sell"
      if finding.severity == .error { finding.severity = .warning }
      finding.place =
        file.entry(path)?.place ?? file.place(ofTable: path) ?? file.place(ofTable: "pricing.sell")
      findings.append(finding)
    }
    if let pricing, !pricing.findings.hasErrors { checkVersions(of: pricing, at: today) }
  }

  /// The worked examples of every direction.
  private mutating func checkExamples(_ lists: [String: PriceList]) {
    guard let zones = around.zones, let today = around.today,
      let zone = (try? zones.zone(file.text("agreement.zone") ?? "UTC")) ?? (try? zones.zone("UTC"))
    else { return }
    for side in PriceSide.allCases {
      let list = file.text("\(side.path).base").flatMap { lists[$0] }
      findings +=
        ExampleCheck(
          file, side, list: list, rates: around.rates ?? .none, zone: zone, today: today
        ).findings
    }
  }

  private mutating func checkOrder(of list: PriceList) {
    for tariff in list.tariffs {
      for element in tariff.elements {
        let ranks = element.priceComponents.map { Self.rank($0.type.rawValue) }
        guard zip(ranks, ranks.dropFirst()).contains(where: >) else { continue }
        return report(
          .warning, .afirOrder,
          "tariff \(tariff.id) of list \(list.name) has its price components in another order than AFIR",
          at: "pricing.sell.base", help: "order them ENERGY, TIME, FLAT, PARKING_TIME")
      }
    }
  }

  private static func rank(_ dimension: String) -> Int {
    ["ENERGY", "TIME", "FLAT"].firstIndex(of: dimension) ?? 3
  }
}

// MARK: - calendar

extension SurroundingsCheck {
  private mutating func checkDates(_ today: CivilDate) {
    guard ![.ended, .draft].contains(file.status) else { return }
    checkAgreement(today)
    if let end = file.date("settlement.vat_valid_until"), end < today {
      report(.warning, .vatProof, "it ended on \(end)", at: "settlement.vat_valid_until")
    }
  }

  private mutating func checkAgreement(_ today: CivilDate) {
    guard let ends = file.date("agreement.ends") else { return }
    guard file.entry("agreement.renewal") != nil else {
      guard ends < today else { return }
      return report(
        .error, .agreementEnded, "the agreement ended on \(ends)", at: "agreement.ends",
        help: "sign a new one and move ends, add a renewal, or set status = \"ended\"")
    }
    guard let notice = file.duration("agreement.termination_notice"), let last = notice.day(before: ends)
    else { return }
    let left = last.daysSince1970 - today.daysSince1970
    guard (0..<30).contains(left) else { return }
    report(
      .warning, .noticeDay, "notice must be given by \(last), else the agreement renews itself",
      at: "agreement.termination_notice")
  }

  private mutating func checkZones(_ zones: ZoneCatalog) {
    guard (try? zones.zone("Europe/Berlin")) != nil else { return }
    for (path, entry) in file.terms.entries.sorted(by: { $0.key < $1.key }) {
      guard case .zone = file.terms.schema.fields[entry.field].kind, entry.origin == .file,
        (try? zones.zone(entry.text)) == nil
      else { continue }
      report(
        .error, .zone, "there is no time zone \"\(entry.text)\"", at: path,
        help: "write a name of the IANA database, such as \"Europe/Amsterdam\"")
    }
  }
}

extension TermDuration {
  /// The day that lies this span before another; nil for working days, which need a calendar of holidays.
  func day(before day: CivilDate) -> CivilDate? {
    if let seconds { return CivilDate(daysSince1970: day.daysSince1970 - (seconds + 86_399) / 86_400) }
    guard unit == .months else { return nil }
    let months = day.year * 12 + day.month - 1 - scaled
    let (year, month) = (months.flooredQuotient(by: 12), months.flooredRemainder(by: 12) + 1)
    return CivilDate(
      year: year, month: month, day: min(day.day, CivilDate.days(inMonth: month, ofYear: year)))
  }
}

// MARK: - papers and certificates

extension SurroundingsCheck {
  private mutating func checkDocument() {
    guard let read = around.file, let path = file.text("agreement.document"),
      let wanted = file.text("agreement.document_sha256")
    else { return }
    guard SecretReference("file:\(path)") != nil, !path.hasPrefix("/"), let bytes = read(path) else { return }
    let found = Hex.encode(SHA256.hash(bytes))
    guard found != wanted.lowercased() else { return }
    report(
      .error, .document, "\(path) has another SHA-256 than agreement.document_sha256",
      at: "agreement.document_sha256", help: "it is \(found)")
  }

  private mutating func checkCertificates() {
    guard let today = around.today else { return }
    if let read = around.certificate, let own = file.secret("security.client_cert"), let pem = read(own) {
      checkCertificate(pem, "our client certificate", at: "security.client_cert", today)
    }
    if let read = around.file, let bundle = file.text("security.ca_bundle"), !bundle.hasPrefix("/"),
      SecretReference("file:\(bundle)") != nil, let pem = read(bundle)
    {
      checkCertificate(pem, "an authority of the bundle", at: "security.ca_bundle", today)
    }
  }

  private mutating func checkCertificate(_ pem: [UInt8], _ what: String, at path: String, _ today: CivilDate)
  {
    guard let words = CertificateAge.words(pem, what, today) else { return }
    report(.warning, .certificateExpiry, words, at: path)
  }
}

/// When a certificate ends, in words for a finding.
enum CertificateAge {
  /// The finding's message; nil when every certificate is good for 30 days or more, or cannot be read.
  static func words(_ pem: [UInt8], _ what: String, _ today: CivilDate) -> String? {
    guard let first = (try? Certificate.read(pem: pem))?.map(\.notAfter).min() else { return nil }
    let end = CivilDate(first)
    let left = end.daysSince1970 - today.daysSince1970
    guard left < 30 else { return nil }
    return left < 0 ? "\(what) ended on \(end)" : "\(what) ends on \(end)"
  }
}
