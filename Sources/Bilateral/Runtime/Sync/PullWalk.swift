import BilateralBase
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
  private let correlation: String
  private let progress: @Sendable (Int, Int?) -> Void

  init(
    link: PartnerLink, commons: Commons, progress: @escaping @Sendable (Int, Int?) -> Void
  ) {
    self.link = link
    self.commons = commons
    self.progress = progress
    correlation = commons.surroundings.makeID()
    ledger = CrawlLedger(
      store: commons.store, partner: link.id, module: Kind.module,
      terms: link.terms.technical.sync(Kind.module.rawValue), correlation: correlation)
  }

  /// Walks until the list's end.
  ///
  /// - Returns: the kind of the walk: a delta without a start becomes a full one.
  /// - Throws: `OCPIFailure`, `CrawlStop`, `StoreError`.
  func run(_ kind: SyncSchedule.Kind, into report: inout PullReport) async throws -> SyncSchedule.Kind {
    var walking = kind
    do {
      let (endpoint, version) = try link.endpoint(Kind.module, .sender)
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
      let crawl = try await ledger.open(kind, at: endpoint)
      walking = crawl.kind
      let again = repeats < Self.mostRepeats ? endpoint : nil
      do {
        let ending = try await walk(crawl, version, again: again, into: &report)
        guard ending == .again else { return crawl.kind }
        repeats += 1
      } catch let failure as OCPIFailure where crawl.pages > 0 && failure.isStaleLink && repeats == 0 {
        // The page to resume at is gone, as links of some servers do not live long: begin anew, once.
        try await ledger.abandon(crawl.kind, failure.diagnostic)
        repeats = Self.mostRepeats
      }
    }
  }

  private func walk(
    _ opened: Crawl, _ version: OCPIVersion, again: HTTPURL?, into report: inout PullReport
  ) async throws -> CrawlLedger.Ending {
    var crawl = opened
    var answer = try await fetch(crawl.nextURL, version)
    while true {
      try Task.checkCancellation()
      let list = try answer.list()
      let objects = list.map { node in node.elements.reduce(0) { count, _ in count + 1 } } ?? 0
      crawl.note(answer, commons.surroundings.wallClock.now())
      let next = link.client.next(after: answer)
      let step = crawl.took(Crawl.PageFacts(objects: objects, total: answer.total, next: next))
      async let ahead = fetch(step, version)
      let reader = ObjectReader<Kind>(link, version: version)
      let page = Page(list, reader, generation: crawl.kind == .full ? crawl.generation : nil)
      let committed = try await ledger.commit(page, crawl, step, again: again)
      report.add(committed, objects: objects)
      progress(report.objects, answer.total)
      if case .stopped(let stop) = step { throw stop }
      guard let following = try await ahead else { return committed.ending }
      answer = following
    }
  }

  /// The page that a step wants; nil when it wants none.
  private func fetch(_ step: Crawl.Step, _ version: OCPIVersion) async throws -> OCPIAnswer? {
    guard case .fetch(let url) = step else { return nil }
    return try await fetch(url, version)
  }

  private func fetch(_ url: String, _ version: OCPIVersion) async throws -> OCPIAnswer {
    guard let url = try? HTTPURL(url) else { throw CrawlStop.malformedLink(url) }
    guard link.carriesTraffic else {
      throw OCPIFailure(.notConnected, "\(link.id) is \(link.facts.state.rawValue): nothing flows")
    }
    let pause = link.client.remainingPause
    guard pause < Self.longestPatience else {
      throw OCPIFailure(
        .rateLimited(retryAfter: pause),
        "the partner asked us to wait, for another \(pause.components.seconds) seconds")
    }
    var request = OCPIRequest(.get, url, routing: version == .v2_1_1 ? nil : link.routing)
    request.correlation = correlation
    return try await link.call(request)
  }
}

extension Crawl {
  /// Takes the partner's own time from the first page; ours stands in when it does not say (P-46).
  fileprivate mutating func note(_ answer: OCPIAnswer, _ now: Timestamp) {
    guard pages == 0 else { return }
    partnerTimeAtStart = answer.envelope.timestamp ?? now
  }
}

extension OCPIAnswer {
  /// The list of the answer; nil when it is empty.
  ///
  /// - Throws: `.againstProtocol` when there is something else, or nothing although objects were announced (P-23).
  fileprivate func list() throws(OCPIFailure) -> JSONNode? {
    if let data, data.kind == .array { return data }
    let isBlank = data.map { ["{}", "\"\""].contains($0.rawText) } ?? true
    guard isBlank, (total ?? 0) == 0 else {
      throw OCPIFailure(.againstProtocol, "\(url.path) answered no list of objects")
    }
    return nil
  }
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
