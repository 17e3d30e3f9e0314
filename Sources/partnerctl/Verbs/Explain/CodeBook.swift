import BilateralModel
import BilateralStore
import BilateralTerms

/// What every stable code means: of findings (ruling 17), of OCPI answers, and of this program's exits.
enum CodeBook {
  /// A code with what it means.
  struct Entry: Equatable {
    /// The code, such as `BT103`, `2003` or `exit 6`.
    var code: String
    /// A few words.
    var title: String
    /// Why it matters and what to do.
    var text: String
  }

  /// The entry of a code in any case; nil when there is none.
  static func entry(_ word: String) -> Entry? {
    if let number = Int(word) { return number < 1000 ? exit(number) : status(number) }
    if let code = FindingCode.named(word) {
      return Entry(code: code.id, title: code.title, text: code.explanation)
    }
    return others.first { $0.code == word.uppercased() }
  }

  /// Every code of findings that is known.
  static var findings: [Entry] {
    FindingCode.all.map { Entry(code: $0.id, title: $0.title, text: $0.explanation) } + others
  }

  private static func exit(_ number: Int) -> Entry? {
    Int32(exactly: number).flatMap { ExitCode(rawValue: $0) }.map { code in
      Entry(
        code: "exit \(number)", title: code.meaning, text: "partnerctl ends with \(number): \(code.meaning).")
    }
  }

  private static func status(_ number: Int) -> Entry? {
    if let known = statuses.first(where: { $0.code == String(number) }) { return known }
    let says: String
    switch OCPIStatus(rawValue: number).category {
    case .success: says = "The request succeeded."
    case .clientError: says = "The sender of the request made a mistake."
    case .serverError: says = "The receiver of the request could not do it."
    case .hubError: says = "The hub between the parties could not pass the request on."
    case .unknown: return nil
    }
    return Entry(
      code: String(number), title: "OCPI status without a meaning of its own",
      text: says + " The partner chose this number; ask what it stands for.")
  }

  static func entry(_ code: String, _ title: String, _ text: String) -> Entry {
    Entry(code: code, title: title, text: text)
  }

  private static let statuses = [
    entry("1000", "OCPI: success", "The request was understood and done."),
    entry("2000", "OCPI: client error", "The request was wrong in a way that has no code of its own."),
    entry(
      "2001", "OCPI: invalid or missing parameters",
      "A field is missing, malformed, or names a party that the caller does not speak for. The message says which."
    ),
    entry(
      "2002", "OCPI: not enough information",
      "The request is well formed and still cannot be decided, such as an authorisation without a location."),
    entry(
      "2003", "OCPI: unknown location",
      "The location, EVSE or connector is not known to the receiver. Send the whole object instead of a change."
    ),
    entry("2004", "OCPI: unknown token", "The receiver does not know this token. Unknown in 2.1.1."),
    entry("3000", "OCPI: server error", "The receiver failed. The same request may succeed later."),
    entry(
      "3001", "OCPI: unable to use the client's API",
      "During registration the call back to the other side failed: address, certificate or token."),
    entry("3002", "OCPI: unsupported version", "The sides have no version of OCPI in common."),
    entry(
      "3003", "OCPI: no matching endpoints",
      "A module that the terms need is missing at the other side, or serves the wrong interface role."),
    entry("4000", "OCPI: hub error", "The hub failed in a way that has no code of its own."),
    entry("4001", "OCPI: unknown receiver", "The hub does not know the party the request is for."),
    entry("4002", "OCPI: time-out behind the hub", "The party behind the hub did not answer in time."),
    entry("4003", "OCPI: receiver not connected", "The party behind the hub is not connected to it."),
  ]

  /// Codes of the rooms below and above the terms, in order.
  private static let others =
    wire + store + runtime + checks + money + answers + settling + certifying + life + keeping
}
