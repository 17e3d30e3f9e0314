package import BilateralBase
import BilateralNet
import BilateralTerms
import Synchronization

/// What it asks of others, directly or through its hub.
extension SimulatedPartner {
  /// The routing of a request for everything behind its hub; nil without one.
  var atHub: RoutedParties? { plan.hub.map { RoutedParties(from: plan.role.party, to: $0.party) } }

  /// Reads our list of a module as a whole, following its links.
  ///
  /// - Parameter module: such as `locations`.
  /// - Returns: how many objects there are; nil when the list cannot be read.
  package func pull(_ module: String) async -> Int? {
    guard let token = memory.theirToken, var url = await place(module) else { return nil }
    var all: [JSON] = []
    for _ in 0..<1000 {
      var fields = HTTPFields()
      atHub?.set(in: &fields)
      guard let answer = try? await client.send(.get, url, token, fields),
        let page = (try? JSON.parse(answer.body))?["data"]?.elements
      else { return nil }
      all += page
      guard let next = answer.fields[.link].flatMap({ Self.next($0, from: url) }) else { break }
      url = next
    }
    state.withLock { [all] in $0.pulled[module] = all }
    return all.count
  }

  /// Asks about a driver, as one who stands at its first station.
  ///
  /// - Parameters:
  ///   - uid: of the token.
  ///   - provider: who is asked; nil leaves it to the hub.
  /// - Returns: the status of the envelope and the verdict; nil when there was no answer.
  package func authorize(_ uid: String, of provider: PartyID? = nil) async -> (status: Int, allowed: String)?
  {
    guard let token = memory.theirToken, let list = await place("tokens") else { return nil }
    let url = list.appending(segments: [uid, "authorize"])
    let routing = plan.hub.map { _ in RoutedParties(from: plan.role.party, to: provider) }
    let body: JSON = ["location_id": "LOC-00001"]
    let answer = await send(.post, "\(url)", token, body, routing)
    guard let status = answer?["status_code"]?.int else { return nil }
    return (status, answer?["data"]?["allowed"]?.string ?? "")
  }

  private func place(_ module: String) async -> HTTPURL? {
    guard let token = memory.theirToken, let versions = memory.theirVersionsURL,
      let found = await look(at: versions, token)
    else { return nil }
    return (found["\(module) SENDER"] ?? found["\(module) "]).flatMap { try? HTTPURL($0) }
  }

  /// The address in `<…>; rel="next"`.
  static func next(_ link: String, from url: HTTPURL) -> HTTPURL? {
    guard link.contains("rel=\"next\""), let begin = link.firstIndex(of: "<"),
      let end = link.firstIndex(of: ">"), begin < end
    else { return nil }
    return try? url.resolving(link[link.index(after: begin)..<end])
  }
}
