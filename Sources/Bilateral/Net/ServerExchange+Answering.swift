extension ServerExchange {
  /// Answers a fault in what the client sent, as far as an answer is still possible, and closes.
  mutating func refuse(_ fault: HTTPFault) {
    disarm()
    let isServing = phase == .serving
    switch answer {
    case .none:
      if isServing { actions += [.bodyFailed(fault), .cancel] }
      let text = Array("\(fault.status): \(fault.rawValue)\n".utf8)
      var fields: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
      if fault == .unimplementedMethod {
        fields.add(.allow, HTTPMethod.implemented.map(\.name).joined(separator: ", "))
      }
      keepsAlive = false
      sendHead(fault.status, fields, length: text.count, text)
      end(.close)
    case .chunked, .untilClose:
      // The answer is under way: it may end, the connection may not go on.
      (bodyFault, keepsAlive, isBodyWanted) = (fault, false, false)
      input = []
      actions.append(.bodyFailed(fault))
    case .done: end(.close)
    }
  }

  mutating func respond(
    _ status: HTTPStatus, _ fields: HTTPFields, _ content: Content, unsent: Int
  ) {
    guard phase == .serving, answer == .none, let request else { return }
    let status = status.code < 200 ? .internalServerError : status
    keepsAlive = mayKeepAlive(request)
    switch content {
    case .bytes(let bytes):
      // A body that is not sent fills nothing, and nothing would ever tell that it was taken.
      let isSent = !status.isBodiless && request.method != .head
      isOutputFull = unsent + (isSent ? bytes.count : 0) >= limits.writeBuffer
      sendHead(status, fields, length: bytes.count, bytes)
      answered()
    case .stream:
      beginStream(status, fields, request)
    }
  }

  private mutating func beginStream(
    _ status: HTTPStatus, _ fields: HTTPFields, _ request: HTTPRequestHead
  ) {
    let isEmpty = status.isBodiless || request.method == .head
    if request.version == .http10 { keepsAlive = keepsAlive && isEmpty }
    sendHead(status, fields, length: nil, [])
    if isEmpty { return answered() }
    answer = request.version == .http11 ? .chunked : .untilClose
  }

  mutating func sendChunk(_ bytes: [UInt8]) {
    guard isStreaming, !bytes.isEmpty else { return }
    actions.append(.send(answer == .chunked ? HTTPEncoder.chunk(bytes) : bytes))
  }

  mutating func finish() {
    guard isStreaming else { return }
    if answer == .chunked { actions.append(.send(HTTPEncoder.lastChunk)) }
    answered()
  }

  /// The answer is complete: goes on to the next request, drops the rest of this body first, or closes.
  private mutating func answered() {
    answer = .done
    isBodyWanted = false
    guard keepsAlive, !isDraining else { return end(.close) }
    if isBodyOver { nextRequest() }
    advance()
  }

  /// Whether another request may follow: not when the client does not want it, nor when the rest of the body is too long
  /// to be dropped, nor when the client still waits for a 100 and may send the body or not (RFC 9110 §10.1.1).
  private func mayKeepAlive(_ request: HTTPRequestHead) -> Bool {
    guard request.wantsKeepAlive, !isDraining, !hasInputEnded, bodyFault == nil, !isContinueDue,
      served + 1 < limits.requestsPerConnection
    else { return false }
    return body.isComplete || (body.remaining ?? .max) <= limits.discardSize + input.count
  }

  /// Sends the head of an answer, with the fields that belong to the connection, and the body where one may follow.
  private mutating func sendHead(
    _ status: HTTPStatus, _ given: HTTPFields, length: Int?, _ content: [UInt8]
  ) {
    var bytes = HTTPEncoder.beginResponse(status, room: 320 + content.count)
    for field in given where !field.name.belongsToConnection {
      HTTPEncoder.add(field.name, field.value, to: &bytes)
    }
    if !given.contains(.date) { HTTPEncoder.add(.date, date(), to: &bytes) }
    let isHead = request?.method == .head
    if let length, !status.isBodiless {
      HTTPEncoder.add(.contentLength, "\(length)", to: &bytes)
    } else if length == nil, !status.isBodiless, !isHead, request?.version == .http11 {
      HTTPEncoder.add(.transferEncoding, "chunked", to: &bytes)
    }
    if !keepsAlive {
      HTTPEncoder.add(.connection, "close", to: &bytes)
    } else if request?.version == .http10 {
      HTTPEncoder.add(.connection, "keep-alive", to: &bytes)
    }
    HTTPEncoder.endHead(&bytes)
    if !status.isBodiless, !isHead { bytes += content }
    actions.append(.send(bytes))
  }
}
