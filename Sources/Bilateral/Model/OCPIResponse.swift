package import BilateralBase

/// The envelope of every OCPI answer: status, message, time and data.
///
/// Reading is lenient (P-20 to P-24); success is for the caller to judge by HTTP and ``OCPIStatus/isSuccess`` both.
package struct OCPIResponse: Sendable {
  /// The four-digit status.
  package var status: OCPIStatus
  /// What the partner says about it.
  package var message: String?
  /// When the answer was made; absent when the partner did not say.
  package var timestamp: Timestamp?
  /// The content; nothing when absent or `null`, and without meaning unless the status is a success (TR-19).
  package var data: JSONNode?
  /// What was not as the specification says.
  package var findings: [WireFinding] = []

  /// Reads an envelope; throws when it is none, that is without a status code.
  package init(reading root: JSONNode) throws(WireError) {
    let place = JSONPath().appending("status_code")
    guard root.kind == .object else { throw WireError(.wrongKind(expected: "an object", found: root.kind)) }
    guard let code = root["status_code"] else { throw WireError(.missing, at: place) }
    guard let number = code.int ?? code.string.flatMap({ Int($0) }) else {
      throw WireError(.unreadable(expected: "a status code", found: code.rawText), at: place)
    }
    status = OCPIStatus(rawValue: number)
    message = root["status_message"]?.string
    data = root["data"].flatMap { $0.isNull ? nil : $0 }
    if code.kind == .string { note(.looseType, "status_code", "status_code is a string", "TR-15") }
    if !(1000...4999).contains(number) {
      note(.badEnvelope, "status_code", "status_code is outside 1000 to 4999", "TR-15")
    }
    readTimestamp(root["timestamp"])
  }

  /// Stands in for the envelope that a partner leaves away around its data.
  package init(bare data: JSONNode?) {
    status = .success
    self.data = data.flatMap { $0.isNull ? nil : $0 }
  }

  /// Reads the bytes of an envelope.
  package init(parsing bytes: [UInt8]) throws(WireError) {
    try self.init(reading: JSONDocument(wire: bytes).root)
  }

  private mutating func readTimestamp(_ node: JSONNode?) {
    guard let text = node?.string else { return note(.missing, "timestamp", "timestamp is missing", "TR-15") }
    let reading = Timestamp.reading(ocpiBytes: text.utf8)
    timestamp = reading?.timestamp
    guard reading?.isPermitted != true else { return }
    note(.looseTimestamp, "timestamp", "timestamp \"\(text)\" is no permitted date and time", "TR-68")
  }

  private mutating func note(
    _ code: WireFinding.Code, _ member: String, _ text: String, _ requirement: String
  ) {
    let path = JSONPath().appending(member)
    findings.append(WireFinding(.warning, code, path: path, text, requirement: requirement))
  }
}

extension OCPIResponse {
  /// The one object that the answer holds.
  package func object<T: WireValue>(
    _ type: T.Type, version: OCPIVersion, context: WireContext = WireContext(),
    findings: inout [WireFinding]
  ) throws(WireError) -> T {
    guard let data else { throw WireError(.missing, at: JSONPath().appending("data")) }
    return try WireReader.read(type, from: data, version: version, context: context, findings: &findings)
  }

  /// The page that the answer holds; no data is an empty page (P-23).
  package func page<T: WireValue>(
    _ type: T.Type, version: OCPIVersion, context: WireContext = WireContext()
  ) throws(WireError) -> WirePage<T> {
    guard let data else { return WirePage() }
    return try WirePage(reading: data, version: version, context: context)
  }

  /// The payload of a body that may or may not be wrapped, as partners mix both for results (P-110).
  package static func payload(of root: JSONNode) -> JSONNode {
    guard root["status_code"] != nil, root["timestamp"] != nil || root["data"] != nil else { return root }
    return root["data"] ?? root
  }

  /// Writes an envelope; `data` writes the content, without it the member is left out (TR-17).
  package static func bytes<E: Error>(
    _ status: OCPIStatus = .success, message: String? = nil, at timestamp: Timestamp,
    data: ((inout JSONWriter) throws(E) -> Void)
  ) throws(E) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("data")
    try data(&json)
    end(&json, status, message, timestamp)
    return json.bytes
  }

  /// Writes an envelope without data (TR-17).
  package static func bytes(
    _ status: OCPIStatus = .success, message: String? = nil, at timestamp: Timestamp
  ) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    end(&json, status, message, timestamp)
    return json.bytes
  }

  private static func end(
    _ json: inout JSONWriter, _ status: OCPIStatus, _ message: String?, _ timestamp: Timestamp
  ) {
    json.key("status_code")
    json.number(status.rawValue)
    if let message {
      json.key("status_message")
      json.string(message)
    }
    json.key("timestamp")
    json.string(timestamp.description)
    json.endObject()
  }
}
