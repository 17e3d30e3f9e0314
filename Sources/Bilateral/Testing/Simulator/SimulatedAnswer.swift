import BilateralBase
import BilateralNet

/// An answer of the simulated partner in its parts, so that a fault can spoil any one of them.
struct SimulatedAnswer: Sendable {
  /// What stands under `data`.
  enum Content: Sendable {
    case absent
    case list([String])
    case one(String)
  }

  /// HTTP status.
  var http = 200
  var fields = HTTPFields()
  var content = Content.absent
  /// `status_code` as it is written, quotes included.
  var status: String? = "1000"
  var message: String?
  /// `timestamp`; nil leaves it out.
  var timestamp: String?
  /// `X-Total-Count`.
  var total: String?
  /// `X-Limit`.
  var limit: String?
  /// `Link` as it is written.
  var link: String?
  /// The body in place of the envelope.
  var body: [UInt8]?
  /// What happens to the bytes on their way.
  var wire: WireFault?
  /// Before the answer begins.
  var delay = Duration.zero
  var contentType = "application/json"

  init(at now: Timestamp) { timestamp = "\(now)" }

  /// An answer that is an error.
  static func error(_ http: Int, _ status: Int, _ message: String, at now: Timestamp) -> SimulatedAnswer {
    var answer = SimulatedAnswer(at: now)
    (answer.http, answer.status, answer.message) = (http, "\(status)", message)
    return answer
  }

  /// An answer of one object.
  static func one(_ json: JSON, at now: Timestamp) -> SimulatedAnswer {
    var answer = SimulatedAnswer(at: now)
    answer.content = .one(json.text)
    return answer
  }

  /// The objects of a list.
  var rows: [String] {
    get { if case .list(let rows) = content { rows } else { [] } }
    set { content = .list(newValue) }
  }

  /// Whether it says that all went well.
  var isSuccess: Bool { http == 200 && status == "1000" }

  /// The answer as the server sends it.
  var response: HTTPResponse {
    var fields = fields
    if !contentType.isEmpty { fields.set(.contentType, contentType) }
    if let total { fields.set("X-Total-Count", total) }
    if let limit { fields.set("X-Limit", limit) }
    if let link { fields.set(.link, link) }
    if let wire { fields.set(WireFault.field, wire.text) }
    return HTTPResponse(HTTPStatus(http) ?? .internalServerError, fields, body: body ?? envelope)
  }

  private var envelope: [UInt8] {
    var members: [String] = []
    switch content {
    case .absent: break
    case .list(let rows): members.append("\"data\":[" + rows.joined(separator: ",") + "]")
    case .one(let text): members.append("\"data\":" + text)
    }
    if let status { members.append("\"status_code\":" + status) }
    if let message { members.append("\"status_message\":" + JSON.string(message).text) }
    if let timestamp { members.append("\"timestamp\":\"\(timestamp)\"") }
    return Array(("{" + members.joined(separator: ",") + "}").utf8)
  }
}
