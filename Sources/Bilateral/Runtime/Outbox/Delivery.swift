package import BilateralBase
package import BilateralModel
import BilateralNet
package import BilateralStore

/// What one outbox entry comes to at the moment of sending: the newest state, and the shortest way to tell it.
package struct Delivery: Sendable {
  /// One request.
  package struct Step: Sendable, Equatable {
    package var method: Method
    /// The path below the partner's endpoint.
    package var path: [String]
    package var query: [Parameter] = []
    package var body: [UInt8]?
    /// The EVSE and the status that a PATCH tells.
    package var evse: CiString?
    package var status: String?
    /// The one party that it is for, where it is for one: sessions and CDRs are never broadcast (TR-85).
    package var receiver: PartyID?
  }

  /// How an object is told.
  package enum Method: Sendable, Equatable { case put, patch, delete, post }

  /// A query parameter.
  package struct Parameter: Sendable, Equatable {
    package var name: String
    package var value: String
  }

  /// The requests, one after the other; empty when the partner has it already.
  package var steps: [Step] = []
  /// What replaces them when the partner does not know what a PATCH is about (P-64).
  package var instead: Step?
  /// Whether that has yet to be made, because the object was not: it is planned again as a whole.
  package var isPartial = false
  /// Whether it has to be, now that a PATCH was refused.
  var wantsWhole = false
  /// What replaces a DELETE where the partner wants a PUT with an end.
  package var ended: Step?
  /// The hash to be acknowledged; nil for a removal.
  package var hash: [UInt8]?
  /// What the partner then has of a location.
  package var copy: LocationCopy?
  /// What it has before.
  package var before: LocationCopy?
  /// What it then has of another object, in our own words.
  package var told: String?

  /// What is noted once the partner has it.
  package var detail: String? { copy?.text ?? told }
}

extension Delivery {
  /// The same delivery as a partner's dialect wants it told.
  func adapted(to dialect: Dialect) -> Delivery {
    var delivery = self
    if let instead, !dialect.isOn(.patchSupported), steps.contains(where: { $0.method == .patch }) {
      (delivery.steps, delivery.instead) = ([instead], nil)
    }
    if let ended, steps.first?.method == .delete {
      switch dialect.word(.deleteStyle) {
      case "put-ended": delivery.steps = [ended]
      case "none": delivery.steps = []
      default: break
      }
    }
    return delivery
  }

  /// An object of a module whose newest state is told.
  package static func state(_ row: ViewDelivery, in view: PartnerView) throws(WireError) -> Delivery {
    switch row.own.module {
    case "tokens": try token(row, in: view)
    case "sessions": try session(row, in: view)
    default: try location(row, in: view)
    }
  }

  /// A location: PATCH of each EVSE whose status alone changed, else PUT (LOC-36).
  ///
  /// One that the partner may no longer see is never put again: its EVSEs become REMOVED (LOC-06, X-32).
  ///
  /// - Parameters:
  ///   - row: the location and its view.
  ///   - view: what the partner sees of ours.
  ///   - wholly: whether it goes as a PUT whatever has changed.
  /// - Returns: the delivery.
  /// - Throws: `WireError` when the partner's version cannot say it.
  package static func location(
    _ row: ViewDelivery, in view: PartnerView, wholly: Bool = false
  ) throws(WireError) -> Delivery {
    let before = LocationCopy(text: row.acknowledgedDetail)
    let own = try OwnText.read(Location.self, row.own.body)
    guard !row.own.isDeleted, view.location(own, shown: ShownEVSEs(text: row.shown)) != nil,
      let location = try view.location(row)
    else { return removal(try view.location(row), before, view, row.view.acknowledgedHash != nil) }
    let copy = try LocationCopy(of: location, in: view)
    var delivery = Delivery(hash: copy.hash, copy: copy, before: before)
    let put = Step(method: .put, path: path(location), body: try view.text(location))
    guard !wholly, let changes = before?.statusChanges(to: location, copy) else {
      delivery.steps = [put]
      return delivery
    }
    delivery.steps = changes.map { patch($0, of: location, in: view) }
    delivery.instead = put
    return delivery
  }

  /// Every EVSE of it, where the partner has some copy and nobody knows which.
  private static func removal(
    _ location: Location?, _ before: LocationCopy?, _ view: PartnerView, _ hasSome: Bool
  ) -> Delivery {
    guard let location, hasSome else { return Delivery() }
    let standing = before?.standing(among: location.evses) ?? location.evses
    return Delivery(steps: standing.map { patch($0, of: location, in: view) }, before: before)
  }

  static func path(_ object: some OwnedObject) -> [String] {
    [object.party.country, object.party.party, object.id.text]
  }

  private static func patch(_ evse: EVSE, of location: Location, in view: PartnerView) -> Step {
    patch(evse.uid, evse.status.rawValue, evse.lastUpdated, at: path(location), in: view)
  }

  /// A token: always whole, an invalid one when the partner gets it no longer (TOK-02, TOK-06).
  package static func token(_ row: ViewDelivery, in view: PartnerView) throws(WireError) -> Delivery {
    let own = try OwnText.read(Token.self, row.own.body)
    let isSeen = !row.own.isDeleted && view.token(own) != nil
    guard isSeen || row.view.acknowledgedHash != nil else { return Delivery() }
    let token = try view.token(row)
    let hash = isSeen ? try view.hash(token) : nil
    guard hash == nil || hash != row.view.acknowledgedHash else { return Delivery(hash: hash) }
    let type = Parameter(name: "type", value: token.type.rawValue)
    return Delivery(
      steps: [Step(method: .put, path: path(token), query: [type], body: try view.text(token))], hash: hash)
  }

  /// A tariff: PUT while it is in force, DELETE when it ended (TAR-04, TAR-05).
  package static func tariff(_ row: PublishedTariffRow, in view: PartnerView) throws(WireError) -> Delivery {
    guard row.isStale else { return Delivery(hash: row.isVisible ? row.hash : nil) }
    let tariff = try view.tariff(row)
    guard row.isVisible else {
      var delivery = Delivery(steps: [Step(method: .delete, path: path(tariff))])
      var ended = tariff
      // An end in the past, and never before the beginning.
      ended.endDateTime = max(tariff.startDateTime ?? row.lastUpdated, row.lastUpdated)
      // A version without an end of tariffs has nothing to say instead of DELETE.
      if let body = try? view.text(ended) {
        delivery.ended = Step(method: .put, path: path(tariff), body: body)
      }
      return delivery
    }
    return Delivery(
      steps: [Step(method: .put, path: path(tariff), body: try view.text(tariff))], hash: row.hash)
  }
}
