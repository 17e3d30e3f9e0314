import BilateralBase
import BilateralModel
import BilateralNet

/// Pages of lists: every list that the partner owns is judged.
extension CertifyCheck {
  static let paging: [CertifyCheck] = [
    list("PAG-01", "TR-28 TR-40", "no page is longer than the limit asked for") { module, desk in
      let page = try await two(module, desk)
      return page.rows.count <= 2 ? nil : "limit=2 is answered with \(page.rows.count) objects"
    },
    list("PAG-02", "TR-28", "offset passes over objects", dialect: ("paging", "link-only")) { module, desk in
      let (first, second) = (
        try await two(module, desk), try await desk.ask(desk.page(module, limit: 2, offset: 1)).came()
      )
      guard first.rows.count > 1 else { throw CertifySkip("the list of \(module) has one object") }
      guard let row = second.rows.first else { return "offset=1 is answered with \(second.words)" }
      return name(row) == name(first.rows[1]) ? nil : "offset=1 does not begin with the second object"
    },
    list("PAG-03", "TR-33", "X-Total-Count is told", .should, dialect: ("total_count_header", "false")) {
      module, desk in
      let page = try await two(module, desk)
      guard let text = page.fields["X-Total-Count"] else { return "it is missing" }
      return Int(text).map { $0 >= 0 } == true ? nil : "it is \"\(text.prefix(20))\""
    },
    list("PAG-04", "TR-33", "X-Total-Count counts the list and not the page", .should) { module, desk in
      let page = try await two(module, desk)
      guard let total = counted(page), page.nextLink != nil || total < page.rows.count else { return nil }
      return total > page.rows.count ? nil : "it is \(total), and there is a next page"
    },
    list("PAG-05", "TR-33 TR-38", "all pages together have as many objects as were counted", .should) {
      module, desk in
      guard let total = counted(try await two(module, desk)) else {
        throw CertifySkip("X-Total-Count is missing")
      }
      guard counted(try await desk.sample(module)) == total else {
        throw CertifySkip("the count changed while the list was read")
      }
      let all = try await crawl(module, desk)
      guard all.isWhole else { throw CertifySkip(all.objection ?? "the list is too long to be read here") }
      return all.rows.count == total ? nil : "\(all.rows.count) came, \(total) were counted"
    }.echoing("PAG-02", "PAG-04"),
    list("PAG-06", "TR-34", "X-Limit is told", .should) { module, desk in
      let page = try await two(module, desk)
      guard let text = page.fields["X-Limit"] else { return "it is missing" }
      return Int(text).map { $0 > 0 } == true ? nil : "it is \"\(text.prefix(20))\""
    },
    list("PAG-07", "TR-35", "a page that is not the last has a next link", dialect: ("paging", "offset")) {
      module, desk in
      let page = try await two(module, desk)
      let after = try await desk.ask(desk.page(module, limit: 2, offset: 2)).came()
      guard page.rows.count == 2, !after.rows.isEmpty else {
        throw CertifySkip("the list of \(module) has one page")
      }
      return page.fields[.link] == nil ? "there is more and no Link" : nil
    },
    list("PAG-08", "TR-35", "Link says rel=\"next\"") { module, desk in
      guard let link = try await two(module, desk).fields[.link] else {
        throw CertifySkip("there is no Link")
      }
      return LinkHeader.next(in: link) == nil ? "Link is \(link.prefix(100))" : nil
    },
    list("PAG-09", "TR-35", "the next link is absolute", .should) { module, desk in
      let link = try await next(module, desk)
      guard (try? (try await desk.demand(module, .sender)).resolving(link)) != nil else {
        throw CertifySkip("it cannot be read, which PAG-12 is about")
      }
      return (try? HTTPURL(link)) != nil ? nil : "it is \(link.prefix(100))"
    },
    list(
      "PAG-10", "TR-35 CR-29", "the next link is at the partner's own address", dialect: ("paging", "offset")
    ) { module, desk in
      let link = try await next(module, desk)
      let endpoint = try await desk.demand(module, .sender)
      guard let url = try? endpoint.resolving(link) else { throw CertifySkip("it cannot be read") }
      return url.origin == endpoint.origin ? nil : "it leads to \(url.origin)"
    },
    list("PAG-11", "TR-35", "the next link keeps limit and filters", .should) { module, desk in
      let ask = desk.page(module, limit: 1, from: "2020-01-01T00:00:00Z")
      guard let link = try await desk.ask(ask).came().nextLink else {
        throw CertifySkip("there is no next link")
      }
      return link.contains("date_from=") || !link.contains("offset=")
        ? nil : "date_from is lost in \(link.suffix(100))"
    },
    list("PAG-12", "TR-35 TR-37", "the next link leads to the next objects", dialect: ("paging", "offset")) {
      module, desk in
      let page = try await two(module, desk)
      let link = try await next(module, desk)
      if link.contains("offset="), await desk.hasFound("PAG-02") {
        throw CertifySkip("it leads on by offset, which PAG-02 is about")
      }
      guard let after = try await follow(link, from: page, desk) else {
        return "it cannot be read: \(link.prefix(100))"
      }
      guard after.isFine else { return "it is answered with \(after.words)" }
      let (before, names) = (Set(page.rows.compactMap(name)), after.rows.compactMap(name))
      if after.rows.isEmpty { return "it leads to an empty page" }
      guard names.contains(where: before.contains) else { return nil }
      // An object may come twice in the list itself: that is not the link's fault.
      let counted = try await desk.ask(desk.page(module, limit: 2, offset: 2)).came()
      let isSure = page.rows.count == 2 || !before.isSuperset(of: names)
      let isAsCounted = isSure && counted.rows.compactMap(name) == names
      return isAsCounted ? nil : "objects of the page before come again"
    },
    list("PAG-13", "TR-36", "the last page has no next link") { module, desk in
      guard let total = counted(try await two(module, desk)), total > 0 else {
        throw CertifySkip("X-Total-Count is missing")
      }
      let last = try await desk.ask(desk.page(module, limit: 2, offset: total - 1)).came()
      guard last.rows.count == 1 else { throw CertifySkip("the last page was not found") }
      return last.nextLink.map { "the last page leads on to \($0.suffix(80))" }
    },
    list("PAG-14", "TR-38", "the same page twice has the same order", .should) { module, desk in
      let again = try await desk.ask(desk.page(module, limit: 2, turn: 1)).came()
      let (first, second) = (try await two(module, desk).rows.compactMap(name), again.rows.compactMap(name))
      return first == second ? nil : "\(first) first, then \(second)"
    },
    list("PAG-15", "TR-41", "beyond the end is an empty list") { module, desk in
      let page = try await desk.ask(desk.page(module, limit: 2, offset: 900_000)).came()
      if let problem = page.fine() { return problem }
      return page.rows.isEmpty ? nil : "\(page.rows.count) objects come"
    }.echoing("PAG-02"),
    list("PAG-16", "TR-28", "limits that are none do not break them") { module, desk in
      for query in ["limit=0", "limit=-1", "offset=-1", "limit=abc"] {
        var ask = desk.page(module, turn: CertifyAsk.hostile)
        ask.query = [query] + (module == .sessions ? ["date_from=2020-01-01T00:00:00Z"] : [])
        let answer = try await desk.ask(ask).came()
        if let problem = answer.unbroken() { return "\(query) is \(problem)" }
      }
      return nil
    },
    list("PAG-17", "TR-40", "a limit that is too high is lowered", .should) { module, desk in
      let answer = try await desk.ask(desk.page(module, limit: 1_000_000)).came()
      return answer.fine("limit=1000000 is answered with")
    },
    list("PAG-18", "TR-34 TR-40", "no page is longer than X-Limit", .should) { module, desk in
      let page = try await desk.sample(module)
      guard let limit = page.fields["X-Limit"].flatMap({ Int($0) }) else {
        throw CertifySkip("X-Limit is missing")
      }
      return page.rows.count <= limit ? nil : "\(page.rows.count) objects, X-Limit is \(limit)"
    }.echoing("PAG-01"),
    list("PAG-19", "TR-38", "no object comes twice", .should) { module, desk in
      let names = try await crawl(module, desk).rows.compactMap(name)
      var seen: Set<String> = []
      return names.first { !seen.insert($0).inserted }.map { "\($0) comes twice" }
    }.echoing("PAG-02", "PAG-12"),
    list("PAG-20", "TR-36", "following links comes to an end") { module, desk in
      let all = try await crawl(module, desk)
      return all.objection
    }.echoing("PAG-02", "PAG-12"),
  ]

  private static func list(
    _ id: String, _ requirements: String, _ title: String, _ level: Level = .must,
    dialect: (String, String)? = nil,
    _ judge: @escaping @Sendable (ModuleID, CertifyDesk) async throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .paging, requirements, title, level, dialect: dialect) { desk in
      try await desk.eachList { module in
        let page = try await desk.sample(module)
        guard !page.rows.isEmpty else { throw CertifySkip("their list of \(module) is empty") }
        return try await judge(module, desk)
      }
    }
  }

  private static func two(_ module: ModuleID, _ desk: CertifyDesk) async throws -> CertifyAnswer {
    let page = try await desk.ask(desk.page(module, limit: 2)).came()
    guard page.isFine else { throw CertifySkip("limit=2 is answered with \(page.words)") }
    return page
  }

  private static func next(_ module: ModuleID, _ desk: CertifyDesk) async throws -> String {
    guard let link = try await two(module, desk).nextLink else { throw CertifySkip("there is no next link") }
    return link
  }

  private static func counted(_ page: CertifyAnswer) -> Int? {
    page.fields["X-Total-Count"].flatMap { Int($0) }
  }

  static func name(_ row: JSON) -> String? {
    guard let id = row["id"]?.string ?? row["uid"]?.string else { return nil }
    return [row["country_code"]?.string, row["party_id"]?.string, id, row["type"]?.string]
      .compactMap { $0?.uppercased() }.joined(separator: " ")
  }

  /// A list as a whole, along its links.
  private struct Crawled {
    var rows: [JSON] = []
    /// Whether the end was reached.
    var isWhole = true
    /// Why it was not.
    var objection: String?
  }

  private static let longestCrawl = 12

  /// What a next link leads to, found as traffic finds it; nil when it cannot be read.
  /// - Throws: a skip when it leads elsewhere, which PAG-10 is about.
  private static func follow(
    _ link: String, from page: CertifyAnswer, _ desk: CertifyDesk
  ) async throws -> CertifyAnswer? {
    switch desk.partner.client.target(of: link, at: try HTTPURL(page.url)) {
    case .none, .malformed: return nil
    case .foreign: throw CertifySkip("a next link leads elsewhere, which PAG-10 is about")
    case .url(let text): return try await desk.ask(CertifyAsk(.get, .address(text))).came()
    }
  }

  private static func crawl(_ module: ModuleID, _ desk: CertifyDesk) async throws -> Crawled {
    var page = try await desk.sample(module)
    var all = Crawled(rows: page.rows)
    var seen: Set<String> = [page.url]
    for _ in 0..<longestCrawl {
      guard let link = page.nextLink else { return all }
      let isEmpty = page.rows.isEmpty
      guard let next = try await follow(link, from: page, desk) else { return all }
      page = next
      guard seen.insert(page.url).inserted else {
        (all.isWhole, all.objection) = (false, "the links go in circles: \(HTTPURL.shortened(page.url))")
        return all
      }
      guard page.isFine else {
        (all.isWhole, all.objection) = (false, "a next page is answered with \(page.words)")
        return all
      }
      if isEmpty, page.rows.isEmpty {
        (all.isWhole, all.objection) = (false, "empty pages lead on and on")
        return all
      }
      all.rows += page.rows
    }
    all.isWhole = page.nextLink == nil
    return all
  }
}

extension CertifyAnswer {
  /// The target of `rel="next"`, as it is written.
  var nextLink: String? { fields.all(.link).lazy.compactMap { LinkHeader.next(in: $0) }.first }
}
