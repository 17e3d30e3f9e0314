import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import Synchronization

/// A partner on a plain socket that answers orders as their correlation says, and takes results.
final class CommandPeer: Sendable {
  struct Message: Sendable {
    let method: String
    let path: String
    let body: JSON?
    let correlation: String
    let hasToken: Bool
    let receiver: String?

    func query(_ name: String) -> String? {
      let query = path.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
      return query.split(separator: "&").first { $0.hasPrefix(name + "=") }
        .flatMap { HTTPURL.decoded($0.dropFirst(name.count + 1)) }
    }
  }

  private struct State {
    var messages: [Message] = []
    var server: HTTPServer?
    var port: UInt16 = 0
    var refusal: HTTPStatus?
  }

  private let state = Mutex(State())
  private let group: EventLoopGroup

  init(on group: EventLoopGroup) { self.group = group }

  var base: String { "http://127.0.0.1:\(state.withLock { $0.port })/in" }

  /// What arrived since the last call.
  func take() -> [Message] {
    state.withLock { state in
      defer { state.messages = [] }
      return state.messages
    }
  }

  /// Answers everything with an error, or no longer.
  func refuse(_ status: HTTPStatus?) { state.withLock { $0.refusal = status } }

  func start() throws {
    var router = Router()
    for method in [HTTPMethod.get, .post, .put, .delete] {
      router.on(method, "/*path") { [self] request in answer(request) }
    }
    let server = HTTPServer(router, on: group)
    let address = try server.listen(on: .loopback(port: state.withLock { $0.port }))
    state.withLock { ($0.server, $0.port) = (server, address.port ?? 0) }
  }

  func stop() async {
    let server = state.withLock { state in
      defer { state.server = nil }
      return state.server
    }
    await server?.drain()
  }

  private func answer(_ request: HTTPRequest) -> HTTPResponse {
    let query = request.target.query.map { "?\($0)" } ?? ""
    let message = Message(
      method: request.method.name, path: String((request.target.path + query).dropFirst("/in/".count)),
      body: try? JSON.parse(request.body.bytes), correlation: request.fields["X-Correlation-ID"] ?? "",
      hasToken: request.fields[.authorization] == "Token their-token",
      receiver: request.fields["OCPI-to-party-id"])
    let refusal = state.withLock { state in
      state.messages.append(message)
      return state.refusal
    }
    if let refusal { return HTTPResponse(refusal) }
    let isWish = message.path.hasSuffix("charging_preferences")
    return HTTPResponse(
      .ok, [.contentType: "application/json"], body: Array(Self.envelope(message.correlation, isWish).utf8))
  }

  /// The word before the first colon of the correlation says what is answered.
  private static func envelope(_ correlation: String, _ isWish: Bool) -> String {
    let end = #""timestamp":"2026-01-01T00:00:00Z"}"#
    let word = String(correlation.prefix { $0 != ":" })
    switch word {
    case "place": return #"{"data":{"result":"REJECTED","timeout":0},"status_code":2003,\#(end)"#
    case "broken": return #"{"data":{"answer":"yes"},"status_code":1000,\#(end)"#
    case "zero": return #"{"data":{"result":"ACCEPTED","timeout":0},"status_code":1000,\#(end)"#
    case "bare": return #"{"result":"ACCEPTED","timeout":30}"#
    default:
      let data = isWish ? #""\#(word)""# : #"{"result":"\#(word)","timeout":30}"#
      return #"{"data":\#(data),"status_code":1000,\#(end)"#
    }
  }
}
