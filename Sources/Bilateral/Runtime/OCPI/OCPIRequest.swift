package import BilateralBase
package import BilateralNet

/// A call to a partner, complete but for the token.
package struct OCPIRequest: Sendable {
  /// Between whom a call of a functional module goes (TR-77…TR-80).
  package struct Routing: Sendable, Equatable {
    package var from: PartyID
    /// For whom; nil in an open request, for which a hub finds the receiver (TR-81).
    package var to: PartyID?

    package init(from: PartyID, to: PartyID?) {
      self.from = from
      self.to = to
    }
  }

  /// What kind of answer is due, as far as dialects differ by it.
  package enum Kind: Sendable {
    /// One object, or nothing.
    case object
    /// A page of a list.
    case list
    /// A verdict that a driver waits for: 2004 is an answer here.
    case question
  }

  package var method: HTTPMethod
  package var kind = Kind.object
  /// The address was given by the partner for this very call, such as a next link, and is used as it is (TR-37).
  package var isTheirAddress = false
  package var url: HTTPURL
  package var body: [UInt8]?
  package var routing: Routing?
  /// Kept from what caused the call; a fresh one is made when nil.
  package var correlation: String?
  /// From now to the last byte; nil means the partner file's timeout.
  package var timeout: Duration?
  /// Passes the gate at once, for what a driver waits for.
  package var isUrgent = false
  /// Whether it may be sent again by itself when a kept connection died under it and its method allows that.
  package var isRepeatable = true
  /// The largest answer in bytes.
  package var responseLimit = 64 << 20

  package init(_ method: HTTPMethod, _ url: HTTPURL, body: [UInt8]? = nil, routing: Routing? = nil) {
    self.method = method
    self.url = url
    self.body = body
    self.routing = routing
  }
}
