package import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// `partnerctl certify`: every check that fits the partner, in order, each told as it is made.
package struct CertifyRun: Sendable {
  /// What is to be checked.
  package struct Order: Sendable {
    /// Only these areas; all when empty.
    package var areas: Set<String> = []
    /// Only these checks; all when empty.
    package var checks: Set<String> = []
    /// Whether a live partner, or one of a production fleet, may be asked; it is only read from then.
    package var isProduction = false
    /// Whether the tokens are renewed.
    package var rotates = false

    /// Everything at a partner in test.
    package init() {}

    /// Reads `{"areas":[…],"checks":[…],"production":bool,"rotate":bool}`.
    package init(_ json: JSON) {
      areas = Set(json["areas"]?.elements?.compactMap(\.string) ?? [])
      checks = Set((json["checks"]?.elements?.compactMap(\.string) ?? []).map { $0.uppercased() })
      isProduction = json["production"]?.bool ?? false
      rotates = json["rotate"]?.bool ?? false
    }

    func takes(_ check: CertifyCheck) -> Bool {
      (areas.isEmpty || areas.contains(check.area.rawValue)) && (checks.isEmpty || checks.contains(check.id))
    }
  }

  let commons: Commons
  let maker: LinkMaker
  let registrar: Registrar

  /// Makes the verb.
  package init(commons: Commons, maker: LinkMaker, registrar: Registrar) {
    (self.commons, self.maker, self.registrar) = (commons, maker, registrar)
  }

  /// Certifies a partner.
  ///
  /// - Parameters:
  ///   - id: the partner.
  ///   - order: what is checked.
  ///   - steps: hears of each check.
  /// - Returns: the counts, and the checks as members.
  /// - Throws: `ControlFailure` when nothing can be checked.
  package func run(_ id: String, _ order: Order, telling steps: StepStream) async throws -> ControlReply {
    let file = try PartnerFolder(commons).read(id).file
    try demand(order)
    let isLive = file.status == .live || commons.fleet().file.environment == .prod
    guard !isLive || order.isProduction else {
      throw ControlFailure(
        "BR800", "\(id) is live: certify asks partners in their test environment",
        help: "--production only reads from a live partner and writes nothing there", exit: 7)
    }
    let desk = try await desk(file)
    await desk.open()
    let certificate = await judge(desk, order, isReadOnly: isLive, steps)
    try await keep(certificate, of: id, order)
    return certificate.reply
  }

  private func demand(_ order: Order) throws(ControlFailure) {
    let areas = CertifyArea.allCases.map(\.rawValue)
    if let odd = order.areas.first(where: { !areas.contains($0) }) {
      throw ControlFailure(
        "BR801", "there is no area \"\(odd)\"", help: "one of " + areas.joined(separator: ", "), exit: 64)
    }
    if let odd = order.checks.first(where: { name in !CertifyCheck.all.contains { $0.id == name } }) {
      throw ControlFailure(
        "BR801", "there is no check \(odd)", help: "partnerctl certify --list names them", exit: 64)
    }
  }

  private func desk(_ file: PartnerFile) async throws -> CertifyDesk {
    guard let link = commons.links[file.id] else { throw ControlFailure.noPartner(file.id) }
    let row = try await commons.store.read { tx in try tx.partners.partner(file.id) }
    guard let address = file.connection.versionsURL ?? row?.versionsURL, let url = try? HTTPURL(address)
    else {
      throw ControlFailure(
        "BR221", "\(file.file) names no connection.versions_url",
        help: "nothing can be called before the partner has registered with us", exit: 65)
    }
    let facts = link.ownFacts
    let reference = file.connection.tokenA ?? .stored("\(file.id)/token-a")
    guard let token = facts.theirToken ?? (try? commons.vault.text(reference)).map({ SecretText($0) }) else {
      throw ControlFailure(
        "BR303", "there is no token to call with",
        help: "partnerctl secret set \(file.id)/token-a stores the one the partner sent", exit: 77)
    }
    let usual = facts.theirTokens.inUse?.form ?? link.usualTokenForm
    let partner = CertifyDesk.Partner(
      link: link, client: try maker.client(for: file, announced: row?.versionsURL), versionsURL: url,
      token: token,
      form: file.tokenForm(learned: usual).form, isRegistered: facts.state == .registered)
    return CertifyDesk(
      partner, commons: commons, patience: .milliseconds(min(10_000, file.connection.timeoutMilliseconds))
    ) { [registrar] in
      _ = try await registrar.register(file.id, update: true, telling: .silent)
    }
  }

  private func judge(
    _ desk: CertifyDesk, _ order: Order, isReadOnly: Bool, _ steps: StepStream
  ) async -> CertifyReport {
    let version = await desk.version
    let checks = CertifyCheck.all.filter {
      order.takes($0) && $0.versions.contains(version) && desk.isAsked($0.side)
    }
    await desk.expect(checks.map(\.id))
    var results: [String: CertifyReport.Result] = [:]
    let ordered = checks.filter { !$0.isLast } + checks.filter(\.isLast)
    var isCleaned = false
    var left: [String] = []
    for check in ordered {
      if check.isLast, !isCleaned {
        left = await desk.clean()
        isCleaned = true
      }
      let verdict = await verdict(check, desk, order, isReadOnly)
      if verdict.isProblem { await desk.note(check.id) }
      let evidence = verdict == .pass ? [] : await desk.evidence
      let result = CertifyReport.Result(check: check, verdict: verdict, evidence: evidence)
      results[check.id] = result
      steps.check(result.json(redactedFor: desk.partner.link))
    }
    if !isCleaned { left = await desk.clean() }
    let link = desk.partner.link
    return CertifyReport(
      partner: link.id, name: link.terms.technical.name, version: version,
      isWhole: order.areas.isEmpty && order.checks.isEmpty && desk.partner.isRegistered,
      isReadOnly: isReadOnly, at: desk.started,
      results: checks.compactMap { results[$0.id] }, left: left, link: link)
  }

  private func verdict(
    _ check: CertifyCheck, _ desk: CertifyDesk, _ order: Order, _ isReadOnly: Bool
  ) async -> CertifyVerdict {
    await desk.begin(check)
    if check.act != .reads, isReadOnly { return .skipped("nothing is written to a live partner") }
    if check.act == .rotates, !order.rotates { return .skipped("tokens are renewed with --rotate only") }
    do {
      guard let problem = try await check.judge(desk) else { return .pass }
      if let cause = await desk.cause(of: check) { return .skipped("\(cause) names the cause: \(problem)") }
      return check.level == .must ? .fail(problem) : .warn(problem)
    } catch let skip as CertifySkip {
      return .skipped(skip.reason)
    } catch {
      return .skipped("it could not be made: \(error)")
    }
  }

  private func keep(_ certificate: CertifyReport, of id: String, _ order: Order) async throws {
    guard certificate.isWhole else { return }
    let text = certificate.summary.text
    let valid = Conformance.validSeconds(commons.links[id]?.terms.technical)
    try await commons.store.write { tx in
      try tx.settings.set(CertifyReport.setting(of: id), to: text)
      // A run that fails later takes no certificate away before its time: both are told.
      guard certificate.isPassed else { return }
      try ConformanceSeal.keep(until: certificate.at.adding(seconds: valid), of: id, in: tx)
    }
  }
}

extension StepStream {
  /// Tells of one check.
  func check(_ json: JSON) { tell(json) }
}
