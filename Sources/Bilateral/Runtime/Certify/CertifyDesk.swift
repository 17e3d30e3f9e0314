import BilateralBase
import BilateralModel
package import BilateralNet
import BilateralTerms

/// Asks one partner for all checks: each request once, with the partner's token, within its limits.
package actor CertifyDesk {
  /// Who is asked, and with what.
  package struct Partner: Sendable {
    package let link: PartnerLink
    package let client: OCPIClient
    package let versionsURL: HTTPURL
    package let token: SecretText
    package let form: TokenForm
    /// Whether a registration stands; else only versions are asked, with token A.
    package let isRegistered: Bool
  }

  nonisolated let partner: Partner
  nonisolated let commons: Commons
  nonisolated let started: Timestamp
  /// Four bytes that tell the objects of this run from those of others.
  nonisolated let stamp: String
  /// Longest wait for one answer.
  nonisolated let patience: Duration
  /// Renews the tokens of both sides.
  nonisolated let rotate: @Sendable () async throws -> Void
  private(set) var version: OCPIVersion
  private var endpoints: [ModuleNeed: HTTPURL] = [:]
  private var details: HTTPURL?
  private var known: [CertifyAsk: CertifyAnswer] = [:]
  private(set) var answers: [CertifyAnswer] = []
  private(set) var consulted: [CertifyAnswer] = []
  /// The check under way.
  private(set) var current: CertifyCheck?
  /// The checks that this run makes.
  private(set) var expected: Set<String> = []
  /// Those that found something so far.
  var found: Set<String> = []
  private var outages: [CertifyAsk.Place: Int] = [:]
  private var leftovers: [CertifyAsk] = []

  init(
    _ partner: Partner, commons: Commons, patience: Duration,
    rotate: @escaping @Sendable () async throws -> Void
  ) {
    (self.partner, self.commons, self.patience) = (partner, commons, patience)
    self.rotate = rotate
    let surroundings = commons.surroundings
    started = Timestamp(seconds: surroundings.wallClock.now().seconds)
    stamp = String(surroundings.makeID().filter { $0 != "-" }.prefix(8)).uppercased()
    version = partner.link.ownFacts.version ?? .v2_2_1
  }

  /// Finds version and endpoints: what the registration knows, else what the partner lists.
  func open() async {
    let facts = partner.link.ownFacts
    let listed = await ask(.versions).rows
    if facts.version == nil {
      let accepted = partner.link.terms.technical.acceptedVersions
      let offered = listed.compactMap { $0["version"]?.string.flatMap { OCPIVersion($0) } }
      version = offered.filter(accepted.contains).max() ?? version
    }
    let row =
      listed.first { $0["version"]?.string == "\(version)" }
      ?? listed.first { $0["version"]?.string.flatMap { OCPIVersion($0) } == version }
    details = (row?["url"]?.string).flatMap { try? partner.versionsURL.resolving($0) }
    guard partner.isRegistered else { return }
    for endpoint in facts.endpoints {
      guard let url = try? HTTPURL(endpoint.url) else { continue }
      for role in endpoint.role.map({ [$0] }) ?? [.sender, .receiver] {
        endpoints[ModuleNeed(endpoint.identifier, role)] = url
      }
    }
  }

  /// The answer to a request, asked at the first time only.
  func ask(_ ask: CertifyAsk) async -> CertifyAnswer {
    if let answer = known[ask] {
      consulted.append(answer)
      return answer
    }
    var answer = await send(ask)
    if answer.isHeldBack, ask.fields.isEmpty {
      answers.append(answer)
      let pause = RetryAfter.duration(answer.fields[.retryAfter], at: answer.at) ?? .seconds(1)
      try? await commons.surroundings.clock.sleep(for: min(pause, .seconds(5)))
      answer = await send(ask)
    } else if answer.isBreakdown, ask.isRepeatable {
      // A partner that breaks now and then is told so once; the others are judged by what comes then.
      answers.append(answer)
      answer = await send(ask)
    }
    known[ask] = answer
    answers.append(answer)
    consulted.append(answer)
    return answer
  }

  private func send(_ ask: CertifyAsk) async -> CertifyAnswer {
    guard let url = url(of: ask) else {
      var answer = CertifyAnswer(ask, url: "")
      answer.failure = OCPIFailure(.notConnected, "the partner names no such address")
      return answer
    }
    var answer = CertifyAnswer(ask, url: url.description)
    guard outages[ask.place, default: 0] < 2 else {
      answer.failure = OCPIFailure(.notConnected, "not asked again after two failures")
      return answer
    }
    var request = OCPIRequest(ask.method, url, body: ask.body, routing: routing(of: ask))
    (request.timeout, request.isUrgent, request.responseLimit) = (patience, true, 16 << 20)
    let start = commons.surroundings.elapsed()
    answer.at = commons.surroundings.wallClock.now()
    do throws(OCPIFailure) {
      let form = partner.form
      answer.take(
        try await partner.client.probe(request, token: partner.token, form: form) {
          Self.change(&$0, ask)
        })
      outages[ask.place] = 0
    } catch {
      answer.failure = error
      outages[ask.place, default: 0] += 1
    }
    answer.took = commons.surroundings.elapsed() - start
    return answer
  }

  private static func change(_ fields: inout HTTPFields, _ ask: CertifyAsk) {
    switch ask.token {
    case .ours: break
    case .none: fields.remove(.authorization)
    case .unknown: fields.set(.authorization, "Token Y2VydGlmeS11bmtub3duLXRva2VuLTAwMDAwMDAwMDAwMDAwMDA=")
    case .words(let words): fields.set(.authorization, words)
    }
    for (name, value) in ask.fields.sorted(by: { $0.key < $1.key }) {
      guard let name = HTTPFieldName(name) else { continue }
      if value.isEmpty { fields.remove(name) } else { fields.set(name, value) }
    }
  }

  private func url(of ask: CertifyAsk) -> HTTPURL? {
    let base: HTTPURL? =
      switch ask.place {
      case .versions: partner.versionsURL
      case .details: details
      case .credentials: endpoint(.credentials, .sender) ?? endpoint(.credentials, .receiver)
      case .module(let module, let role): endpoint(module, role)
      case .address(let text): try? HTTPURL(text)
      }
    guard let base else { return nil }
    let query = ask.query.map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
    }
    let whole = ask.path.isEmpty ? base : base.appending(segments: ask.path)
    return query.isEmpty ? whole : whole.appending(query: query)
  }

  /// Between whom a request goes; nil where such headers have no place.
  private func routing(of ask: CertifyAsk) -> OCPIRequest.Routing? {
    guard case .module(let module, let role) = ask.place, version.frame.routes, module.isFunctional else {
      if case .address = ask.place, version.frame.routes { return between(.emsp, .cpo) }
      return nil
    }
    let isOfProviders = module == .tokens
    let asksProvider = isOfProviders == (role == .sender) && ![.commands, .chargingProfiles].contains(module)
    return asksProvider ? between(.cpo, .emsp) : between(.emsp, .cpo)
  }

  private func between(_ ours: PartyRole.Kind, _ theirs: PartyRole.Kind) -> OCPIRequest.Routing? {
    partner.link.routing(from: ours, to: theirs)
  }
}

extension CertifyDesk {
  /// Where the partner serves a module in a role; nil when it does not.
  func endpoint(_ module: ModuleID, _ role: InterfaceRole) -> HTTPURL? { endpoints[ModuleNeed(module, role)] }

  /// - Throws: a skip when the partner does not serve it.
  @discardableResult
  func demand(_ module: ModuleID, _ role: InterfaceRole) throws(CertifySkip) -> HTTPURL {
    guard partner.isRegistered else { throw CertifySkip("not registered: only versions can be asked") }
    guard let url = endpoint(module, role) else { throw CertifySkip("they announce no \(module) \(role)") }
    return url
  }

  /// Tells which checks this run makes.
  func expect(_ ids: [String]) { expected = Set(ids) }

  /// Begins a check: what is consulted from now on is its evidence.
  func begin(_ check: CertifyCheck) { (consulted, current) = ([], check) }

  /// Makes an answer the evidence of the check under way.
  func blame(_ answer: CertifyAnswer) { consulted = [answer] }

  /// What the check under way was judged by: the last few exchanges.
  var evidence: [CertifyAnswer] {
    var urls: Set<String> = []
    let different = consulted.reversed().filter {
      urls.insert("\($0.ask.method) \($0.url) \($0.ask.turn)").inserted
    }
    return Array(different.prefix(3).reversed())
  }

  /// Notes what is to be asked at the end, so that nothing of ours stays.
  func clear(with ask: CertifyAsk) { if !leftovers.contains(ask) { leftovers.append(ask) } }

  /// Takes away what was written; how many objects could not be.
  func clean() async -> [String] {
    var left: [String] = []
    for ask in leftovers {
      let answer = await send(ask)
      let isGone = ask.method == .delete && answer.http == 404
      if !answer.isFine, !isGone { left.append("\(ask.method) \(answer.url): \(answer.words)") }
    }
    leftovers = []
    return left
  }
}

extension CertifyDesk {
  /// Judges all answers so far; the first problem is told with its address.
  func eachAnswer(
    _ isMeant: (CertifyAnswer) -> Bool, _ judge: (CertifyAnswer) -> String?
  ) throws(CertifySkip) -> String? {
    let meant = answers.filter { $0.failure == nil && isMeant($0) }
    guard !meant.isEmpty else { throw CertifySkip("no answer to judge") }
    consulted = []
    var echo: String?
    for answer in meant {
      guard let problem = judge(answer) else { continue }
      let words = "\(answer.ask.method) \(HTTPURL.shortened(answer.url)): \(problem)"
      guard let cause = cause(of: answer) else {
        blame(answer)
        return words
      }
      echo = echo ?? "\(cause) names the cause: \(words)"
    }
    if let echo { throw CertifySkip(echo) }
    return nil
  }
}

extension HTTPURL {
  /// The path of an address without its query, for messages.
  static func shortened(_ text: String) -> String { (try? HTTPURL(text))?.path ?? text }
}
