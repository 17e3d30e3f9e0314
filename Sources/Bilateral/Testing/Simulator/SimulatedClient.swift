import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet

/// Calls us for a simulated partner or hub.
struct SimulatedClient: Sendable {
  let http: HTTPClient
  /// The version it speaks.
  let version: OCPIVersion
  let clock: WallClock
  /// Hears of every exchange.
  let report: @Sendable (SimulatedExchange) -> Void

  /// How a token stands in the header of a version.
  var form: TokenForm { version == .v2_1_1 ? .raw : .base64 }

  /// Sends a request with a token.
  ///
  /// - Parameters:
  ///   - method: of the request.
  ///   - url: where to.
  ///   - token: is presented.
  ///   - form: how it stands in the header; nil for the version's own.
  ///   - extra: header fields beside those of every request, which they replace.
  ///   - body: JSON.
  ///   - timeout: for all of it; nil for the client's own.
  /// - Returns: the answer as it came.
  /// - Throws: why there is none.
  func send(
    _ method: HTTPMethod, _ url: HTTPURL, _ token: String, form: TokenForm? = nil,
    _ extra: HTTPFields = HTTPFields(), body: [UInt8]? = nil, timeout: Duration? = nil
  ) async throws(HTTPClientError) -> HTTPClientResponse {
    let id = "sim-\(clock.now().microseconds)"
    var fields: HTTPFields = [
      .authorization: (form ?? self.form).header(for: SecretText(token)), .accept: "application/json",
      "X-Request-ID": id, "X-Correlation-ID": id,
    ]
    if body != nil { fields.set(.contentType, "application/json") }
    for field in extra { fields.set(field.name, field.value) }
    let request = HTTPClientRequest(method, url, fields, body: body, timeout: timeout)
    do {
      let answer = try await http.send(request)
      tell(request, answer.status.code)
      return answer
    } catch {
      tell(request, 0)
      throw error
    }
  }

  private func tell(_ request: HTTPClientRequest, _ http: Int) {
    report(
      SimulatedExchange(
        isInbound: false, method: request.method.name, path: request.url.path, http: http, route: ""))
  }

  /// Sends a request and reads the envelope; nil when there is none.
  func ask(
    _ method: HTTPMethod, _ text: String, _ token: String, form: TokenForm? = nil,
    _ extra: HTTPFields = HTTPFields(), _ body: JSON? = nil
  ) async -> JSON? {
    guard let url = try? HTTPURL(text) else { return nil }
    let answer = try? await send(method, url, token, form: form, extra, body: body?.bytes)
    return answer.flatMap { try? JSON.parse($0.body) }
  }

  /// GET versions and details: where modules are, as `locations SENDER`; nil when it did not work.
  func look(at url: String, _ token: String, form: TokenForm? = nil) async -> [String: String]? {
    guard let versions = await ask(.get, url, token, form: form)?["data"]?.elements,
      let details = versions.first(where: { $0["version"]?.string == "\(version)" })?["url"]?.string,
      let endpoints = await ask(.get, details, token, form: form)?["data"]?["endpoints"]?.elements
    else { return nil }
    let pairs = endpoints.compactMap { endpoint -> (String, String)? in
      guard let module = endpoint["identifier"]?.string, let url = endpoint["url"]?.string else { return nil }
      return ("\(module) \(endpoint["role"]?.string ?? "")", url)
    }
    return Dictionary(pairs) { first, _ in first }
  }

  /// A client that trusts what a plan says.
  static func http(_ plan: SimulatedPlan, on group: EventLoopGroup) throws -> HTTPClient {
    var configuration = TLSConfiguration()
    if let own = plan.authorities {
      configuration.authorities = plan.trustsSystem ? .systemAnd(own) : .only(own)
    }
    let tls = TLSContextBox(try TLSContext(configuration, role: .client))
    return HTTPClient(
      on: group.next(), plain: Dialer(policy: .any), secure: Dialer(policy: .any, tls: tls))
  }
}
