import BilateralBase

/// Our own platform, in the same process: it answers what partners ask in real time, and hears what happens.
///
/// Both have a default, so that a host says only what it wants to: a question that nobody answers in time is answered by
/// the partner file's fallback, and an event that nobody wants is passed over.
public protocol PlatformHost: Sendable {
  /// Answers a question of a partner, such as whether a card may charge.
  ///
  /// Several may be asked at the same time. A question may be asked again after a crash, so the answer to the same
  /// ``HostQuestion/id`` should be the same.
  ///
  /// - Parameter question: what is asked; it is over at its deadline.
  /// - Returns: the answer; nil leaves it to the partner file.
  func answer(_ question: HostQuestion) async -> HostAnswer?

  /// Takes notice of an event: a CDR came, a session changed.
  ///
  /// Events come in order, each at least once: after a crash, or when this throws, the same event comes again. Its number
  /// tells a repetition.
  ///
  /// - Parameter event: what happened.
  /// - Throws: anything; the event comes again after a pause.
  func receive(_ event: HostEvent) async throws
}

extension PlatformHost {
  /// Leaves every question to the partner file.
  public func answer(_ question: HostQuestion) async -> HostAnswer? { nil }

  /// Passes over every event.
  public func receive(_ event: HostEvent) async throws {}
}

/// Something that a partner wants to know from our platform while somebody waits.
public struct HostQuestion: Hashable, Sendable {
  /// Its id: the same question has the same id.
  public let id: String
  /// `authorize`, `command` or `charging-preferences`.
  public let kind: String
  /// The partner that asks.
  public let partner: String
  /// What is asked, as JSON: the token and the location, or the command (docs/commands.md).
  public let json: [UInt8]
  /// Until when an answer counts, in UTC.
  public let deadline: String
}

/// What our platform answers.
public struct HostAnswer: Hashable, Sendable {
  let json: JSON

  /// Whether a card may charge.
  ///
  /// - Parameters:
  ///   - allowed: `ALLOWED`, `BLOCKED`, `EXPIRED`, `NO_CREDIT` or `NOT_ALLOWED`.
  ///   - text: what the driver is told, in English; nil for nothing.
  /// - Returns: the answer to a question of the kind `authorize`.
  public static func authorize(_ allowed: String, text: String? = nil) -> HostAnswer {
    var json: JSON = ["allowed": .string(allowed)]
    if let text { json["info"] = ["language": "en", "text": .string(text)] }
    return HostAnswer(json: json)
  }

  /// Whether a command, or a wish for charging, is taken.
  ///
  /// - Parameter word: `ACCEPTED`, `REJECTED` and what else OCPI has for it.
  /// - Returns: the answer to a question of the kind `command` or `charging-preferences`.
  public static func result(_ word: String) -> HostAnswer { HostAnswer(json: ["result": .string(word)]) }
}

/// Something that our platform may want to know.
public struct HostEvent: Hashable, Sendable {
  /// Its number: it grows, and the same event has the same.
  public let number: Int64
  /// When it happened, in UTC.
  public let at: String
  /// Such as `object`; `missed` stands for events that were thrown away before anybody heard them.
  public let type: String
  /// The partner; nil where it concerns none.
  public let partner: String?
  /// The OCPI module; nil where it concerns none.
  public let module: String?
  /// The object's id.
  public let id: String?
  /// How the object changed: `created`, `updated`, `removed`; nil where none did.
  public let change: String?
  /// The object, as JSON, where the event carries it.
  public let json: [UInt8]?
}
