package import BilateralBase

/// One walk over a partner's list, page by page: decides what to fetch next and when to stop.
///
/// The value is small and durable: it is written to the cursor in the same transaction as the rows of the page
/// it has just taken in, so a process that dies continues at the next page and never repeats a committed one.
/// Source: TR-28…TR-44, pitfalls P-40…P-50, S-32.
package struct Crawl: Sendable, Equatable {
  /// What a page said, as far as the walk is concerned.
  package struct PageFacts: Sendable {
    /// Objects on the page, the bad ones included.
    package var objects: Int
    /// `X-Total-Count`, if sent and sensible.
    package var total: Int?
    /// Where the page says the next one is.
    package var next: NextLink
    /// `X-Total-Count` as it was sent, even where it is not believed: it still bounds what may come.
    package var announced: Int?
    /// How many objects a full page holds: `X-Limit`, else what was asked for.
    package var limit: Int?
    /// What tells the page from others; empty when they are not told apart.
    package var fingerprint: [UInt8]

    package init(
      objects: Int, total: Int?, next: NextLink, limit: Int? = nil, fingerprint: [UInt8] = []
    ) {
      self.objects = objects
      self.total = total
      self.next = next
      self.limit = limit
      announced = total
      self.fingerprint = fingerprint
    }
  }

  /// The `Link: …; rel="next"` of a page, already resolved against the page's own address.
  package enum NextLink: Sendable, Equatable {
    case none
    case url(String)
    /// Points to an origin that is not the partner's.
    case foreign(String)
    /// Cannot be read as an address.
    case malformed(String)
  }

  /// How the list goes on (`dialect.paging`).
  package enum Paging: String, Sendable, Equatable {
    /// By Link; by offset where Link is missing although more is announced.
    case auto
    /// By Link alone.
    case linkOnly = "link-only"
    /// By offset until nothing comes; a page that repeats means that the partner ignores the offset.
    case offset
    /// By offset until a page repeats, which is the end.
    case hash

    /// Whether Link is not looked at.
    package var countsOn: Bool { self == .offset || self == .hash }
  }

  /// What to do after a page.
  package enum Step: Sendable, Equatable {
    case fetch(String)
    /// The list has been walked to its end.
    case finished
    case stopped(CrawlStop)
  }

  /// Bounds of one walk, so that a broken partner cannot keep us busy for ever (S-32).
  package struct Bounds: Sendable, Equatable {
    package var pages = 200_000
    package var objects = 20_000_000
    /// So many times the announced total may come, and ``excess`` objects more.
    package var totals = 4
    package var excess = 5000

    package init() {}
  }

  package let kind: SyncSchedule.Kind
  /// Lower bound asked for; nil in a full walk.
  package let dateFrom: Timestamp?
  /// Number of this walk; objects not carrying it after a complete full walk are missing at the partner.
  package let generation: Int64
  /// The page to fetch next.
  package private(set) var nextURL: String
  package private(set) var pages = 0
  package private(set) var objects = 0
  /// The partner's clock when the walk began: its first page's envelope time.
  package var partnerTimeAtStart: Timestamp?
  /// Smallest total any page has announced after a larger one: rows have shifted, something may be skipped.
  package private(set) var hasShifted = false

  /// Whether a page was counted on from because its Link was missing.
  package private(set) var hasMissedLink = false

  private let paging: Paging
  private var fingerprint: [UInt8] = []
  /// What the last page announced as the total.
  package private(set) var lastTotal: Int?
  private var seen: Set<String> = []
  private var fingerprints: [[UInt8]: Int] = [:]
  private let bounds: Bounds

  /// Begins, or continues from a cursor.
  package init(
    kind: SyncSchedule.Kind, firstURL: String, dateFrom: Timestamp?, generation: Int64, pages: Int = 0,
    objects: Int = 0, lastTotal: Int? = nil, hasShifted: Bool = false, paging: Paging = .auto,
    bounds: Bounds = Bounds()
  ) {
    self.paging = paging
    self.kind = kind
    self.dateFrom = dateFrom
    self.generation = generation
    nextURL = firstURL
    self.pages = pages
    self.objects = objects
    self.lastTotal = lastTotal
    self.hasShifted = hasShifted
    self.bounds = bounds
    seen = [firstURL]
  }

  /// Takes in what a page said and decides how to go on.
  package mutating func took(_ page: PageFacts) -> Step {
    pages += 1
    objects += page.objects
    noteTotal(page.total)
    guard pages < bounds.pages, objects < bounds.objects, !isBeyondTotal(page) else {
      return .stopped(.tooLong(pages: pages, objects: objects))
    }
    if paging.countsOn { return count(on: page) }
    // A server that ignores the offset sends one page for ever, under ever new addresses (P-41).
    if page.objects > 0, isOnceTooOften(page.fingerprint) { return .stopped(.loop(nextURL)) }
    switch page.next {
    case .none: return ending(after: page)
    case .foreign(let url): return .stopped(.foreignLink(url))
    case .malformed(let text): return .stopped(.malformedLink(text))
    case .url(let url): return follow(url, after: page)
    }
  }

  /// Whether a walk that ended here saw the whole list, so that absence means removal (P-50, TR-44).
  package var isWholeTruth: Bool {
    kind == .full && !hasShifted && (lastTotal.map { objects >= $0 } ?? true)
  }

  private mutating func follow(_ url: String, after page: PageFacts) -> Step {
    guard seen.insert(url).inserted else { return .stopped(.loop(url)) }
    // A page without objects that still points on is how some servers loop for ever (P-42).
    guard page.objects > 0 else { return .stopped(.emptyPageWithLink(url)) }
    nextURL = url
    return .fetch(url)
  }

  private mutating func count(on page: PageFacts) -> Step {
    guard page.objects > 0 else { return .finished }
    if !page.fingerprint.isEmpty, page.fingerprint == fingerprint {
      guard paging == .hash else { return .stopped(.repeatedPage(nextURL)) }
      objects -= page.objects
      return .finished
    }
    fingerprint = page.fingerprint
    if let total = page.total, objects >= total { return .finished }
    guard let url = Self.withOffset(nextURL, objects) else { return .stopped(.malformedLink(nextURL)) }
    return follow(url, after: page)
  }

  /// Whether a page of these objects came for the third time; twice may be by chance, where rows shift.
  private mutating func isOnceTooOften(_ fingerprint: [UInt8]) -> Bool {
    guard !fingerprint.isEmpty else { return false }
    fingerprints[fingerprint, default: 0] += 1
    return fingerprints[fingerprint, default: 0] > 2
  }

  /// Whether far more has come than was announced; a total that only counts its page says nothing (P-43).
  private func isBeyondTotal(_ page: PageFacts) -> Bool {
    guard let total = page.announced, total > 0, total != page.objects else { return false }
    let (most, overflow) = total.multipliedReportingOverflow(by: bounds.totals)
    return !overflow && objects > most &+ bounds.excess
  }

  private mutating func ending(after page: PageFacts) -> Step {
    guard paging == .auto, page.objects > 0, mayGoOn(after: page) else { return .finished }
    hasMissedLink = page.total != nil
    // The server forgot the Link header: count on from what it sent, not from what was asked (P-41, TR-37).
    guard let url = Self.withOffset(nextURL, objects) else { return .stopped(.malformedLink(nextURL)) }
    return follow(url, after: page)
  }

  /// Whether a page without a next link may still not be the last: the total says so, or the page is full.
  private func mayGoOn(after page: PageFacts) -> Bool {
    if let total = page.total { return objects < total }
    return page.limit.map { page.objects >= $0 } ?? false
  }

  private mutating func noteTotal(_ total: Int?) {
    guard let total else { return }
    if let lastTotal, total < lastTotal { hasShifted = true }
    lastTotal = total
  }

  /// The same address with another `offset`.
  static func withOffset(_ url: String, _ offset: Int) -> String? {
    let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = parts.first else { return nil }
    let query = parts.count > 1 ? parts[1].split(separator: "&").map(String.init) : []
    let others = query.filter { !$0.hasPrefix("offset=") }
    return path + "?" + (["offset=\(offset)"] + others).joined(separator: "&")
  }
}

/// Why a walk over a partner's list was given up before its end; nothing is removed in that case.
package enum CrawlStop: Error, Sendable, Equatable {
  case loop(String)
  case foreignLink(String)
  case malformedLink(String)
  case emptyPageWithLink(String)
  case tooLong(pages: Int, objects: Int)
  case repeatedPage(String)

  /// Whether counting on by offset may reach the end where Link does not.
  package var isBrokenLink: Bool {
    switch self {
    case .loop, .foreignLink, .malformedLink, .emptyPageWithLink: true
    case .tooLong, .repeatedPage: false
    }
  }

  /// The finding shown to people.
  package var diagnostic: Diagnostic {
    switch self {
    case .loop(let url):
      .crawl("BR201", "the partner's next link leads back to a page already fetched: \(url)", "loop")
    case .foreignLink(let url):
      .crawl(
        "BR202", "the partner's next link points to a foreign host and was not followed: \(url)", "foreign")
    case .malformedLink(let text):
      .crawl("BR203", "the partner's next link cannot be read: \(text)", "malformed")
    case .emptyPageWithLink(let url):
      .crawl("BR204", "an empty page still has a next link: \(url)", "empty")
    case .repeatedPage(let url):
      .crawl("BR206", "another offset brings the same page again: \(url)", "repeating")
    case .tooLong(let pages, let objects):
      .crawl("BR205", "the list has no end: \(pages) pages with \(objects) objects", "endless")
    }
  }
}

extension Diagnostic {
  fileprivate static func crawl(_ code: String, _ message: String, _ kind: String) -> Diagnostic {
    Diagnostic(
      .error, code, message,
      help: "what was fetched so far is kept and nothing is removed; tell the partner about its \(kind) list")
  }
}
