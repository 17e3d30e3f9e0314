package import BilateralBase
import BilateralNet

/// What support asks: about what, where, and when.
package struct WhyQuestion: Hashable, Sendable {
  /// What a bare id is taken for.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case anything = "any"
    case session, cdr, token, evse
  }

  /// What ``id`` is.
  package var kind = Kind.anything
  /// An id of whatever kind: of a session, a CDR, a card, a contract, an EVSE, or of an exchange.
  package var id: String?
  /// A uid, a contract id, or the number printed on a card.
  package var card: String?
  /// An EVSE by its id or uid.
  package var evse: String?
  /// A place by name, street, town or id.
  package var place: String?
  /// A time as it was typed: `20:10` in the zone of the place, or a date and time.
  package var time: String?
  /// Only what is between us and this partner.
  package var partner: String?

  /// A question without content.
  package init() {}

  /// Reads `?kind=&id=&card=&evse=&near=&at=&partner=`.
  ///
  /// - Throws: BR770 when nothing is asked, or something that cannot be.
  init(_ request: HTTPRequest) throws(ControlFailure) {
    func text(_ name: String) -> String? {
      request.query(name).flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }
    (id, card, evse) = (text("id"), text("card"), text("evse"))
    (place, time, partner) = (text("near"), text("at"), text("partner"))
    let word = text("kind") ?? Kind.anything.rawValue
    guard let kind = Kind(rawValue: word) else {
      throw ControlFailure(
        "BR770", "kind is one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")), not \(word)",
        exit: 65)
    }
    self.kind = kind
    if kind == .token { (card, id) = (card ?? id, nil) }
    if kind == .evse { (evse, id) = (evse ?? id, nil) }
    try demandSubject()
  }

  /// - Throws: BR770 when nothing is asked.
  func demandSubject() throws(ControlFailure) {
    guard [id, card, evse, place].contains(where: { $0 != nil }) else {
      throw ControlFailure(
        "BR770", "nothing is asked",
        help: "name a session, a CDR, a card, an EVSE or a place: partnerctl why --help", exit: 65)
    }
  }
}

/// When something happened that is asked for.
package struct WhyTime: Hashable, Sendable {
  /// The moment asked for; nil when nobody said one.
  package var moment: Timestamp?
  /// From when on decisions and sessions are looked at.
  package var first: Timestamp
  /// Until when.
  package var last: Timestamp

  /// Two hours on either side of a moment; without one the last day.
  package init(_ moment: Timestamp?, now: Timestamp) {
    self.moment = moment
    first = moment?.adding(seconds: -7200) ?? now.adding(seconds: -86_400)
    last = moment.map { min($0.adding(seconds: 7200), max(now, $0)) } ?? now
  }

  /// What was typed: a whole time, or a clock time, which is the latest that is past in the zone.
  ///
  /// - Parameters:
  ///   - text: such as `20:10` or `2026-11-21T20:10Z`.
  ///   - zone: whose clock it is.
  ///   - now: the time.
  /// - Returns: the moment; nil when the text is no time.
  package static func moment(_ text: String, in zone: ZoneFile?, now: Timestamp) -> Timestamp? {
    if let time = Timestamp(ocpi: text) { return time }
    if text.hasSuffix("Z"), let time = Timestamp(ocpi: text.dropLast() + ":00Z") { return time }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...23).contains(hour),
      (0...59).contains(minute)
    else { return nil }
    let second = hour * 3600 + minute * 60
    guard let zone else {
      let midnight = now.seconds - now.seconds.flooredRemainder(by: 86_400)
      let today = Timestamp(seconds: midnight).adding(seconds: Int64(second))
      return today > now ? today.adding(seconds: -86_400) : today
    }
    let days = [now, now.adding(seconds: -86_400)].map { zone.local($0).date }
    return days.lazy.flatMap { zone.moments(showing: $0, secondOfDay: second).reversed() }.first { $0 <= now }
  }
}
