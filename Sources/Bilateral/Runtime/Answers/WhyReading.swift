import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Gathers what is known about a question and has it judged: `partnerctl why`, `session`, `cdr`, `token`, `evse`.
///
/// It only reads, so it needs no runtime.
struct WhyReading: Sendable {
  let commons: Commons
  /// What was said between us and partners; nil where there is no such log.
  let exchanges: ExchangeLog?

  /// Answers `GET /why`.
  func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    let question = try WhyQuestion(request)
    if let partner = question.partner, commons.links[partner] == nil {
      throw ControlFailure.noPartner(partner)
    }
    return .json(WhyAnswer(try await facts(question)).json)
  }

  /// Everything that is known about a question.
  func facts(_ question: WhyQuestion) async throws -> WhyFacts {
    let partners = await partners()
    let gathering = WhyGathering(question: question, links: commons.links.all, partners: partners)
    var facts = try await commons.store.read { tx in try gathering.facts(in: tx) }
    facts.exchanges = await told(of: facts)
    return facts
  }

  /// Every partner as support needs to know it, by the id of its file.
  private func partners() async -> [String: PartnerFact] {
    var found: [String: PartnerFact] = [:]
    for link in commons.links.all { found[link.id] = await partner(link) }
    return found
  }

  private func partner(_ link: PartnerLink) async -> PartnerFact {
    let (file, agreed) = (link.terms.technical, link.terms.money.reconciliation)
    var fact = PartnerFact(
      id: link.id, name: file.name, state: link.facts.state.rawValue, status: file.status.rawValue,
      hub: link.terms.route.usesHub ? link.terms.route.hub : nil, isDown: link.isDown,
      contacts: PartnerFact.contacts(file), escalation: PartnerFact.escalation(file))
    (fact.cdrDueWithin, fact.ghostAfter) = (agreed.deliverWithin, agreed.openAfter)
    if let hub = link.hubLink {
      fact.hubIsDown = hub.ownIsDown
      for party in link.theirParties.sorted() {
        if let word = await commons.hubReach(hub.id, party) { fact.hubWord = word.rawValue }
      }
    }
    return fact
  }

  /// The exchanges that belong to what was found, and those that failed around it.
  private func told(of facts: WhyFacts) async -> [ExchangeRow] {
    guard let exchanges else { return [] }
    var rows: [ExchangeRow] = []
    let ids = (facts.authorizations.map(\.correlation) + facts.orders.map(\.correlation)).filter {
      !$0.isEmpty
    }
    for id in Set(ids.prefix(20)) {
      var filter = ExchangeFilter()
      filter.correlation = id
      rows += (try? await exchanges.list(filter, limit: 20)) ?? []
    }
    for partner in facts.partners.values.sorted(by: { $0.id < $1.id }).prefix(8) {
      for id in [partner.id, partner.hub].compactMap({ $0 }) {
        var filter = ExchangeFilter()
        (filter.partner, filter.level) = (id, .error)
        (filter.since, filter.until) = (facts.time.first, facts.time.last)
        rows += (try? await exchanges.list(filter, limit: 20)) ?? []
      }
    }
    var seen: Set<Int64> = []
    return rows.filter { seen.insert($0.seq).inserted }.sorted { $0.seq < $1.seq }
  }
}

extension Platform {
  /// The route of `partnerctl why` and the views of one thing.
  func addWhyRoute(to router: inout Router) {
    let reading = WhyReading(commons: commons, exchanges: exchanges)
    router.on(.get, "/why") { try await reading.answer($0) }
  }
}
