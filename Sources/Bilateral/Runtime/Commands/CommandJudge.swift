import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Whether an order of a partner may be handed to our platform; a value that knows nothing of store and network.
struct CommandJudge: Sendable {
  /// What is known about the thing that the order is about.
  struct Facts: Sendable {
    /// The location as this partner sees it, nil when it does not.
    var location: Location?
    /// Our session of that id, nil when there is none.
    var session: Session?
    /// The EVSE of the session.
    var evse: EVSE?
    /// When the last order about the same profile came.
    var lastProfile: Timestamp?
    /// Whether the reservation was made through this connection.
    var isReserved = false
  }

  /// What is answered at once.
  enum Verdict: Sendable, Equatable {
    case accept
    /// The charge point need not be asked: the result is known.
    case acceptKnowing(CommandOutcome)
    /// `word` in the response, with the status of the envelope.
    case refuse(String, OCPIStatus, String)
  }

  let order: CommandOrder
  let terms: CommandTerms
  let theirParties: Set<PartyID>
  let now: Timestamp

  /// Judges an order.
  func verdict(_ facts: Facts) -> Verdict {
    guard terms.allows(order.kind.traits.permission) else {
      return .refuse("NOT_SUPPORTED", .success, "\(order.kind.rawValue) is not agreed on")
    }
    if let token = order.token, !theirParties.contains(token.party) {
      return .refuse("REJECTED", .success, "the token belongs to \(token.party), not to you")
    }
    if let expiry = order.expiry, expiry <= now {
      return .refuse("REJECTED", .invalidParameters, "expiry_date has passed")
    }
    if order.location != nil { return atPlace(facts) }
    if order.kind.isAboutSession { return aboutSession(facts) }
    guard order.kind != .cancelReservation || facts.isReserved else {
      return .acceptKnowing(CommandOutcome(.unknown, said: "UNKNOWN_RESERVATION"))
    }
    return .accept
  }

  private func atPlace(_ facts: Facts) -> Verdict {
    guard let location = facts.location else { return unknown("location \(order.location ?? "")") }
    guard let uid = order.evse else {
      guard order.connector == nil else {
        return .refuse("REJECTED", .invalidParameters, "connector_id needs an evse_uid")
      }
      return .accept
    }
    guard let evse = location.evses.first(where: { $0.uid == CiString(uid) }), evse.status != .removed else {
      return unknown("EVSE \(uid)")
    }
    guard let connector = order.connector else { return withoutConnector(evse) }
    return evse.connectors.contains { $0.id == CiString(connector) }
      ? .accept : unknown("connector \(connector)")
  }

  /// Some EVSEs must be told which connector (CMD-17); where there is one only, it is that one.
  private func withoutConnector(_ evse: EVSE) -> Verdict {
    let isNeeded = evse.capabilities.contains(.startSessionConnectorRequired) && order.kind == .startSession
    guard isNeeded, evse.connectors.count > 1 else { return .accept }
    return .refuse("REJECTED", .invalidParameters, "EVSE \(evse.uid.text) needs a connector_id")
  }

  private func unknown(_ what: String) -> Verdict {
    .refuse("REJECTED", .unknownLocation, "\(what) is not known")
  }

  private func aboutSession(_ facts: Facts) -> Verdict {
    guard let session = facts.session else {
      return .refuse("UNKNOWN_SESSION", .success, "session \(order.subject) is not known")
    }
    guard theirParties.contains(session.token.party) else {
      return .refuse("REJECTED", .success, "session \(order.subject) is not of your drivers")
    }
    guard session.status != .completed, session.status != .invalid else {
      return .refuse("REJECTED", .success, "session \(order.subject) has ended")
    }
    guard order.kind.traits.module == .chargingProfiles else { return .accept }
    if let evse = facts.evse, !evse.capabilities.contains(.chargingProfileCapable) {
      return .refuse("NOT_SUPPORTED", .success, "EVSE \(evse.uid.text) takes no charging profiles")
    }
    if let last = facts.lastProfile, now.microseconds(since: last) < terms.profileInterval.microseconds {
      return .refuse(
        "TOO_OFTEN", .success, "profiles of one session may change every \(terms.profileInterval)")
    }
    return .accept
  }
}
