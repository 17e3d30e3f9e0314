import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import Synchronization

/// A partner that takes pushes on a plain socket and remembers them in the order they came.
final class RecordingPartner: Sendable {
  struct Message: Sendable {
    let method: String
    let path: String
    let body: JSON?
    var fields = HTTPFields()

    /// The path below the module's endpoint.
    var name: String { String(path.dropFirst("/in/".count)) }
  }

  private struct State {
    var messages: [Message] = []
    var answer: @Sendable (Message) -> (http: HTTPStatus, ocpi: OCPIStatus) = { _ in (.ok, .success) }
    var address: String?
    var pause: String?
    var meanwhile: (@Sendable () async throws -> Void)?
    var server: HTTPServer?
    var port: UInt16 = 0
  }

  private let state = Mutex(State())
  private let group: EventLoopGroup

  init(on group: EventLoopGroup) {
    self.group = group
  }

  /// Everything that arrived, in order.
  var messages: [Message] { state.withLock { $0.messages } }

  /// What arrived since the last call.
  func take() -> [Message] {
    state.withLock { state in
      defer { state.messages = [] }
      return state.messages
    }
  }

  /// Decides what is answered from now on.
  func answer(_ decide: @escaping @Sendable (Message) -> (http: HTTPStatus, ocpi: OCPIStatus)) {
    state.withLock { $0.answer = decide }
  }

  /// What `Location` says from now on.
  func answer(location: String?) { state.withLock { $0.address = location } }

  /// What `Retry-After` says from now on.
  func answer(retryAfter: String?) { state.withLock { $0.pause = retryAfter } }

  /// Does something while the next message is on its way, before it is answered.
  func meanwhile(_ work: @escaping @Sendable () async throws -> Void) {
    state.withLock { $0.meanwhile = work }
  }

  /// The address under which the modules lie; known after the first start.
  var base: String { "http://127.0.0.1:\(state.withLock { $0.port })/in" }

  /// Listens, at the second time on the port of the first.
  func start() throws {
    var router = Router()
    for method in [HTTPMethod.put, .patch, .delete, .post] {
      router.on(method, "/*path") { [self] request in
        let work = state.withLock { state in
          defer { state.meanwhile = nil }
          return state.meanwhile
        }
        try await work?()
        return take(request)
      }
    }
    let server = HTTPServer(router, on: group)
    let address = try server.listen(on: .loopback(port: state.withLock { $0.port }))
    state.withLock { state in
      state.server = server
      state.port = address.port ?? 0
    }
  }

  /// Stops listening and drops all connections.
  func stop() async {
    let server = state.withLock { state in
      defer { state.server = nil }
      return state.server
    }
    await server?.drain()
  }

  private func take(_ request: HTTPRequest) -> HTTPResponse {
    let body = request.body.bytes.isEmpty ? nil : try? JSON.parse(request.body.bytes)
    let query = request.target.query.map { "?\($0)" } ?? ""
    let message = Message(
      method: request.method.name, path: request.target.path + query, body: body, fields: request.fields)
    let (answer, address, pause) = state.withLock { state in
      state.messages.append(message)
      return (state.answer, state.address, state.pause)
    }
    let (http, ocpi) = answer(message)
    var fields: HTTPFields = [.contentType: "application/json"]
    if let address { fields.set(.location, address) }
    if let pause { fields.set(.retryAfter, pause) }
    return HTTPResponse(http, fields, body: OCPIResponse.bytes(ocpi, at: Timestamp.epoch))
  }
}
