import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// The walks of one pull over a partner's list: fetches, reads, commits, and fetches ahead while it does.
struct PullWalk<Kind: ReceivedKind>: Sendable {
  /// How often a window is walked again because rows shifted (TR-39, P-40).
  private static var mostRepeats: Int { 3 }

  /// A longer pause that the partner asked for ends the pull instead of holding it open.
  private static var longestPatience: Duration { .seconds(5) }

  let link: PartnerLink
  let commons: Commons
  let ledger: CrawlLedger
  /// On which way the list is read.
  private let reach: PartnerReach
  private let correlation: String
  private let progress: @Sendable (Int, Int?) -> Void

  init(
    link: PartnerLink, commons: Commons, progress: @escaping @Sendable (Int, Int?) -> Void
  ) {
    self.link = link
    self.commons = commons
    self.progress = progress
    correlation = commons.surroundings.makeID()
    reach = link.reach(for: Kind.module)
    ledger = CrawlLedger(
      store: commons.store, partner: link.id, carrier: reach.carrierIfOther?.id, module: Kind.module,
      terms: link.terms.technical.sync(Kind.module.rawValue), correlation: correlation,
      beginning: Kind.beginning,
      margin: reach.version?.frame.windowMargin ?? 0)
  }

  /// Walks until the list's end.
  ///
  /// - Returns: the kind of the walk: a delta without a start becomes a full one.
  /// - Throws: `OCPIFailure`, `CrawlStop`, `StoreError`.
  func run(_ kind: SyncSchedule.Kind, into report: inout PullReport) async throws -> SyncSchedule.Kind {
    let kind = link.dialect.current.isOn(.dateFrom) ? kind : .full
    var walking = kind
    do {
      let (endpoint, version) = try reach.endpoint(Kind.module, .sender)
      return try await run(kind, endpoint, version, &walking, &report)
    } catch {
      if !Task.isCancelled { try await ledger.fail(walking, PullReport.Failure(error).diagnostic) }
      throw error
    }
  }

  private func run(
    _ kind: SyncSchedule.Kind, _ endpoint: HTTPURL, _ version: OCPIVersion,
    _ walking: inout SyncSchedule.Kind, _ report: inout PullReport
  ) async throws -> SyncSchedule.Kind {
    var repeats = 0
    while true {
      let paging = link.dialect.current.paging
      let crawl = try await ledger.open(kind, at: endpoint, paging: paging)
      walking = crawl.kind
      let again = repeats < Self.mostRepeats ? endpoint : nil
      do {
        let ending = try await walk(crawl, version, again: again, into: &report)
        guard ending == .again else { return crawl.kind }
        repeats += 1
      } catch let failure as OCPIFailure where failure.isStaleLink && repeats == 0 {
        // The page to resume at is gone, as links of some servers do not live long, or a link led nowhere from the
        // start and offset stands in for it: begin anew, once.
        guard crawl.pages > 0 || paging != link.dialect.current.paging else { throw failure }
        try await ledger.abandon(crawl.kind, failure.diagnostic)
        repeats = Self.mostRepeats
      }
    }
  }

  private func walk(
    _ opened: Crawl, _ version: OCPIVersion, again: HTTPURL?, into report: inout PullReport
  ) async throws -> CrawlLedger.Ending {
    let kind = opened.kind
    var crawl = opened
    var page = try await fetchFirst(of: crawl, version)
    while true {
      try Task.checkCancellation()
      let step = look(at: page, &crawl)
      async let ahead = fetch(step, kind, version)
      let ending = try await keep(page, of: crawl, step, version, again: again, into: &report)
      // Whoever waits for the next page does not hold this one.
      page.drop()
      if case .stopped(let stop) = step { throw stop }
      do {
        guard let following = try await ahead else { return ending }
        page = following
      } catch let failure as OCPIFailure {
        note(failure, behind: page.url)
        throw failure
      }
    }
  }

  /// A page that was fetched, until it is stored.
  private struct Fetched: Sendable {
    let url: HTTPURL
    let askedAt: Timestamp
    private(set) var answer: OCPIAnswer?
    private(set) var list: [JSONNode]
    private let share: PullBudget.Share

    init(
      _ answer: OCPIAnswer, askedAt: Timestamp, _ dialect: PartnerDialect, _ share: PullBudget.Share
    ) throws(OCPIFailure) {
      (self.answer, self.share, self.askedAt, url) = (answer, share, askedAt, answer.url)
      list = try answer.objects(dialect)
    }

    /// Lets go of the content.
    mutating func drop() {
      (answer, list) = (nil, [])
      share.end()
    }
  }

  /// Takes in what a page says about the walk.
  private func look(at page: Fetched, _ crawl: inout Crawl) -> Crawl.Step {
    guard let answer = page.answer else { return .finished }
    crawl.note(answer, commons.surroundings.wallClock.now())
    let step = crawl.took(facts(of: answer, page.list))
    note(answer, page.list, crawl, step)
    return step
  }

  /// Reads and stores the objects of a page.
  private func keep(
    _ page: Fetched, of crawl: Crawl, _ step: Crawl.Step, _ version: OCPIVersion, again: HTTPURL?,
    into report: inout PullReport
  ) async throws -> CrawlLedger.Ending {
    let owners = OwnerReaders<Kind>(link, on: reach.carrier, commons.links, version: version)
    let objects = Page(
      page.list, owners, generation: crawl.kind == .full ? crawl.generation : nil, askedAt: page.askedAt)
    let committed = try await ledger.commit(
      objects, crawl, step, again: again, inline: inlineTariffs(page, version))
    note(objects.leftOut)
    report.add(committed, objects: page.list.count)
    progress(crawl.objects, page.answer?.total)
    return committed.ending
  }

  /// The page that a step wants; nil when it wants none.
  private func fetch(
    _ step: Crawl.Step, _ kind: SyncSchedule.Kind, _ version: OCPIVersion
  ) async throws -> Fetched? {
    guard case .fetch(let url) = step else { return nil }
    return try await fetch(url, kind, version, isTheirs: !link.dialect.current.paging.countsOn)
  }

  private func fetchFirst(of crawl: Crawl, _ version: OCPIVersion) async throws -> Fetched {
    do {
      return try await fetch(crawl.nextURL, crawl.kind, version, isTheirs: crawl.pages > 0)
    } catch {
      if let failure = error as? OCPIFailure { note(failure, of: crawl) }
      throw error
    }
  }

  private func fetch(
    _ url: String, _ kind: SyncSchedule.Kind, _ version: OCPIVersion, isTheirs: Bool = false
  ) async throws -> Fetched {
    guard let url = try? HTTPURL(url) else { throw CrawlStop.malformedLink(url) }
    guard reach.carriesTraffic else {
      throw OCPIFailure(.notConnected, "\(link.id) is \(link.facts.state.rawValue): nothing flows")
    }
    if let halt = link.halt(Kind.module) ?? reach.carrier.halt(Kind.module) {
      throw OCPIFailure(.notConnected, "\(link.id): \(Kind.module) \(halt.text)")
    }
    let pause = reach.carrier.client.remainingPause
    guard pause < Self.longestPatience else {
      throw OCPIFailure(
        .rateLimited(retryAfter: pause),
        "the partner asked us to wait, for another \(pause.components.seconds) seconds")
    }
    var request = OCPIRequest(
      .get, url, routing: version.frame.routes ? link.routing(of: Kind.self) : nil)
    request.correlation = correlation
    request.kind = .list
    request.isTheirAddress = isTheirs
    let share = try await commons.pullBudget.take(
      kind == .full ? ledger.terms.pageSize : min(ledger.terms.pageSize, PullBudget.deltaPage), for: link.id)
    let askedAt = commons.surroundings.wallClock.now()
    let answer = try await link.call(request)
    share.arrived()
    return try Fetched(answer, askedAt: askedAt, link.dialect, share)
  }
}

/// What a walk makes of a partner's way to serve lists.
extension PullWalk {
  /// Tariffs within locations, where the file says that they are to be taken.
  private func inlineTariffs(_ page: Fetched, _ version: OCPIVersion) -> Page? {
    guard Kind.module == .locations else { return nil }
    let nodes = InlineTariffs.nodes(in: page.list)
    guard !nodes.isEmpty,
      link.dialect.meets(.tariffInlineOnConnector, "locations: connectors hold \(nodes.count) tariffs")
    else { return nil }
    return Page(
      nodes, OwnerReaders<Tariff>(link, on: reach.carrier, commons.links, version: version), generation: nil,
      askedAt: page.askedAt)
  }

  /// Tells of parties in a hub's list that speak to us themselves.
  private func note(_ leftOut: [PartyID: Int]) {
    for (party, count) in leftOut.sorted(by: { $0.key < $1.key }) {
      commons.surroundings.log.info(
        "left out of a hub's list: the party speaks to us itself",
        ["partner": link.id, "module": Kind.module, "party": party, "objects": count])
    }
  }

  private func facts(of answer: OCPIAnswer, _ list: [JSONNode]) -> Crawl.PageFacts {
    let dialect = link.dialect.current
    var facts = Crawl.PageFacts(
      objects: list.count, total: dialect.isOn(.totalCountHeader) ? answer.total : nil,
      next: reach.carrier.client.next(after: answer), limit: answer.limit, fingerprint: answer.fingerprint)
    facts.announced = answer.total
    return facts
  }

  /// A refused first page may tell of a list that is not served, or not by `date_from`.
  private func note(_ failure: OCPIFailure, of crawl: Crawl) {
    guard crawl.pages == 0, case .refused(let http, let status) = failure.kind else { return }
    if http == 405 || http == 501 {
      link.dialect.meets(.noGet, Kind.module.rawValue, failure.message)
    } else if crawl.dateFrom != nil, Kind.beginning == nil, http == 400 || status?.category == .clientError {
      link.dialect.meets(.dateFrom, "false", failure.message)
    }
  }

  /// A next link that the partner does not answer itself (P-42).
  private func note(_ failure: OCPIFailure, behind page: HTTPURL) {
    guard failure.isStaleLink, !link.dialect.current.paging.countsOn else { return }
    link.dialect.meets(
      .paging, "offset", "GET \(page.path): its next link leads nowhere: \(failure.message)")
  }

  private func note(_ answer: OCPIAnswer, _ list: [JSONNode], _ crawl: Crawl, _ step: Crawl.Step) {
    let (dialect, place) = (link.dialect, "GET \(answer.url.path)")
    if !list.isEmpty, answer.total == nil {
      dialect.meets(.totalCountHeader, "false", "\(place): no X-Total-Count")
    } else if let total = answer.total, total < crawl.objects, !crawl.hasShifted, crawl.kind == .full {
      dialect.meets(
        .totalCountHeader, "false", "\(place): X-Total-Count is \(total) after \(crawl.objects) objects")
    }
    if crawl.hasMissedLink {
      dialect.meets(
        .paging, "offset", "\(place): no Link although \(answer.total ?? 0) objects are announced")
    }
    guard case .stopped(let stop) = step else { return }
    if stop.isBrokenLink { dialect.meets(.paging, "offset", "\(place): \(stop.diagnostic.message)") }
    // What was learned does not help here: the next pull goes by Link again.
    if case .repeatedPage = stop { dialect.forget(.paging, "offset") }
  }
}

extension Dialect {
  /// How lists go on.
  var paging: Crawl.Paging { word(.paging).flatMap(Crawl.Paging.init) ?? .auto }
}

extension Crawl {
  /// Takes the partner's own time from the first page; ours stands in when it does not say (P-46).
  fileprivate mutating func note(_ answer: OCPIAnswer, _ now: Timestamp) {
    guard pages == 0 else { return }
    partnerTimeAtStart = answer.envelope.timestamp ?? now
  }
}

extension OCPIAnswer {
  /// The objects of the answer.
  ///
  /// - Throws: `.againstProtocol` when there is something else, or nothing although objects were announced (P-23).
  func objects(_ dialect: PartnerDialect) throws(OCPIFailure) -> [JSONNode] {
    if let data, let list = dialect.list(data, "GET \(url.path)") { return list }
    let isBlank = data.map { ["{}", "\"\""].contains($0.rawText) } ?? true
    guard isBlank, (total ?? 0) == 0 else {
      throw OCPIFailure(.againstProtocol, "\(url.path) answered no list of objects")
    }
    return []
  }

  /// What tells the page's content from that of others.
  fileprivate var fingerprint: [UInt8] { SHA256.hash(Array((data?.rawText ?? "").utf8)) }
}

extension OCPIFailure {
  /// Whether a page that once was offered is not there any more.
  fileprivate var isStaleLink: Bool {
    switch kind {
    case .refused, .foreignOrigin: retry == .never
    default: false
    }
  }
}

extension PullReport {
  fileprivate mutating func add(_ committed: CrawlLedger.Committed, objects: Int) {
    pages += 1
    self.objects += objects
    counts += committed.counts
    if let brake = committed.brake { self.brake = brake }
  }
}
