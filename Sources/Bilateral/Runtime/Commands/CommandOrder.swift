import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// An order of a partner as it came: what it says, in our words.
struct CommandOrder: Sendable {
  let kind: CommandKind
  /// Where the result goes.
  let callback: String
  /// The body as received; for a GET or DELETE the parameters that count.
  let body: JSONText
  /// The token, session or reservation, in our form.
  var subject = ""
  var location: String?
  var evse: String?
  var connector: String?
  var token: Token?
  var expiry: Timestamp?
  /// What our platform is asked, in 2.2.1 and without the `response_url`.
  private(set) var question: JSON = .object([])

  /// Reads an order with a body.
  ///
  /// - Throws: a refusal with 2001 for an object that breaks the rules of the version.
  init(_ kind: CommandKind, reading node: JSONNode, _ call: OCPICall, session: String? = nil)
    throws(OCPIRefusal)
  {
    guard let type = kind.traits.body else { throw .invalid("\(kind.rawValue) has no body") }
    let object = try Self.read(type, node, call)
    self.kind = kind
    body = JSONText(node.rawText)
    callback = node["response_url"]?.string ?? ""
    if let session { subject = session }
    take(object, call.link)
    question = try Self.question(object)
    tidy(kind)
  }

  /// Reads an order that stands in its address alone (CPR-03).
  ///
  /// - Throws: a refusal with 2001 when a parameter is missing or cannot be read.
  init(_ kind: CommandKind, session: String, _ call: OCPICall) throws(OCPIRefusal) {
    guard let url = ResponseURL.parameter(of: call.request) else {
      throw .invalid("the parameter response_url is missing")
    }
    var parameters: JSON = ["session_id": .string(session)]
    if kind == .getProfile {
      guard let duration = call.request.query("duration").flatMap({ Int($0) }), duration > 0 else {
        throw .invalid("the parameter duration must be a number of seconds")
      }
      parameters["duration"] = .number("\(duration)")
    }
    self.kind = kind
    callback = url
    body = JSONText(parameters.bytes)
    subject = session
    question = parameters
    tidy(kind)
  }

  private static func read<T: WireObject>(
    _ type: T.Type, _ node: JSONNode, _ call: OCPICall
  ) throws(OCPIRefusal) -> any WireObject {
    do {
      let party = call.link.theirParties.sorted().first
      return try WireReader.read(
        type, from: node, version: call.version, context: WireContext(party: party, received: call.now))
    } catch {
      throw .invalid(error.description)
    }
  }

  private mutating func take(_ object: any WireObject, _ link: PartnerLink) {
    let dialect = link.dialect.current
    switch object {
    case let start as StartSession:
      place(dialect.ownID(start.locationID.text), start.evseUID, start.connectorID, start.token, link)
    case let reserve as ReserveNow:
      place(dialect.ownID(reserve.locationID.text), reserve.evseUID, nil, reserve.token, link)
      (expiry, subject) = (reserve.expiryDate, reserve.reservationID.id.text)
    case let unlock as UnlockConnector:
      place(dialect.ownID(unlock.locationID.text), unlock.evseUID, unlock.connectorID, nil, link)
      subject = unlock.evseUID.text
    case let stop as StopSession: subject = stop.sessionID.text
    case let cancel as CancelReservation: subject = cancel.reservationID.id.text
    default: break
    }
  }

  private mutating func place(
    _ location: String, _ evse: CiString?, _ connector: CiString?, _ token: Token?, _ link: PartnerLink
  ) {
    (self.location, self.evse, self.connector) = (location, evse?.text, connector?.text)
    guard var token else { return }
    token.id = CiString(link.terms.technical.uidFormat.ours(fromTheirs: token.id.text))
    (self.token, subject) = (token, token.id.text)
  }

  private static func question(_ object: any WireObject) throws(OCPIRefusal) -> JSON {
    do {
      var json = try JSON.parse(try OwnBody.bytes(of: object, in: .v2_2_1))
      if case .object(let members) = json {
        json = .object(members.filter { $0.name != "response_url" })
      }
      return json
    } catch {
      throw .invalid("\(error)")
    }
  }

  /// The question in our ids and forms.
  private mutating func tidy(_ kind: CommandKind) {
    question["command"] = .string(kind.rawValue)
    if kind.isAboutSession { question["session_id"] = .string(subject) }
    if let location { question["location_id"] = .string(location) }
    if let token { question["token"]?["uid"] = .string(token.id.text) }
    if kind == .setPreferences, question["discharge_allowed"] == nil { question["discharge_allowed"] = false }
  }
}

/// `response_url` as partners write it into a query.
enum ResponseURL {
  /// The address; one that was not encoded is everything after its name when it stands last (P-114).
  static func parameter(of request: HTTPRequest) -> String? {
    guard let query = request.target.query, let place = query.ranges(of: "response_url=").first,
      place.lowerBound == query.startIndex || query[query.index(before: place.lowerBound)] == "&"
    else { return nil }
    let rest = query[place.upperBound...]
    if rest.hasPrefix("http://") || rest.hasPrefix("https://") { return String(rest) }
    return request.query("response_url").flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Why an address may not be called; nil when it may.
  ///
  /// Our token goes with the result, so only the partner's own origins count (S-15, S-19, P-113); whether such an origin
  /// leads to a private address is judged when the connection is made (S-17, S-18).
  static func objection(to text: String, _ link: PartnerLink) -> String? {
    guard !text.isEmpty else { return "response_url is missing" }
    guard text.utf8.count <= 2048, let url = try? HTTPURL(text) else { return "response_url is no address" }
    return link.mayCall(url) ? nil : "response_url is not at an address of this connection"
  }
}
