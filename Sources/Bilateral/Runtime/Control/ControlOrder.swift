import BilateralBase
import BilateralNet

extension HTTPRequest {
  /// The body of a call on the control channel; an object without members when there is none.
  ///
  /// - Throws: BR305 when it is not JSON.
  func order() throws(ControlFailure) -> JSON {
    guard !body.bytes.isEmpty else { return .object([]) }
    guard let json = try? JSON.parse(body.bytes) else {
      throw ControlFailure("BR305", "the body is not JSON", exit: 65)
    }
    return json
  }
}

extension JSON {
  /// The modules that an order names; empty for all.
  var orderedModules: [String] { self["modules"]?.elements?.compactMap(\.string) ?? [] }
}
