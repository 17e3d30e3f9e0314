import BilateralBase
import BilateralModel
package import BilateralStore

/// The shortest way of all: nothing but the status of EVSEs changed since the partner's copy, and its view was judged
/// since the last change of anything else. Then the location is not made for the partner at all.
extension Delivery {
  /// The PATCHes of EVSEs whose status the partner does not have; nil when the location has to be looked at as a whole.
  ///
  /// - Parameters:
  ///   - row: the location, its view and the partner's copy of it.
  ///   - view: what the partner sees of ours, on the terms under which the view row was judged.
  ///   - judged: the shape up to which the partner's views are judged.
  /// - Returns: the delivery.
  package static func statuses(_ row: ViewDelivery, in view: PartnerView, judged: Int64) -> Delivery? {
    guard row.view.isVisible, !row.own.isDeleted, row.own.shape <= judged, view.findings.isEmpty,
      let seen = LocationCopy(text: row.copy), let before = LocationCopy(text: row.acknowledgedDetail),
      before.hasShape(of: seen), let entries = try? OwnStatuses(row.own.body).entries
    else { return nil }
    let now = seen.following(entries)
    var delivery = Delivery(hash: now.hash, copy: now, before: before)
    delivery.isPartial = true
    let place = [row.own.key.country, row.own.key.party, view.theirID(CiString(row.own.key.id)).text]
    for entry in entries {
      guard let status = now[entry.uid], before[entry.uid] != status else { continue }
      guard let time = Timestamp(ocpi: entry.lastUpdated) else { return nil }
      delivery.steps.append(patch(entry.uid, status, time, at: place, in: view))
    }
    return delivery
  }

  /// A PATCH of one EVSE.
  ///
  /// - Parameters:
  ///   - uid: the EVSE.
  ///   - status: its status.
  ///   - time: since when.
  ///   - place: the path of its location.
  ///   - view: how the partner wants times spelled.
  /// - Returns: the request.
  static func patch(
    _ uid: CiString, _ status: String, _ time: Timestamp, at place: [String], in view: PartnerView
  ) -> Step {
    var json = JSONWriter()
    json.beginObject()
    json.key("status")
    json.string(status)
    json.key("last_updated")
    json.string(view.style(EVSE.self).text(of: time))
    json.endObject()
    return Step(method: .patch, path: place + [uid.text], body: json.bytes, evse: uid, status: status)
  }
}
