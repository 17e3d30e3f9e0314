package import BilateralBase
import BilateralModel
import BilateralTerms

/// Objects and lists in the wrappings that partners put around them (P-23, P-110).
extension PartnerDialect {
  /// The one object that is due: a list of one stands for its element.
  package func object(_ data: JSONNode?, _ what: @autoclosure () -> String) -> JSONNode? {
    guard let data, data.kind == .array else { return data }
    let elements = Array(data.elements.prefix(2))
    guard elements.count == 1, let only = elements.first, only.kind == .object,
      meets(.objectInList, "\(what()): one object in a list")
    else { return data }
    return only
  }

  /// The objects of a list that is due: an object with an id stands for a list of it.
  ///
  /// Nil when the data is neither.
  package func list(_ data: JSONNode, _ what: @autoclosure () -> String) -> [JSONNode]? {
    if data.kind == .array { return Array(data.elements) }
    guard data.kind == .object, data["id"] != nil || data["uid"] != nil,
      meets(.listAsObject, "\(what()): an object in place of a list")
    else { return nil }
    return [data]
  }

  /// The body of a push: out of an envelope and out of a list, if it came in such.
  package func pushed(_ body: JSONNode, _ what: @autoclosure () -> String) -> JSONNode {
    let payload = OCPIResponse.payload(of: body)
    let isWrapped = body.kind == .object && body["status_code"] != nil && body["data"] != nil
    let inner =
      isWrapped && meets(.wrappedPushes, "\(what()): the body came in an envelope") ? payload : body
    return object(inner, what()) ?? inner
  }
}
