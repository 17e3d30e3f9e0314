package import BilateralBase
import BilateralModel
import BilateralNet

/// Decides for whom a message is that came to the simulated hub.
package struct HubRouting: Sendable {
  /// One party that a message goes to, and as whose.
  package struct Target: Sendable, Equatable {
    /// The number of its platform.
    package let platform: Int
    package let from: PartyID
    package let to: PartyID
  }

  /// What becomes of a message.
  package enum Decision: Sendable, Equatable {
    /// It goes to one party, named or found (TR-79, TR-81).
    case one(Target)
    /// It goes to all who take the module, as the hub's own (TR-83).
    case all([Target])
    /// It is answered from the hub's copy (TR-82).
    case collected
    case refused(HubRefusal)
  }

  private let directory: HubDirectory
  private let shelf: HubShelf
  /// Who has a reservation, by its id.
  private let reservations: [String: PartyID]

  package init(_ directory: HubDirectory, _ shelf: HubShelf, reservations: [String: PartyID] = [:]) {
    (self.directory, self.shelf, self.reservations) = (directory, shelf, reservations)
  }

  /// Decides.
  package func decide(_ call: HubCall) -> Decision {
    do throws(HubRefusal) {
      let from = try sender(of: call)
      switch call.routing.to {
      case directory.hub?: return try everybody(call)
      case let to?: return .one(try target(to, call, from))
      case nil: return .one(try target(receiver(of: call), call, from))
      }
    } catch {
      return .refused(error)
    }
  }

  /// Who speaks: the party named, or the only one of its platform (TR-80).
  private func sender(of call: HubCall) throws(HubRefusal) -> PartyID {
    let parties = directory.platforms[call.platform]?.parties ?? []
    guard let from = call.routing.from else {
      guard parties.count == 1 else { throw .wrong("OCPI-from headers must name one of your parties") }
      return parties[0]
    }
    guard parties.contains(from) else { throw .wrong("\(from) is no party of your connection") }
    guard directory.status(of: from) == .connected else { throw .notConnected("\(from) is not connected") }
    return from
  }

  private func target(
    _ to: PartyID, _ call: HubCall, _ from: PartyID
  ) throws(HubRefusal) -> Target {
    guard let status = directory.status(of: to) else { throw .unknownReceiver("nobody here is \(to)") }
    guard status == .connected, let platform = directory.platform(of: to, with: call.endpoint) else {
      throw .notConnected("\(to) is \(status)")
    }
    guard platform.endpoints[call.endpoint] != nil else {
      throw .other("\(to) offers no \(call.endpoint.lowercased())")
    }
    return Target(platform: platform.number, from: from, to: to)
  }
}

extension HubRouting {
  /// A message for the hub's own party: a list of everything, or a push to all.
  private func everybody(_ call: HubCall) throws(HubRefusal) -> Decision {
    if call.isList {
      guard HubModule.listed.contains(call.module) else { throw .wrong("there is no list of \(call.module)") }
      return .collected
    }
    guard call.method != .get else { throw .wrong("a GET is never for all (TR-84)") }
    guard call.side == .receiver, HubModule.listed.contains(call.module) else {
      throw .wrong("\(call.module) is for one party: OCPI-to headers must name it, or be left out")
    }
    guard !HubModule.ofOneDriver.contains(call.module) else {
      throw .wrong("\(call.module) go to the provider of the driver, and not to all (TR-85)")
    }
    return .all(
      directory.receivers(of: call.module, besides: call.platform).map { party, platform in
        Target(platform: platform.number, from: directory.hub, to: party)
      })
  }

  /// Whom a message without a receiver is for, by what it is about (TR-81).
  private func receiver(of call: HubCall) throws(HubRefusal) -> PartyID {
    guard !call.isList else { throw .wrong("a list without OCPI-to headers is nobody's (TR-81)") }
    let own = Set(directory.platforms[call.platform]?.parties ?? [])
    let found = Set(candidates(call)).subtracting(own).sorted()
    guard let first = found.first else {
      throw .unknownReceiver("whom this \(call.module) message is for cannot be told from its content")
    }
    guard found.count == 1 else {
      throw .other(
        "this may be for \(found.map(\.description).joined(separator: " or ")): OCPI-to headers must say")
    }
    return first
  }

  /// Who may be meant; the lists that are looked into are ``HubCall/clues``.
  private func candidates(_ call: HubCall) -> [PartyID] {
    switch (call.side, call.module) {
    case (.sender, _): shelf.owners(of: call.module, call.path.first ?? "")
    case (.receiver, "sessions"), (.receiver, "cdrs"): providers(call)
    case (.receiver, "commands"): commanded(call.body)
    case (.receiver, "chargingprofiles"): shelf.owners(of: "sessions", call.path.first ?? "")
    case (.receiver, _): []
    }
  }

  private func providers(_ call: HubCall) -> [PartyID] {
    if let provider = call.body?["cdr_token"]?.party { return [provider] }
    let owner = call.owner ?? directory.platforms[call.platform]?.parties.first
    return shelf.providers(of: call.module, call.path.last ?? "", owner: owner)
  }

  private func commanded(_ body: JSON?) -> [PartyID] {
    if let id = body?["session_id"]?.string { return shelf.owners(of: "sessions", id) }
    if let id = body?["location_id"]?.string { return shelf.owners(of: "locations", id) }
    return (body?["reservation_id"]?.string).flatMap { reservations[$0] }.map { [$0] } ?? []
  }
}
