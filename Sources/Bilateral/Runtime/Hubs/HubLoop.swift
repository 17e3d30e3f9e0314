import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Where we are a hub: keeps the book of who is connected, and tells all parties of each change (HCI-01).
///
/// A change is told once and not kept for who is away: it reads the whole list when it is back (HCI-05).
package struct HubLoop: Service {
  package let name = "hub/parties"
  private let commons: Commons
  private let pause: Duration

  /// Makes the loop; it looks once every `pause`.
  package init(_ commons: Commons, pause: Duration = .seconds(15)) {
    self.commons = commons
    self.pause = pause
  }

  package func run() async throws {
    while true {
      try await round()
      try await commons.surroundings.clock.sleep(for: pause)
    }
  }

  /// One look, and what follows from it.
  package func round() async throws {
    let parties = commons.links.all.filter { $0.weAre(.hub) }
    guard !parties.isEmpty else { return }
    let news = try await commons.store.write { tx in try HubBook.update(parties, in: tx) }
    guard !news.isEmpty else { return }
    await withTaskGroup(of: Void.self) { group in
      for link in parties where HubBook.status(of: link) == .connected {
        group.addTask { for info in news { await tell(info, to: link) } }
      }
    }
  }

  private func tell(_ info: ClientInfo, to link: PartnerLink) async {
    do throws(OCPIFailure) {
      let (endpoint, version) = try link.endpoint(.hubClientInfo, .receiver)
      guard let body = try? OwnBody.bytes(of: info, in: version) else { return }
      let url = endpoint.appending(segments: [info.party.country, info.party.party])
      _ = try await link.call(OCPIRequest(.put, url, body: body))
    } catch {
      guard case .notConnected = error.kind else {
        return commons.surroundings.log.info(
          "client info not told", ["partner": link.id, "party": "\(info.party)", "reason": error.message])
      }
    }
  }
}
