import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms

/// What is asked of whom, and the lists that a partner owns.
extension CertifyDesk {
  /// Whether the partner acts in this role towards us.
  nonisolated func isAsked(_ side: CertifyCheck.Side) -> Bool {
    let (link, file) = (partner.link, partner.link.terms.technical)
    let isHub = file.theirRoles.contains { $0.kind == .hub }
    func theyAre(_ kind: PartyRole.Kind) -> Bool { isHub || file.theirRoles.contains { $0.kind == kind } }
    return switch side {
    case .any: true
    case .hub: isHub
    case .cpo: theyAre(.cpo) && link.weAre(.emsp)
    case .emsp: theyAre(.emsp) && link.weAre(.cpo)
    }
  }

  /// Lists that the partner owns and we may read.
  var lists: [ModuleID] {
    let ofCPO: [ModuleID] = isAsked(.cpo) ? [.locations, .tariffs, .sessions, .cdrs] : []
    let all = ofCPO + (isAsked(.emsp) ? [.tokens] : [])
    return all.filter { endpoint($0, .sender) != nil }
  }

  /// The page of a list; sessions are always asked for with a date (TR-32).
  nonisolated func page(
    _ module: ModuleID, limit: Int? = 50, offset: Int = 0, from: String? = nil, to: String? = nil,
    turn: Int = 0
  ) -> CertifyAsk {
    let since = from ?? (module == .sessions ? "2020-01-01T00:00:00Z" : nil)
    let query: [String?] = [
      "offset=\(offset)", limit.map { "limit=\($0)" }, since.map { "date_from=\($0)" },
      to.map { "date_to=\($0)" },
    ]
    return CertifyAsk(.get, .module(module, .sender), [], query.compactMap { $0 }, turn: turn)
  }

  /// The first page of a list that can be read.
  /// - Throws: a skip when it cannot: one check of the module says so.
  func sample(_ module: ModuleID) async throws(CertifySkip) -> CertifyAnswer {
    try demand(module, .sender)
    let answer = try await ask(page(module)).came()
    guard answer.isFine, answer.data?.elements != nil else {
      throw CertifySkip("the list of \(module) cannot be read: \(answer.words)")
    }
    return answer
  }

  /// Objects of a list.
  /// - Throws: a skip when there is none.
  func objects(_ module: ModuleID) async throws(CertifySkip) -> [JSON] {
    let rows = try await sample(module).rows.filter { $0.members != nil }
    guard !rows.isEmpty else { throw CertifySkip("their list of \(module) is empty") }
    return rows
  }

  /// Judges each list that can be read; the first problem is told with the list's name.
  /// - Throws: a skip when there is no list to judge.
  func eachList(_ judge: (ModuleID) async throws -> String?) async throws -> String? {
    guard !lists.isEmpty else {
      throw CertifySkip(partner.isRegistered ? "they announce no list for us" : "not registered")
    }
    var (judged, reasons): (Bool, [String]) = (false, [])
    for module in lists {
      do {
        let problem = try await judge(module)
        judged = true
        if let problem { return "\(module): \(problem)" }
      } catch let skip as CertifySkip {
        if !reasons.contains(skip.reason) { reasons.append(skip.reason) }
      }
    }
    if !judged { throw CertifySkip(reasons.joined(separator: "; ")) }
    return nil
  }
}
