import BilateralBase
package import BilateralModel
package import BilateralNet

/// What a module answers; the frame makes the envelope and the headers of it.
package struct OCPIReply: Sendable {
  package var http: HTTPStatus
  package var status: OCPIStatus
  package var message: String?
  /// The content as JSON; nil leaves `data` out (TR-17).
  package var data: [UInt8]?
  /// Further fields, such as paging headers.
  package var fields = HTTPFields()

  package init(
    _ http: HTTPStatus = .ok, _ status: OCPIStatus = .success, message: String? = nil, data: [UInt8]? = nil
  ) {
    self.http = http
    self.status = status
    self.message = message
    self.data = data
  }

  /// The reply in the codes of a version; one that it lacks is told in the message.
  package func expressed(in version: OCPIVersion?) -> OCPIReply {
    guard let version, status.expressed(in: version) != status else { return self }
    var reply = self
    reply.status = status.expressed(in: version)
    reply.message = ["\(status)", message].compactMap { $0 }.joined(separator: ": ")
    return reply
  }

  /// Done, nothing to say.
  package static let done = OCPIReply()

  /// Created (TR-23).
  package static let created = OCPIReply(.created)
}

/// A refusal thrown by a module: HTTP status, OCPI status and a sentence for the partner's engineers.
package struct OCPIRefusal: Error, Sendable {
  package let reply: OCPIReply

  package init(_ http: HTTPStatus, _ status: OCPIStatus, _ message: String) {
    reply = OCPIReply(http, status, message: message)
  }

  /// Nothing is known under this address.
  package static func notFound(_ what: String) -> OCPIRefusal {
    OCPIRefusal(.notFound, .clientError, what)
  }

  /// There is no such object, in the code that a module has for it (TR-22, TR-24).
  package static func unknown(_ module: ModuleID, _ what: String) -> OCPIRefusal {
    OCPIRefusal(.notFound, codes[module] ?? .invalidParameters, what)
  }

  private static let codes: [ModuleID: OCPIStatus] = [.locations: .unknownLocation, .tokens: .unknownToken]

  /// The body or a parameter is wrong, but HTTP is fine (TR-21).
  package static func invalid(_ what: String) -> OCPIRefusal {
    OCPIRefusal(.ok, .invalidParameters, what)
  }

  /// The method does not exist here (TR-51).
  package static func methodNotAllowed(
    _ allowed: [HTTPMethod], _ reason: String = "method not allowed"
  ) -> OCPIRefusal {
    var reply = OCPIReply(.methodNotAllowed, .clientError, message: reason)
    reply.fields.set(.allow, allowed.map(\.name).joined(separator: ", "))
    return OCPIRefusal(reply: reply)
  }

  /// Too many requests at once; try again in a second, or as many as are said (TR-92).
  package static func tooMany(_ what: String, seconds: Int = 1) -> OCPIRefusal {
    var reply = OCPIReply(.tooManyRequests, .clientError, message: what)
    reply.fields.set(.retryAfter, "\(seconds)")
    return OCPIRefusal(reply: reply)
  }

  /// Nothing is taken for now, by decision; what is sent should be kept and sent again.
  ///
  /// A person may end the rest at any moment, so that the pause that is asked for is short.
  package static func resting(_ what: String) -> OCPIRefusal {
    var reply = OCPIReply(.serviceUnavailable, .serverError, message: what)
    reply.fields.set(.retryAfter, "60")
    return OCPIRefusal(reply: reply)
  }

  /// The body is larger than what any object of OCPI needs, and was not read (TR-14: with an envelope).
  package static func tooLarge(_ limit: Int) -> OCPIRefusal {
    OCPIRefusal(.contentTooLarge, .clientError, "the body is larger than \(limit) bytes and was not read")
  }

  private init(reply: OCPIReply) { self.reply = reply }
}
