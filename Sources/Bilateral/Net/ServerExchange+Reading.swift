extension ServerExchange {
  mutating func receive(_ bytes: [UInt8]) {
    if input.isEmpty { input = bytes[...] } else { input += bytes }
    windowSize += bytes.count
    advance()
  }

  /// Goes as far as the input and the handler allow.
  mutating func advance() {
    while phase == .head || phase == .serving, phase == .head ? readHead() : readBody() {}
    regulate()
  }

  /// Stops reading while nobody takes what is there.
  private mutating func regulate() {
    guard phase != .closed else { return }
    if !isPaused, input.count >= limits.readBuffer {
      isPaused = true
      actions.append(.pauseReading)
    } else if isPaused, input.count <= limits.readBuffer / 2 {
      isPaused = false
      actions.append(.resumeReading)
    }
  }

  // MARK: Heads

  /// Whether it is worth going on.
  private mutating func readHead() -> Bool {
    if isOutputFull { return false }
    do throws(HTTPFault) {
      guard let head = try parser.parse(&input) else {
        awaitHead()
        return false
      }
      disarm()
      request = head
      framing = try head.framing()
      body = HTTPBodyParser(framing, limits: limits)
      phase = .routing
      actions.append(.route(head))
    } catch {
      refuse(error)
    }
    return false
  }

  private mutating func awaitHead() {
    if hasInputEnded {
      parser.isWithinHead ? refuse(.truncatedHead) : end(.close)
    } else if parser.isWithinHead {
      arm(.head)
    } else if isDraining {
      end(.close)
    } else if served > 0 {
      arm(.idle)
    }
  }

  mutating func admit(bodyLimit: Int) {
    guard phase == .routing else { return }
    phase = .serving
    self.bodyLimit = bodyLimit
    if case .length(let count) = framing, count > bodyLimit {
      guard answersTooLarge else { return refuse(.bodyTooLarge) }
      leaveBody()
    }
    isContinueDue = bodyFault == nil && framing != .none && request?.expectsContinue == true && input.isEmpty
    actions.append(.start)
    regulate()
  }

  // MARK: Bodies

  mutating func wantBody() {
    guard phase == .serving, answer != .done else { return }
    isBodyWanted = true
    // What is already here waited for the handler, so this span says nothing about the client.
    if !input.isEmpty { isWindowExcused = true }
    if isContinueDue {
      isContinueDue = false
      if answer == .none { actions.append(.send(HTTPEncoder.continueResponse)) }
    }
    advance()
  }

  /// Whether the body is over, well or not.
  var isBodyOver: Bool { body.isComplete || bodyFault != nil }

  /// Reads no more of a body that is too large; the handler hears of it when it asks.
  private mutating func leaveBody() {
    bodyFault = .bodyTooLarge
    input = []
  }

  /// Delivers what is wanted, or drops what nobody wants any more; whether it is worth going on.
  private mutating func readBody() -> Bool {
    guard isBodyWanted || answer == .done else { return false }
    do throws(HTTPFault) {
      if hasInputEnded, input.isEmpty { try body.end() }
      guard let part = bodyFault != nil ? .end : try body.parse(&input) else {
        arm(.body)
        return hasInputEnded
      }
      return try take(part)
    } catch {
      refuse(error)
      return false
    }
  }

  private mutating func take(_ part: HTTPBodyParser.Part) throws(HTTPFault) -> Bool {
    switch part {
    case .bytes(let bytes):
      bodySize += bytes.count
      guard answer == .done else {
        guard bodySize <= bodyLimit else {
          guard answersTooLarge, answer == .none else { throw .bodyTooLarge }
          leaveBody()
          return true
        }
        isBodyWanted = false
        actions.append(.body(Array(bytes)))
        return false
      }
      return true
    case .end:
      disarm()
      guard answer == .done else {
        isBodyWanted = false
        actions.append(bodyFault.map { .bodyFailed($0) } ?? .bodyEnded)
        return false
      }
      nextRequest()
      return true
    }
  }

  /// Judges the client by the span since the deadline was set, unless the handler was the slower one.
  mutating func checkBodyRate() {
    let due = max(1, Int(Double(limits.minimumBodyRate) * (limits.bodyWindow / .seconds(1))))
    let isWaiting = isBodyWanted || answer == .done
    guard windowSize >= due || isWindowExcused || !isWaiting else { return refuse(.bodyTooSlow) }
    (windowSize, isWindowExcused) = (0, false)
    if isWaiting { arm(.body) }
  }

  /// Makes ready for the next request on this connection.
  mutating func nextRequest() {
    served += 1
    phase = .head
    parser = HTTPParser(limits: limits)
    request = nil
    body = HTTPBodyParser(.none, limits: limits)
    (bodySize, windowSize) = (0, 0)
    (isBodyWanted, isContinueDue, isWindowExcused) = (false, false, false)
    bodyFault = nil
    answer = .none
  }
}
