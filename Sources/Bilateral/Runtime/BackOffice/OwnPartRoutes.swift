import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// EVSEs and connectors of our own locations; a status change of one EVSE is the hot path.
extension OfficeRouter {
  mutating func addOwnParts(below object: String) {
    for pattern in ["\(object)/:evse", "\(object)/:evse/:connector"] {
      on(.get, pattern) { call in try await OwnPartRoutes(call).get() }
      on(.put, pattern) { call in try await OwnPartRoutes(call).put() }
      on(.patch, pattern) { call in try await OwnPartRoutes(call).patch() }
      on(.delete, pattern) { call in try await OwnPartRoutes(call).delete() }
    }
  }
}

/// One request about a part of a location.
struct OwnPartRoutes {
  private let own: OwnRoutes
  private let key: ObjectKey
  private let part: LocationPart

  init(_ call: OfficeCall) throws(OfficeError) {
    own = try OwnRoutes(call)
    guard own.module.name == "locations" else { throw .notFound("only locations have parts") }
    key = try own.key()
    let connector = call["connector"]
    let names = call.mapping.names(call["evse"], connector: connector.isEmpty ? nil : connector, .shown)
    part = LocationPart(evse: CiString(names.uid), connector: names.connector.map { CiString($0) })
  }

  func get() async throws -> HTTPResponse {
    let row = try await own.call.commons.store.read { [key] tx in try tx.own.object("locations", key) }
    guard let row, !row.isDeleted else { throw OfficeError.notFound("we have no location \(key)") }
    let bytes = try part.text(in: try OwnBody.read(Location.self, row.body), version: own.version)
    return HTTPResponse(.ok, [.contentType: "application/json"], body: part.own(bytes, own.call.mapping))
  }

  func put() async throws -> HTTPResponse {
    let replacement = try part.replacement(by: try own.call.json(), try own.reading())
    return try await change(replacement)
  }

  func patch() async throws -> HTTPResponse {
    let (node, reading) = (try own.call.json(), try own.reading())
    return try await change { [part] location in try part.patch(&location, with: node, reading) }
  }

  func delete() async throws -> HTTPResponse {
    let now = OwnTimes.whole(own.call.now)
    return try await change { [part] location in try part.remove(from: &location, at: now) }
  }

  private func change(_ body: @escaping LocationPart.Change) async throws -> HTTPResponse {
    let outcome = try await own.call.commons.store.write { [key] tx in
      try OwnShelf(tx: tx, module: "locations").change(Location.self, key) { location in
        var location = location
        try body(&location)
        return location
      }
    }
    return OwnRoutes.answer(outcome)
  }
}
