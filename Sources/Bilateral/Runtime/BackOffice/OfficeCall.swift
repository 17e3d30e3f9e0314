package import BilateralBase
package import BilateralModel
package import BilateralNet
package import BilateralStore

/// One request of our own platform, with what all routes need to answer it.
package struct OfficeCall: Sendable {
  package let request: HTTPRequest
  package let commons: Commons
  /// When it came.
  package let now: Timestamp
  /// The body, unless the route streams it.
  package let body: [UInt8]

  /// The version of objects in this request and its answer: the header `OCPI-Version`, 2.2.1 without one.
  ///
  /// - Throws: 400 for a version that we do not speak.
  package func version() throws(OfficeError) -> OCPIVersion { try statedVersion() ?? .v2_2_1 }

  /// The version that the header states, nil without one.
  package func statedVersion() throws(OfficeError) -> OCPIVersion? {
    guard let text = request.fields["OCPI-Version"] else { return nil }
    guard let version = OCPIVersion(text) else {
      throw .badRequest(
        "OCPI-Version \(text) is not spoken here", path: "OCPI-Version",
        help: "one of " + OCPIVersion.allCases.map(\.description).joined(separator: ", "))
    }
    return version
  }

  /// The body as JSON.
  ///
  /// - Throws: 400 when it is none.
  package func json() throws(OfficeError) -> JSONNode {
    do {
      return try JSONDocument(parsing: body, limits: .wire).root
    } catch {
      throw .badRequest("the body is not JSON: \(error)", path: error.path.description)
    }
  }

  /// A parameter of the path.
  package subscript(name: String) -> String { request.parameters[name] }

  /// The partner named in the path.
  ///
  /// - Throws: 404 when there is no such partner file.
  package func link() throws(OfficeError) -> PartnerLink {
    guard let link = commons.links[self["partner"]] else {
      throw .notFound("there is no partner \(self["partner"])")
    }
    return link
  }

  /// A whole number of the query.
  ///
  /// - Throws: 400 when it is none or lies outside.
  package func integer(
    _ name: String, in range: ClosedRange<Int64>, or standard: Int64
  ) throws(OfficeError) -> Int64 {
    guard let text = request.query(name) else { return standard }
    guard let number = Int64(text), range.contains(number) else {
      throw .badRequest(
        "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)", path: name)
    }
    return number
  }

  /// The part of a list that is asked for: `offset`, `limit` (100, at most 1000), `date_from`, `date_to`.
  ///
  /// - Throws: 400 when one cannot be read.
  package func filter() throws(OfficeError) -> ListFilter {
    ListFilter(
      from: try time("date_from"), to: try time("date_to"),
      offset: Int(try integer("offset", in: 0...1_000_000_000, or: 0)),
      limit: Int(try integer("limit", in: 1...1000, or: 100)))
  }

  private func time(_ name: String) throws(OfficeError) -> Timestamp? {
    guard let text = request.query(name) else { return nil }
    guard let time = Timestamp(ocpi: text) else {
      throw .badRequest("\(name) is no date and time such as 2026-11-21T01:02:03Z", path: name)
    }
    return time
  }

  /// The answer of a list: the objects as an array, `X-Total-Count`, and `Link` while there is more.
  package func list(_ bodies: [[UInt8]], total: Int, of filter: ListFilter) -> HTTPResponse {
    var json = JSONWriter(capacity: bodies.reduce(2) { $0 + $1.count + 1 })
    json.beginArray()
    for body in bodies { json.raw(body) }
    json.endArray()
    var fields: HTTPFields = [.contentType: "application/json", "X-Total-Count": String(total)]
    let next = filter.offset + filter.limit
    if next < total { fields.set(.link, "<\(address(offset: next, limit: filter.limit))>; rel=\"next\"") }
    return HTTPResponse(.ok, fields, body: json.bytes)
  }

  /// The request's own address with another offset, relative to the server.
  private func address(offset: Int, limit: Int) -> String {
    let kept = request.query.filter { $0.name != "offset" && $0.name != "limit" }
      .map { "\(HTTPURL.encoded($0.name))=\(HTTPURL.encoded($0.value))" }
    let query = ["offset=\(offset)", "limit=\(limit)"] + kept
    return request.target.path + "?" + query.joined(separator: "&")
  }
}
