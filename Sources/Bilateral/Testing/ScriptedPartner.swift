package import BilateralBase
package import BilateralNet
import Synchronization

/// A partner that serves lists as a script says, faults included: a real HTTP server on loopback.
///
/// Lists stand at `/{module}` and know `offset`, `limit` and `date_from`. Requests are kept for the test to count.
package final class ScriptedPartner: Sendable {
  /// What goes wrong on a page.
  package enum Fault: Sendable {
    /// The next link leads to the page itself.
    case linkToItself
    /// The next link leads there.
    case link(String)
    /// No next link, although there is more.
    case noLink
    /// The list is empty and ends here.
    case empty
    /// An error, with `Retry-After` in seconds where given.
    case status(Int, retryAfter: Int?)
    /// No answer before the client gives up.
    case hang
    /// What stands in place of the envelope.
    case body(String)
  }

  /// What the partner has and how it behaves.
  package struct Script: Sendable {
    /// The objects of each module, each as its JSON text, in order.
    package var lists: [String: [String]] = [:]
    /// The most objects on a page.
    package var pageSize = 10
    /// What goes wrong at an offset.
    package var faults: [Int: Fault] = [:]
    /// Announced in place of the true total; nil tells the truth.
    package var total: Int?
    /// The time of the envelopes.
    package var now = Timestamp(seconds: 1_800_000_000)
    /// Called before each page is answered, with its offset; it may change the script for later pages.
    package var willAnswer: (@Sendable (Int, inout Script) -> Void)?
    /// Awaited once each page is made and before it leaves, with its offset: what happens while an answer travels.
    package var whileTravelling: (@Sendable (Int) async throws -> Void)?

    package init() {}
  }

  /// A list request as it came.
  package struct Call: Sendable, Equatable {
    package let module: String
    package let offset: Int
    package let dateFrom: String?
    package let hasToken: Bool
    /// The party that was asked, where the request names one.
    package let receiver: String?
  }

  private let state: Mutex<(script: Script, calls: [Call])>
  private let server: HTTPServer
  private let base: SocketAddress

  private init(script: Script, server: HTTPServer, base: SocketAddress, hook: Hook) {
    state = Mutex((script, []))
    self.server = server
    self.base = base
    hook.partner.withLock { $0 = self }
  }

  /// The way from the server's route to the partner, which is made after it.
  private final class Hook: Sendable {
    let partner = Mutex<ScriptedPartner?>(nil)
  }

  /// Begins to serve.
  package static func start(_ script: Script = Script(), on group: EventLoopGroup) throws -> ScriptedPartner {
    let hook = Hook()
    var router = Router()
    router.on(.get, "/:module") { request in
      guard let partner = hook.partner.withLock({ $0 }) else { return HTTPResponse(.serviceUnavailable) }
      return try await partner.answer(request)
    }
    let server = HTTPServer(router, on: group)
    let address = try server.listen(on: .loopback())
    return ScriptedPartner(script: script, server: server, base: address, hook: hook)
  }

  /// Ends it.
  package func stop() async { await server.drain() }

  /// The address of a module's list.
  package func url(_ module: String) -> String { "http://\(base)/\(module)" }

  /// The list requests so far, in order.
  package var calls: [Call] { state.withLock { $0.calls } }

  /// How often each offset of a module was asked for.
  package func counts(_ module: String) -> [Int: Int] {
    Dictionary(calls.filter { $0.module == module }.map { ($0.offset, 1) }, uniquingKeysWith: +)
  }

  /// Forgets the requests so far.
  package func forgetCalls() { state.withLock { $0.calls = [] } }

  /// Changes the script.
  package func change(_ change: @Sendable (inout Script) -> Void) { state.withLock { change(&$0.script) } }
}

extension ScriptedPartner {
  private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    let module = request.parameters["module"]
    let offset = request.query("offset").flatMap { Int($0) } ?? 0
    let call = Call(
      module: module, offset: offset, dateFrom: request.query("date_from"),
      hasToken: request.fields.contains(.authorization), receiver: request.fields["OCPI-to-party-id"])
    let script = state.withLock { state in
      state.calls.append(call)
      state.script.willAnswer?(offset, &state.script)
      return state.script
    }
    let limit = min(request.query("limit").flatMap { Int($0) } ?? .max, script.pageSize)
    switch script.faults[offset] {
    case .hang:
      try await ContinuousClock().sleep(for: .seconds(60))
      return HTTPResponse(.serviceUnavailable)
    case .status(let code, let pause):
      var response = HTTPResponse(HTTPStatus(code) ?? .internalServerError, text: "scripted\n")
      if let pause { response.fields.set(.retryAfter, "\(pause)") }
      return response
    case .body(let text): return HTTPResponse(.ok, body: Array(text.utf8))
    case let fault:
      let answer = page(script, call, limit, fault, of: request)
      try await script.whileTravelling?(offset)
      return answer
    }
  }

  private func page(
    _ script: Script, _ call: Call, _ limit: Int, _ fault: Fault?, of request: HTTPRequest
  ) -> HTTPResponse {
    let all = (script.lists[call.module] ?? []).filter { Self.isIn($0, from: call.dateFrom) }
    let isEmpty = if case .empty = fault { true } else { false }
    let rows = isEmpty ? [] : Array(all.dropFirst(call.offset).prefix(limit))
    var fields: HTTPFields = [
      .contentType: "application/json", "X-Total-Count": "\(script.total ?? all.count)",
      "X-Limit": "\(script.pageSize)",
    ]
    let more = !isEmpty && call.offset + rows.count < all.count
    if let link = link(fault, call, more ? call.offset + rows.count : nil, limit, of: request) {
      fields.set(.link, "<\(link)>; rel=\"next\"")
    }
    let text =
      "{\"data\":[\(rows.joined(separator: ","))],\"status_code\":1000,\"timestamp\":\"\(script.now)\"}"
    return HTTPResponse(.ok, fields, body: Array(text.utf8))
  }

  private func link(
    _ fault: Fault?, _ call: Call, _ next: Int?, _ limit: Int, of request: HTTPRequest
  ) -> String? {
    switch fault {
    case .linkToItself: return "\(url(call.module))?\(request.target.query ?? "")"
    case .link(let target): return target
    case .noLink: return nil
    default:
      let filter = call.dateFrom.map { "&date_from=\($0)" } ?? ""
      return next.map { "\(url(call.module))?offset=\($0)&limit=\(limit)\(filter)" }
    }
  }

  /// Whether an object was updated at or after a time; its own `last_updated` is the last one of its text.
  private static func isIn(_ object: String, from bound: String?) -> Bool {
    guard let bound, let low = Timestamp(ocpi: bound) else { return true }
    let marker = "\"last_updated\":\""
    guard let range = object.ranges(of: marker).last else { return true }
    return Timestamp(ocpi: object[range.upperBound...].prefix { $0 != "\"" }).map { $0 >= low } ?? true
  }
}
