package import BilateralBase
package import BilateralModel
package import BilateralNet
package import BilateralTerms

/// Calls one partner with token, ids, gate, deadline and envelope; it knows nothing of modules.
package struct OCPIClient: Sendable {
  private let http: HTTPClient
  private let gate: Gate
  private let moduleGates: [String: Gate]
  private let manners: Manners
  private let origin: PartnerOrigin
  private let timeout: Duration
  /// What is met of the partner's habits, and what they ask of us.
  package let dialect: PartnerDialect
  private let makeID: @Sendable () -> String
  private let log: Log
  private let recorder: ExchangeKeeper.Recorder?

  /// Makes a client of one partner.
  ///
  /// - Parameters:
  ///   - http: sends, under this partner's TLS rules and address policy.
  ///   - gate: this partner's limits.
  ///   - moduleGates: its limits for single modules, by their names.
  ///   - origin: where the token may go.
  ///   - timeout: for one call, unless it says otherwise.
  ///   - manners: what we send of ourselves.
  ///   - dialect: the partner's.
  ///   - surroundings: makes ids and keeps the log.
  ///   - partner: whose exchanges are kept in the exchange log; nil for nobody's.
  package init(
    http: HTTPClient, gate: Gate, moduleGates: [String: Gate] = [:], origin: PartnerOrigin,
    timeout: Duration, manners: Manners = Manners(), dialect: PartnerDialect, surroundings: Surroundings,
    partner: String? = nil
  ) {
    self.moduleGates = moduleGates
    self.manners = manners
    self.dialect = dialect
    self.http = http
    self.gate = gate
    self.origin = origin
    self.timeout = timeout
    makeID = { surroundings.makeID() }
    log = surroundings.log
    recorder = ExchangeKeeper.Recorder(partner, surroundings)
  }

  /// What a call says of itself beside what OCPI demands: `connection.user_agent` and `correlation_headers`.
  package struct Manners: Sendable {
    /// Our name; nil sends none.
    package var userAgent: String?
    /// Whether ids of request and correlation are sent (TR-58).
    package var sendsIDs = true

    /// Ids and no name.
    package init() {}

    /// What the file says.
    package init(_ file: PartnerFile) {
      userAgent = file.text("connection.user_agent")
      sendsIDs = file.flag("connection.correlation_headers") ?? true
    }
  }

  /// Whether an address lies at the partner: nothing is sent elsewhere (S-15, S-19).
  package func owns(_ url: HTTPURL) -> Bool { origin.owns(url) }

  /// Where a next link found at `page` leads, as traffic follows it.
  package func target(of link: String, at page: HTTPURL) -> Crawl.NextLink { origin.judge(link, at: page) }

  /// Closes the connections; requests under way fail.
  package func close() { http.close() }

  /// Sends a request and reads the envelope of the answer.
  ///
  /// - Parameters:
  ///   - request: what to ask.
  ///   - token: what we present, in this form.
  ///   - form: how the token stands in the header.
  ///   - module: the module that the request is of, where it has limits of its own.
  /// - Returns: an answer that is a success in HTTP and in OCPI.
  /// - Throws: `OCPIFailure` in every other case.
  package func call(
    _ request: OCPIRequest, token: SecretText, form: TokenForm, module: ModuleID? = nil
  ) async throws(OCPIFailure) -> OCPIAnswer {
    guard origin.owns(request.url) else {
      throw OCPIFailure(
        .foreignOrigin, "\(request.url.origin) does not belong to the partner, nothing was sent")
    }
    var request = request
    if !request.isTheirAddress { request.url = dialect.current.shaped(request.url) }
    var sent = try await send(request, token, form, module)
    if let url = SlashRedirect.target(of: sent.response, from: request, dialect) {
      sent.keeper?.keep(sent.response, nil)
      request.url = url
      sent = try await send(request, token, form, module)
    }
    do throws(OCPIFailure) {
      let reading = AnswerReading(
        request: request, dialect: dialect,
        secrets: { ExchangeRedaction.secrets(in: form.header(for: token)) })
      let answer = try reading.read(sent.response)
      sent.keeper?.keep(sent.response, answer.envelope.status)
      return answer
    } catch {
      sent.keeper?.keep(sent.response, error)
      if case .rateLimited(let pause?) = error.kind, !Self.isAboutOneModule(sent.response) {
        gate.pause(for: min(pause, .seconds(3600)))
      }
      throw error
    }
  }

  /// Whether a refusal speaks of what was asked for alone.
  ///
  /// That is 503 out of the platform itself, which lets a module rest and takes CDRs all the same. A 503 without an
  /// envelope comes from what stands before it, 429 is about who asks.
  private static func isAboutOneModule(_ response: HTTPClientResponse) -> Bool {
    response.status.code == 503 && (try? OCPIResponse(parsing: response.body)) != nil
  }

  /// Sends a request as it is and hands back whatever came, for those who judge how a partner answers.
  ///
  /// - Parameters:
  ///   - request: what to ask; it is shaped by no dialect.
  ///   - token: what we present.
  ///   - form: how it stands in the header.
  ///   - change: the last word on the headers.
  /// - Returns: the answer, of whatever status.
  /// - Throws: `OCPIFailure` when none came, or the address is not the partner's.
  package func probe(
    _ request: OCPIRequest, token: SecretText, form: TokenForm,
    changing change: @Sendable (inout HTTPFields) -> Void
  ) async throws(OCPIFailure) -> HTTPClientResponse {
    guard origin.owns(request.url) else {
      throw OCPIFailure(
        .foreignOrigin, "\(request.url.origin) does not belong to the partner, nothing was sent")
    }
    var message = message(request, token, form)
    change(&message.fields)
    let keeper = ExchangeKeeper(message, recorder)
    do throws(OCPIFailure) {
      let response = try await send(message, for: request, nil)
      keeper?.keep(response, nil)
      return response
    } catch {
      keeper?.keep(nil, error)
      throw error
    }
  }

  /// An answer that came, and what keeps it.
  private struct Sent {
    var response: HTTPClientResponse
    var keeper: ExchangeKeeper?
  }

  private func send(
    _ request: OCPIRequest, _ token: SecretText, _ form: TokenForm, _ module: ModuleID?
  ) async throws(OCPIFailure) -> Sent {
    let message = message(request, token, form)
    let keeper = ExchangeKeeper(message, recorder)
    do throws(OCPIFailure) {
      let response = try await send(message, for: request, module)
      dialect.certificates.note(response, from: request.url.host)
      log.debug(
        "called partner",
        [
          "method": request.method, "url": ExchangeRedaction.withoutCard("\(request.url)"),
          "http": response.status.code,
        ])
      return Sent(response: response, keeper: keeper)
    } catch {
      keeper?.keep(nil, error)
      throw error
    }
  }

  private func send(
    _ message: HTTPClientRequest, for request: OCPIRequest, _ module: ModuleID?
  ) async throws(OCPIFailure) -> HTTPClientResponse {
    do {
      return try await pass(request, module) { try await http.send(message) }
    } catch let error as HTTPClientError {
      throw OCPIFailure(error)
    } catch {
      throw OCPIFailure(.cancelled, "the call was cancelled")
    }
  }

  private func pass<T: Sendable>(
    _ request: OCPIRequest, _ module: ModuleID?, _ body: @Sendable () async throws -> T
  ) async throws -> T {
    guard let narrow = module.flatMap({ moduleGates[$0.rawValue] }) else {
      return try await gate.pass(urgent: request.isUrgent, body)
    }
    return try await narrow.pass(urgent: request.isUrgent) {
      try await gate.pass(urgent: request.isUrgent, body)
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
      .authorization: form.header(for: token), .accept: "application/json",
    ]
    if manners.sendsIDs {
      fields.set(.requestID, makeID())
      fields.set(.correlationID, request.correlation ?? makeID())
    }
    if let name = manners.userAgent { fields.set(.userAgent, name) }
    if request.body != nil { fields.set(.contentType, "application/json") }
    if let routing = request.routing {
      RoutingHeaders(from: routing.from, to: routing.to).set(in: &fields)
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
  private static let longest: Int64 = 86_400 * 7

  /// Reads the pause that was asked for.
  ///
  /// - Parameters:
  ///   - text: the field's value.
  ///   - sent: the answer's own `Date`, against which a date is taken, so that no clock but the partner's counts; a
  ///     date without it is left to the caller's own back-off.
  /// - Returns: the pause, at most a week; nil when none can be read.
  package static func duration(_ text: String?, at sent: Timestamp? = nil) -> Duration? {
    guard let text else { return nil }
    if let seconds = Int64(text), seconds >= 0 { return .seconds(min(seconds, longest)) }
    guard let until = HTTPDate.moment(text), let sent else { return nil }
    return .seconds(min(max(0, until - sent), longest))
  }
}
