import BilateralBase
package import BilateralModel
import BilateralNet
package import BilateralTerms

/// Sessions as receiver: GET, PUT and PATCH by id; no POST, no DELETE, nothing below a session (SES-02, SES-06).
package struct SessionsReceiver: OCPIModule {
  package let id = ModuleID.sessions
  package let role = InterfaceRole.receiver
  package let offeredAs = Session.receivedBy

  private static let methods: [HTTPMethod] = [.get, .put, .patch]
  private let commons: Commons

  package init(commons: Commons) {
    self.commons = commons
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard Self.methods.contains(call.request.method) else {
      throw OCPIRefusal.methodNotAllowed(Self.methods)
    }
    guard path.count <= 3 else { throw OCPIRefusal.notFound("no such address") }
    let desk = try ReceiverDesk<Session>(commons, call, path: path)
    switch call.request.method {
    case .get: return try await desk.showStored()
    case .put: return try await desk.put()
    default: return try await patch(desk)
    }
  }

  private func patch(_ desk: ReceiverDesk<Session>) async throws -> OCPIReply {
    let body = JSON(try desk.body())
    let change: SessionChange
    do throws(WireError) {
      change = try SessionChange(body, version: desk.reader.version, context: desk.reader.context)
    } catch {
      throw OCPIRefusal.invalid(error.description)
    }
    return try await desk.change { known in
      var merged = try desk.merged(change.rest, into: known)
      guard merged.id == known.id, merged.party == known.party else {
        throw OCPIRefusal.invalid("a PATCH cannot change what identifies the object")
      }
      merged.chargingPeriods = change.periods(after: known.chargingPeriods)
      return (merged, merged.lastUpdated < known.lastUpdated ? .ignored : .updated)
    }
  }
}

/// A PATCH of a session: its charging periods apart from everything else.
///
/// Periods are appended (SES-05). One that is there already, by its start, is not there twice: a message that is
/// repeated adds nothing (P-65).
package struct SessionChange: Sendable {
  /// The change without its periods.
  package let rest: JSONNode
  private let periods: [ChargingPeriod]
  private let mayReplace: Bool

  /// Reads a change.
  ///
  /// - Parameters:
  ///   - json: the body.
  ///   - version: of the body; 2.1.1 does not say whether periods are appended or replaced.
  ///   - context: what the connection knows.
  /// - Throws: `WireError` with the path of a period that cannot be read.
  package init(_ json: JSON, version: OCPIVersion, context: WireContext) throws(WireError) {
    var json = json
    let list = json["charging_periods"]?.elements ?? []
    if json["charging_periods"]?.elements != nil || json["charging_periods"] == .null {
      json = .object((json.members ?? []).filter { $0.name != "charging_periods" })
    }
    rest = try JSONDocument(wire: json.bytes).root
    mayReplace = !version.frame.appendsPeriods
    var periods: [ChargingPeriod] = []
    for (place, element) in list.enumerated() {
      do throws(WireError) {
        periods.append(
          try WireReader.read(
            ChargingPeriod.self, from: JSONDocument(wire: element.bytes).root, version: version,
            context: context))
      } catch {
        let path = JSONPath().appending("charging_periods").appending(place).appending(error.path)
        throw WireError(error.problem, at: path)
      }
    }
    self.periods = periods
  }

  /// The periods of the session after the change.
  package func periods(after known: [ChargingPeriod]) -> [ChargingPeriod] {
    guard let first = periods.first else { return known }
    if mayReplace, first.startDateTime == known.first?.startDateTime { return periods }
    var all = known
    for period in periods {
      if let place = all.firstIndex(where: { $0.startDateTime == period.startDateTime }) {
        all[place] = period
      } else {
        all.append(period)
      }
    }
    return all
  }
}
