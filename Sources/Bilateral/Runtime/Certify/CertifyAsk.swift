import BilateralBase
package import BilateralModel
package import BilateralNet

/// A request of a check.
///
/// Two checks that ask the same share the answer; `turn` tells asking again from asking.
package struct CertifyAsk: Sendable, Hashable {
  /// Where it goes.
  package enum Place: Sendable, Hashable {
    case versions
    case details
    case credentials
    case module(ModuleID, InterfaceRole)
    /// An address that the partner gave, such as a next link.
    case address(String)
  }

  /// What stands in `Authorization`.
  package enum Token: Sendable, Hashable {
    case ours
    case none
    case unknown
    /// These very words.
    case words(String)
  }

  package var method = HTTPMethod.get
  package var place: Place
  /// What follows the address.
  package var path: [String] = []
  /// `name=value`, in order.
  package var query: [String] = []
  package var token = Token.ours
  package var body: [UInt8]?
  /// Headers besides the usual; an empty value takes one away.
  package var fields: [String: String] = [:]
  package var turn = 0

  init(_ place: Place, token: Token = .ours, fields: [String: String] = [:], turn: Int = 0) {
    self.init(.get, place, token: token, fields: fields, turn: turn)
  }

  init(
    _ method: HTTPMethod, _ place: Place, _ path: [String] = [], _ query: [String] = [],
    token: Token = .ours, body: [UInt8]? = nil, fields: [String: String] = [:], turn: Int = 0
  ) {
    (self.method, self.place, self.path, self.query) = (method, place, path, query)
    (self.token, self.body, self.fields, self.turn) = (token, body, fields, turn)
  }

  /// Whether it is well-formed OCPI: answers to what is not are judged by the checks that ask it alone.
  var isOrdinary: Bool { token == .ours && fields.isEmpty && turn < CertifyAsk.hostile }

  /// `turn` of requests that are wrong on purpose.
  static let hostile = 1000
  /// `turn` of addresses that nobody announced.
  static let guess = 2000

  /// Whether it goes to an address that nobody announced.
  var isGuess: Bool { turn == Self.guess }
  /// Whether asking twice does no more than asking once: what is wrong on purpose is to have no effect at all.
  var isRepeatable: Bool { method != .post || turn >= Self.hostile }

  static let versions = CertifyAsk(.versions)
  static let details = CertifyAsk(.details)
  static let credentials = CertifyAsk(.credentials)

  /// The module that it is about.
  var module: ModuleID? {
    switch place {
    case .module(let module, _): module
    case .credentials: .credentials
    default: nil
    }
  }
}
