package import BilateralBase
import BilateralModel
package import BilateralNet
import BilateralTerms

/// Calls one partner with token, ids, gate, deadline and envelope; it knows nothing of modules.
package struct OCPIClient: Sendable {
  private let http: HTTPClient
  private let gate: Gate
  private let origin: PartnerOrigin
  private let timeout: Duration
  /// What is met of the partner's habits, and what they ask of us.
  package let dialect: PartnerDialect
  private let makeID: @Sendable () -> String
  private let log: Log

  /// Makes a client of one partner.
  ///
  /// - Parameters:
  ///   - http: sends, under this partner's TLS rules and address policy.
  ///   - gate: this partner's limits.
  ///   - origin: where the token may go.
  ///   - timeout: for one call, unless it says otherwise.
  ///   - dialect: the partner's.
  ///   - surroundings: makes ids and keeps the log.
  package init(
    http: HTTPClient, gate: Gate, origin: PartnerOrigin, timeout: Duration, dialect: PartnerDialect,
    surroundings: Surroundings
  ) {
    self.dialect = dialect
    self.http = http
    self.gate = gate
    self.origin = origin
    self.timeout = timeout
    makeID = { surroundings.makeID() }
    log = surroundings.log
  }

  /// Closes the connections; requests under way fail.
  package func close() { http.close() }

  /// Sends a request and reads the envelope of the answer.
  ///
  /// - Parameters:
  ///   - request: what to ask.
  ///   - token: what we present, in this form.
  ///   - form: how the token stands in the header.
  /// - Returns: an answer that is a success in HTTP and in OCPI.
  /// - Throws: `OCPIFailure` in every other case.
  package func call(
    _ request: OCPIRequest, token: SecretText, form: TokenForm
  ) async throws(OCPIFailure) -> OCPIAnswer {
    guard origin.owns(request.url) else {
      throw OCPIFailure(
        .foreignOrigin, "\(request.url.origin) does not belong to the partner, nothing was sent")
    }
    var request = request
    if !request.isTheirAddress { request.url = dialect.current.shaped(request.url) }
    var response = try await send(request, token, form)
    if let url = SlashRedirect.target(of: response, from: request, dialect) {
      request.url = url
      response = try await send(request, token, form)
    }
    do throws(OCPIFailure) {
      return try AnswerReading(request: request, dialect: dialect).read(response)
    } catch {
      if case .rateLimited(let pause?) = error.kind { gate.pause(for: min(pause, .seconds(3600))) }
      throw error
    }
  }

  private func send(
    _ request: OCPIRequest, _ token: SecretText, _ form: TokenForm
  ) async throws(OCPIFailure) -> HTTPClientResponse {
    let message = message(request, token, form)
    do {
      let response = try await gate.pass(urgent: request.isUrgent) { try await http.send(message) }
      log.debug(
        "called partner",
        ["method": request.method, "url": request.url, "http": response.status.code])
      return response
    } catch let error as HTTPClientError {
      throw OCPIFailure(error)
    } catch {
      throw OCPIFailure(.cancelled, "the call was cancelled")
    }
  }

  /// How long the partner still wants to be left alone; zero when it does not.
  package var remainingPause: Duration { gate.remainingPause }

  /// Where the next page of a list is, seen from one of its pages; foreign addresses are told from the partner's.
  package func next(after page: OCPIAnswer) -> Crawl.NextLink {
    origin.judge(page.nextReference, at: page.url)
  }

  private func message(_ request: OCPIRequest, _ token: SecretText, _ form: TokenForm) -> HTTPClientRequest {
    var fields: HTTPFields = [
      .authorization: form.header(for: token), "X-Request-ID": makeID(),
      "X-Correlation-ID": request.correlation ?? makeID(), .accept: "application/json",
    ]
    if request.body != nil { fields.set(.contentType, "application/json") }
    if let routing = request.routing {
      fields.set("OCPI-from-country-code", routing.from.country)
      fields.set("OCPI-from-party-id", routing.from.party)
      fields.set("OCPI-to-country-code", routing.to.country)
      fields.set("OCPI-to-party-id", routing.to.party)
    }
    var message = HTTPClientRequest(
      request.method, request.url, fields, body: request.body, timeout: request.timeout ?? timeout,
      responseLimit: request.responseLimit)
    message.isRepeatable = message.isRepeatable && request.isRepeatable
    return message
  }
}

extension OCPIFailure {
  /// The failure that an error of the HTTP client stands for.
  package init(_ error: HTTPClientError) {
    switch error.phase {
    case .timeout: self.init(.timedOut, error.description)
    case .cancelled: self.init(.cancelled, error.description)
    case .protocolFault: self.init(.againstProtocol, error.description)
    case .request, .resolve, .connect, .tls, .write, .read:
      self.init(.unreachable(error.phase), error.description)
    }
  }
}

/// Reads `Retry-After`: seconds or an HTTP date (RFC 9110 §10.2.3).
package enum RetryAfter {
  /// The pause that was asked for; dates are left to the caller's own back-off.
  package static func duration(_ text: String?) -> Duration? {
    guard let text, let seconds = Int64(text), seconds >= 0 else { return nil }
    return .seconds(min(seconds, 86_400 * 7))
  }
}
