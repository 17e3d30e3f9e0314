import BilateralBase
package import BilateralNet
import BilateralStore

/// The frame of the back office: who may call, how large a body may be, what errors look like.
///
/// Every answer that is an error is JSON, also for addresses and methods that do not exist. The same routes serve the
/// control socket, where reaching the socket is the permission.
package struct OfficeRouter: Sendable {
  /// Answers one call.
  typealias Handler = @Sendable (OfficeCall) async throws -> HTTPResponse

  /// The largest body of one object.
  static let bodyLimit = 4 << 20

  private let commons: Commons
  private let key: OfficeKey
  private var routes = Router()

  /// Makes the routes.
  ///
  /// - Parameters:
  ///   - commons: what they act on.
  ///   - key: who is admitted.
  package init(commons: Commons, key: OfficeKey) {
    self.commons = commons
    self.key = key
    routes.notFound = { request in throw OfficeError.notFound("there is nothing at \(request.target.path)") }
    addHealth()
    addOwn()
    addOwnCDRs()
    addDisputes()
    addImport()
    addStatuses()
    addEvents()
    addAsks()
    addPartners()
  }

  /// Adds a route; the body is collected first.
  mutating func on(
    _ method: HTTPMethod, _ pattern: String, _ options: Router.Options = Router.Options(),
    _ handler: @escaping Handler
  ) {
    let commons = commons
    routes.on(method, pattern, options) { request in
      let body = try await Self.collect(request)
      return try await handler(
        OfficeCall(
          request: request, commons: commons, now: commons.surroundings.wallClock.now(), body: body))
    }
  }

  /// Adds a route that reads the body itself.
  mutating func onStream(_ method: HTTPMethod, _ pattern: String, _ handler: @escaping Handler) {
    let commons = commons
    routes.on(method, pattern) { request in
      try await handler(
        OfficeCall(request: request, commons: commons, now: commons.surroundings.wallClock.now(), body: []))
    }
  }

  /// Hands every address of a server to these routes, except those that the server's router knows better.
  package func mount(on router: inout Router) {
    // Waits for nothing, so it is answered where it arrives.
    router.on(.get, "/healthz", Router.Options(runsOnLoop: true)) { request in await answer(request) }
    let options = Router.Options(bodyLimit: .max, streamsBody: true)
    for method in HTTPMethod.implemented where method != .head && method != .options {
      router.on(method, "/*path", options) { request in await answer(request) }
    }
  }

  /// Answers one request.
  package func answer(_ request: HTTPRequest) async -> HTTPResponse {
    do {
      try admit(request)
      let match = routes.match(request.method, path: request.target.path)
      var request = request
      request.parameters = match.parameters
      return Self.inJSON(try await match.handler(request), to: request)
    } catch {
      return refusal(error, request)
    }
  }

  private func admit(_ request: HTTPRequest) throws(OfficeError) {
    guard !Self.isOpen(request) else { return }
    switch key.judge(request) {
    case .admitted: return
    case .unknown:
      throw OfficeError(
        .unauthorized, "BR401", "the token is missing or wrong",
        help: "send Authorization: Bearer with the secret that [backoffice] token names")
    case .unset:
      throw OfficeError(
        .unauthorized, "BR401", "no token is configured, so nobody is admitted",
        help: "set [backoffice] token in partnerctl.toml")
    case .blocked(let seconds):
      var error = OfficeError(.tooManyRequests, "BR429", "too many wrong tokens came from this address")
      error.retryAfter = seconds
      throw error
    }
  }

  /// Health and metrics need no token on this machine.
  private static func isOpen(_ request: HTTPRequest) -> Bool {
    guard ["/healthz", "/readyz", "/metrics"].contains(request.target.path) else { return false }
    return request.peer.address?.ip.map { $0.scope == .loopback } ?? true
  }

  private static func collect(_ request: HTTPRequest) async throws -> [UInt8] {
    if let length = request.fields[.contentLength].flatMap({ Int($0) }), length > bodyLimit {
      throw OfficeError.tooLarge(bodyLimit)
    }
    var bytes: [UInt8] = []
    for try await part in request.body {
      guard bytes.count + part.count <= bodyLimit else { throw OfficeError.tooLarge(bodyLimit) }
      bytes += part
    }
    return bytes
  }

  /// The router's own refusals are plain text; here they are JSON like all others.
  private static func inJSON(_ response: HTTPResponse, to request: HTTPRequest) -> HTTPResponse {
    guard response.status == .methodNotAllowed, response.fields[.contentType] != "application/json" else {
      return response
    }
    var answer = OfficeError(
      .methodNotAllowed, "BR405", "\(request.method) is not possible at \(request.target.path)",
      help: response.fields[.allow].map { "possible: \($0)" }
    ).response
    if let allow = response.fields[.allow] { answer.fields.set(.allow, allow) }
    return answer
  }

  private func refusal(_ error: any Error, _ request: HTTPRequest) -> HTTPResponse {
    switch error {
    case let error as OfficeError: return error.response
    case let error as StoreError: return OfficeError(error).response
    case let error as OCPIFailure:
      return OfficeError(.badGateway, error.code, error.message, help: error.help).response
    case let error as any HTTPAnswerable: return error.response
    default:
      commons.surroundings.log.error(
        "back-office request failed", ["path": request.target.path, "error": "\(error)"])
      return OfficeError(.internalServerError, "BR500", "our fault; the log says more").response
    }
  }
}
