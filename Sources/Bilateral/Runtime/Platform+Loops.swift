import BilateralBase
import BilateralNet

extension Platform {
  /// The loops of one partner; each decides at every step whether there is something to do.
  func services(for link: PartnerLink) -> [Supervisor.Child] {
    [renewal(of: link), versionWatch(of: link)]
      + pulls(from: link)
      + publishing(for: link)
      + [
        Supervisor.Child(DialectKeeper(link, commons), .onFailure(Backoff())),
        Supervisor.Child(RouteWatch(link, commons), .onFailure(Backoff())),
        Supervisor.Child(ComebackLoop(link, commons), .onFailure(Backoff())),
        Supervisor.Child(
          OffboardLoop(link, OffboardWork(commons: commons, registrar: registrar)),
          .onFailure(Backoff(cap: .seconds(60)))),
        Supervisor.Child(CommandCourier(link, commons), .onFailure(Backoff(cap: .seconds(5)))),
      ]
  }
}

extension Platform {
  /// For a program that is a runtime and nothing else, before anything is opened: keeps its memory small.
  package static func settleMemory() { ProcessMemory.settle() }
}
