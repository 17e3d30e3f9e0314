import BilateralBase
import BilateralModel
package import BilateralNet
package import BilateralStore

/// The parameters of a list request, checked (TR-28…TR-30).
package struct ListRequest: Sendable {
  /// The most objects a page has (TR-34).
  package static let maximum = 1000

  /// What is asked for.
  package let filter: ListFilter
  private let from: String?
  private let to: String?

  /// Reads the query of a request.
  ///
  /// - Throws: a refusal with OCPI 2001 for a parameter that is no number or no date.
  package init(_ request: HTTPRequest) throws(OCPIRefusal) {
    from = request.query("date_from")
    to = request.query("date_to")
    let offset = try Self.number("offset", in: request) ?? 0
    let limit = try Self.number("limit", in: request) ?? Self.maximum
    guard limit > 0 else { throw .invalid("limit must be at least 1") }
    filter = ListFilter(
      from: try Self.date("date_from", from), to: try Self.date("date_to", to), offset: offset,
      limit: min(limit, Self.maximum))
  }

  private static func number(_ name: String, in request: HTTPRequest) throws(OCPIRefusal) -> Int? {
    guard let text = request.query(name) else { return nil }
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
      throw .invalid("\(name) must be a whole number")
    }
    return number
  }

  private static func date(_ name: String, _ text: String?) throws(OCPIRefusal) -> Timestamp? {
    guard let text else { return nil }
    guard let date = Timestamp(ocpi: text) else {
      throw .invalid("\(name) must be a date and time such as 2026-11-21T01:02:03Z")
    }
    return date
  }

  /// The headers of the page: total, limit, and where the next page is, filters repeated (TR-33…TR-36).
  ///
  /// - Parameters:
  ///   - total: how many objects the filters admit.
  ///   - list: the absolute address of the list.
  /// - Returns: the fields.
  package func fields(total: Int, of list: HTTPURL) -> HTTPFields {
    var fields = HTTPFields()
    fields.set("X-Total-Count", String(total))
    fields.set("X-Limit", String(filter.limit))
    let (next, overflow) = filter.offset.addingReportingOverflow(filter.limit)
    guard !overflow, next < total else { return fields }
    var query = [(name: "offset", value: String(next)), (name: "limit", value: String(filter.limit))]
    if let from { query.append((name: "date_from", value: from)) }
    if let to { query.append((name: "date_to", value: to)) }
    fields.set(.link, "<\(list.appending(query: query))>; rel=\"next\"")
    return fields
  }
}
