import BilateralBase
package import BilateralModel
import BilateralNet
package import BilateralTerms

/// Locations as receiver: the CPO's locations, EVSEs and connectors as it pushes them (LOC-02…LOC-09).
package struct LocationsReceiver: OCPIModule {
  package let id = ModuleID.locations
  package let role = InterfaceRole.receiver
  package let offeredAs = Location.receivedBy

  private let commons: Commons

  package init(commons: Commons) {
    self.commons = commons
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    let desk = try ReceiverDesk<Location>(commons, call, path: path)
    let place = EVSEPlace(path)
    guard path.count <= 5 else { throw OCPIRefusal.notFound("no such address") }
    switch call.request.method {
    case .get: return try await show(place, desk)
    case .put: return try await put(place, desk)
    case .patch: return try await patch(place, desk)
    default: throw OCPIRefusal.methodNotAllowed([.get, .put, .patch])
    }
  }

  private func show(_ place: EVSEPlace, _ desk: ReceiverDesk<Location>) async throws -> OCPIReply {
    let location = try await desk.find()
    guard place.evse != nil else { return try desk.show(location) }
    let evse = location.evses[try place.evseIndex(in: location)]
    guard place.connector != nil else { return try desk.show(evse) }
    return try desk.show(evse.connectors[try place.connectorIndex(in: evse)])
  }

  private func put(_ place: EVSEPlace, _ desk: ReceiverDesk<Location>) async throws -> OCPIReply {
    guard let uid = place.evse else { return try await desk.put() }
    if let id = place.connector {
      let connector = try desk.part(Connector.self)
      guard connector.id == id else {
        throw OCPIRefusal.invalid("id is \(connector.id.text), not \(id.text)")
      }
      return try await desk.change { try $0.putting(connector, at: place) }
    }
    let evse = try desk.part(EVSE.self)
    guard evse.uid == uid else { throw OCPIRefusal.invalid("uid is \(evse.uid.text), not \(uid.text)") }
    return try await desk.change { try $0.putting(evse, at: place) }
  }

  private func patch(_ place: EVSEPlace, _ desk: ReceiverDesk<Location>) async throws -> OCPIReply {
    let patch = try desk.body()
    return try await desk.change { location in
      if place.connector != nil {
        let known = location.evses[try place.evseIndex(in: location)]
        let connector = known.connectors[try place.connectorIndex(in: known)]
        return try location.putting(try desk.merged(patch, into: connector), at: place)
      }
      if place.evse != nil {
        let evse = location.evses[try place.evseIndex(in: location)]
        return try location.putting(try desk.merged(patch, into: evse), at: place)
      }
      let merged = try desk.merged(patch, into: location)
      guard merged.id == location.id, merged.party == location.party else {
        throw OCPIRefusal.invalid("a PATCH cannot change the id or the party")
      }
      return (merged, merged.lastUpdated < location.lastUpdated ? .ignored : .updated)
    }
  }
}

/// Which EVSE or connector of a location a path names.
struct EVSEPlace: Sendable {
  /// By its uid (LOC-03).
  let evse: CiString?
  let connector: CiString?

  /// Reads the segments after country, party and location.
  init(_ path: [String]) {
    evse = path.count > 3 ? CiString(path[3]) : nil
    connector = path.count > 4 ? CiString(path[4]) : nil
  }

  /// - Throws: a refusal with 404.
  func evseIndex(in location: Location) throws(OCPIRefusal) -> Int {
    guard let index = location.evses.firstIndex(where: { $0.uid == evse }) else {
      throw .unknown(.locations, "EVSE \(evse?.text ?? "") is not known")
    }
    return index
  }

  /// - Throws: a refusal with 404.
  func connectorIndex(in evse: EVSE) throws(OCPIRefusal) -> Int {
    guard let index = evse.connectors.firstIndex(where: { $0.id == connector }) else {
      throw .unknown(.locations, "connector \(connector?.text ?? "") is not known")
    }
    return index
  }
}

/// Changes below a location; the new `last_updated` goes up to the parents (LOC-05).
extension Location {
  typealias Changed = (value: Location, done: ReceiverDesk<Location>.Done)

  /// The location with an EVSE in place of its former self, or added (LOC-08).
  fileprivate func putting(_ evse: EVSE, at place: EVSEPlace) throws(OCPIRefusal) -> Changed {
    var location = self
    location.lastUpdated = max(lastUpdated, evse.lastUpdated)
    guard let index = evses.firstIndex(where: { $0.uid == place.evse }) else {
      location.evses.append(evse)
      return (location, .created)
    }
    guard evse.uid == evses[index].uid else { throw .invalid("a PATCH cannot change the uid") }
    guard evse.lastUpdated >= evses[index].lastUpdated else { return (self, .ignored) }
    location.evses[index] = evse
    return (location, .updated)
  }

  /// The location with a connector in place of its former self, or added.
  fileprivate func putting(_ connector: Connector, at place: EVSEPlace) throws(OCPIRefusal) -> Changed {
    var location = self
    let index = try place.evseIndex(in: self)
    location.lastUpdated = max(lastUpdated, connector.lastUpdated)
    location.evses[index].lastUpdated = max(evses[index].lastUpdated, connector.lastUpdated)
    let connectors = evses[index].connectors
    guard let known = connectors.firstIndex(where: { $0.id == place.connector }) else {
      location.evses[index].connectors.append(connector)
      return (location, .created)
    }
    guard connector.id == connectors[known].id else { throw .invalid("a PATCH cannot change the id") }
    guard connector.lastUpdated >= connectors[known].lastUpdated else { return (self, .ignored) }
    location.evses[index].connectors[known] = connector
    return (location, .updated)
  }
}
