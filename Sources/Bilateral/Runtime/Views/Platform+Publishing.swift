import BilateralBase
import BilateralModel

extension Platform {
  /// The loops that keep what a partner sees of ours in step, and tell it.
  func publishing(for link: PartnerLink) -> [Supervisor.Child] {
    let loops: [any Service] = [
      TariffPublisher(for: link, commons), ViewLoop(.locations, for: link, commons),
      ViewLoop(.tokens, for: link, commons), OutboxSender(.tariffs, for: link, commons),
      OutboxSender(.locations, for: link, commons), OutboxSender(.tokens, for: link, commons),
      ViewLoop(.sessions, for: link, commons), ViewLoop(.cdrs, for: link, commons),
      OutboxSender(.sessions, for: link, commons), OutboxSender(.cdrs, for: link, commons),
    ]
    return loops.map { Supervisor.Child($0, .onFailure(Backoff())) }
  }
}
