import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// One EVSE of ours, and whether a partner sees it.
struct CoverageEntry: Sendable {
  let location: ObjectKey
  /// Nil for a location whose text cannot be read.
  let evse: EVSE?
  let coordinates: GeoLocation?
  /// Why the partner does not see it; nil when it does.
  let reason: CoverageReason?
  /// Whether it names tariffs of ours and the partner gets none of them.
  var lacksTariff = false
  /// What the partner said to its last change, of which it has an older state.
  var refusal: OutboxRow?

  /// Whether a pattern of EVSE ids takes it.
  func fits(_ patterns: IDPatterns) -> Bool {
    guard !patterns.isEmpty else { return true }
    guard let evse else { return false }
    return patterns.matches(evse.uid) || evse.evseID.map(patterns.matches) ?? false
  }

  private var remarks: [String] {
    var remarks: [String] = []
    if reason == nil, lacksTariff { remarks.append("no tariff made for it") }
    if let refusal { remarks.append("its last change was refused: \(refusal.lastError ?? "")") }
    return remarks
  }

  /// As the control channel answers it.
  func json(now: Timestamp) -> JSON {
    [
      "location": .string("\(location)"), "uid": Self.text(evse?.uid.text),
      "evse_id": Self.text(evse?.evseID?.text), "seen": .bool(reason == nil),
      "reason": Self.text(reason?.name), "path": Self.text(reason?.path), "detail": Self.text(reason?.detail),
      "hint": Self.text(reason?.hint ?? refusal?.hint),
      "since": Self.text(reason?.since.map { "\($0)" }),
      "age_seconds": reason?.since.map { .number("\(max(0, now - $0))") } ?? .null,
      "remarks": .array(remarks.map { .string($0) }), "latitude": Self.text(coordinates?.latitude),
      "longitude": Self.text(coordinates?.longitude),
    ]
  }

  private static func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
}
