package import BilateralBase
package import BilateralStore

/// What came of an order, in the words of our own events.
package struct CommandOutcome: Sendable, Equatable {
  /// The word by which programs tell outcomes apart.
  package enum Word: String, Sendable, CaseIterable {
    /// It was done.
    case accepted
    /// The partner does not do it.
    case rejected
    /// The partner does not know the session, reservation or place.
    case unknown
    /// Nobody knows what became of it, or the charge point did not answer in time.
    case timedOut = "timed-out"
    /// It was tried and did not work.
    case failed
    /// The partner could not be reached: it was not told.
    case unreachable
    /// The partner's answer could not be read.
    case malformed
    /// A reservation was taken back by the operator (CMD-10).
    case canceled
    /// The partner took no result from us.
    case undelivered
  }

  package var word: Word
  /// The word on the wire, nil when there was none.
  package var said: String?
  /// Texts for drivers, as OCPI has them.
  package var messages: JSON?
  /// The charging profile in force, with `accepted` only (CPR-13).
  package var profile: JSON?
  /// Why, in words for people.
  package var reason: String?

  /// An outcome of its parts.
  package init(_ word: Word, said: String? = nil, reason: String? = nil) {
    self.word = word
    self.said = said
    self.reason = reason
  }

  /// Reads an answer or a result: what it says, its texts and its profile.
  ///
  /// Nil when it says nothing that this kind of order knows.
  package init?(reading json: JSON, of words: [String]) {
    guard let said = (json["result"]?.string ?? json.string)?.uppercased(), words.contains(said),
      let word = Self.meanings[said]
    else { return nil }
    self.init(word, said: said)
    if case .array(let texts)? = json["message"], !texts.isEmpty { messages = .array(texts) }
    if case .object? = json["message"] { messages = json["message"].map { .array([$0]) } }
    if word == .accepted, let profile = json["profile"], profile.members != nil { self.profile = profile }
  }

  private static let meanings: [String: Word] = [
    "ACCEPTED": .accepted, "REJECTED": .rejected, "NOT_SUPPORTED": .rejected, "TOO_OFTEN": .rejected,
    "DEPARTURE_REQUIRED": .rejected, "ENERGY_NEED_REQUIRED": .rejected, "NOT_POSSIBLE": .rejected,
    "PROFILE_TYPE_NOT_SUPPORTED": .rejected, "UNKNOWN_SESSION": .unknown, "UNKNOWN_RESERVATION": .unknown,
    "UNKNOWN": .unknown, "TIMEOUT": .timedOut, "EVSE_OCCUPIED": .failed, "EVSE_INOPERATIVE": .failed,
    "FAILED": .failed, "CANCELED_RESERVATION": .canceled,
  ]
}

extension CommandOutcome {
  /// The outcome as it is kept, and as events carry it.
  package var json: JSON {
    var json: JSON = ["outcome": .string(word.rawValue), "result": said.map { .string($0) } ?? .null]
    if let messages { json["message"] = messages }
    if let profile { json["profile"] = profile }
    if let reason { json["reason"] = .string(reason) }
    return json
  }

  /// Reads what was kept.
  package init?(kept text: JSONText?) {
    guard let text, let json = try? JSON.parse(text.bytes),
      let word = json["outcome"]?.string.flatMap(Word.init)
    else { return nil }
    self.init(word, said: json["result"]?.string, reason: json["reason"]?.string)
    (messages, profile) = (json["message"], json["profile"])
  }
}
