package import BilateralBase
package import BilateralNet
package import BilateralStore

/// One exchange as it happened, not yet redacted: it lives in memory for a moment and is never shown.
package struct Exchange: Sendable {
  /// Bytes of a body that are looked at; the rest is counted only.
  package static let bodyLimit = 4096

  package var at: Timestamp
  /// Whose connection it went on; a hub's carries those of the partners behind it.
  package var partner: String
  package var direction: ExchangeRow.Direction
  /// The module, when the address was understood; else it is found by the partner's endpoints.
  package var module: String?
  package var method: HTTPMethod
  /// Path and query for what came in, the whole address for what went out.
  package var address: String
  package var requestFields: HTTPFields
  package var http: Int?
  package var ocpi: Int?
  package var took: Duration
  package var request: Body
  package var response: Body
  package var error: String?

  /// A body: how long it is, and its beginning.
  package struct Body: Sendable {
    package let size: Int
    package let beginning: [UInt8]

    /// A body that is counted and not looked at.
    package init(withholding bytes: [UInt8]) {
      size = bytes.count
      beginning = []
    }

    package init(_ bytes: [UInt8]) {
      size = bytes.count
      beginning = bytes.count <= Exchange.bodyLimit ? bytes : Array(bytes.prefix(Exchange.bodyLimit))
    }
  }

  package init(
    at: Timestamp, partner: String, direction: ExchangeRow.Direction, module: String? = nil,
    method: HTTPMethod, address: String, requestFields: HTTPFields, request: [UInt8], response: [UInt8],
    http: Int?, ocpi: Int?, took: Duration, error: String? = nil
  ) {
    self.at = at
    self.partner = partner
    self.direction = direction
    self.module = module
    self.method = method
    self.address = address
    self.requestFields = requestFields
    self.request = Body(request)
    self.response = Body(response)
    self.http = http
    self.ocpi = ocpi
    self.took = took
    self.error = error
  }

  /// How grave it is: an error when nobody answered or somebody failed, a warning when somebody refused.
  package var level: ExchangeRow.Level {
    guard let http else { return .error }
    if http >= 500 || (3000..<4000).contains(ocpi ?? 0) { return .error }
    if http >= 400 || (2000..<3000).contains(ocpi ?? 0) { return .warning }
    return error == nil ? .info : .warning
  }
}

/// Takes exchanges; must return at once.
package typealias ExchangeSink = @Sendable (Exchange) -> Void
