import BilateralBase
import BilateralModel
import BilateralStore

/// One change of status written into the stored text of a location, as `PATCH` of the EVSE would write it.
///
/// The hot path of a back office: the location is not made of its text and written again, three values are replaced.
struct StatusSplice {
  /// What comes of it.
  enum Outcome {
    /// The text as it is to be, and its time.
    case changed(JSONText, lastUpdated: Timestamp)
    /// It has that status already.
    case same
    /// The location has no such EVSE.
    case unknown
    /// More than a status changes, or the text is not what our own writer makes: the usual way is to be taken.
    case other
  }

  let evse: CiString
  let status: Status
  /// When it changed; nil for now.
  let stated: Timestamp?
  let now: Timestamp

  /// Replaces the status and the times in a text.
  func applied(to body: JSONText) -> Outcome {
    guard let root = try? JSONDocument(parsing: body.bytes).root,
      let place = root.plain("last_updated"), let placeTime = Self.time(place),
      let evses = root.plain("evses")?.elements
    else { return .other }
    for node in evses where node.plain("uid")?.string.map({ CiString($0) == evse }) ?? false {
      guard let known = node.plain("status"), let time = node.plain("last_updated"),
        let before = Self.time(time), let text = known.string
      else { return .other }
      if text == status.rawValue { return .same }
      guard LocationShape.isService(status), LocationShape.isService(Status(rawValue: text)) else {
        return .other
      }
      // Whatever clock made it, a change is later than what was before (LOC-04).
      var moment = stated ?? now
      if moment <= before { moment = max(now, before) }
      let ofPlace = moment > placeTime ? moment : max(now, placeTime)
      let spliced = Self.replaced(
        body.bytes,
        [(known, status.rawValue), (time, "\(moment)"), (place, "\(ofPlace)")])
      return .changed(JSONText(spliced), lastUpdated: ofPlace)
    }
    return .unknown
  }

  private static func time(_ node: JSONNode) -> Timestamp? { node.string.flatMap { Timestamp(ocpi: $0) } }

  /// The text with other strings at these places.
  private static func replaced(_ bytes: [UInt8], _ parts: [(JSONNode, String)]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 16)
    var start = 0
    for (node, text) in parts.sorted(by: { $0.0.offset < $1.0.offset }) {
      let raw = node.rawBytes
      result += bytes[start..<raw.startIndex]
      result.append(UInt8(ascii: "\""))
      result += text.utf8
      result.append(UInt8(ascii: "\""))
      start = raw.endIndex
    }
    result += bytes[start...]
    return result
  }
}
