import BilateralBase

extension FieldKind {
  /// Reads a text as this kind of value; defaults of the field table are read by it too.
  func value(of text: String) throws(UnitRefusal) -> TermValue {
    switch self {
    case .money: .money(try UnitText.money(text))
    case .energyPrice: .energyPrice(try UnitText.energyPrice(text))
    case .timePrice: .timePrice(try UnitText.timePrice(text))
    case .sessionPrice: .sessionPrice(try UnitText.sessionPrice(text))
    case .percent(let limit): .percent(try UnitText.percent(text, atMost: limit))
    case .duration(let range): .duration(try duration(text, range))
    case .energy: .energy(try UnitText.energy(text))
    case .power: .power(try UnitText.power(text))
    case .rate: .rate(try UnitText.rate(text))
    case .secret: .secret(try secret(text))
    case .window: .window(try window(text))
    case .role: .role(try role(text))
    case .choice(let words): try choice(text, words)
    default: .text(try checked(text))
    }
  }

  private func duration(_ text: String, _ range: ClosedRange<Int>) throws(UnitRefusal) -> TermDuration {
    let duration = try UnitText.duration(text)
    guard let milliseconds = duration.milliseconds else { return duration }
    let low = range.lowerBound.multipliedReportingOverflow(by: 1000)
    let high = range.upperBound.multipliedReportingOverflow(by: 1000)
    guard milliseconds >= low.partialValue, high.overflow || milliseconds <= high.partialValue else {
      throw UnitRefusal(
        code: .outOfRange, message: "\(text) is outside \(Self.spell(range))",
        help: "write a duration of \(Self.spell(range))")
    }
    return duration
  }

  private static func spell(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max
      ? "at least \(range.lowerBound) s" : "\(range.lowerBound) s to \(range.upperBound) s"
  }

  private func secret(_ text: String) throws(UnitRefusal) -> SecretReference {
    if let reference = SecretReference(text) { return reference }
    if !["secret:", "env:", "file:"].contains(where: text.hasPrefix), SecretReference.looksLikeSecret(text) {
      throw UnitRefusal(
        code: .literalSecret, message: "a secret stands in the file itself",
        help: "store it with `partnerctl secret set NAME` and write \"secret:NAME\"")
    }
    throw UnitRefusal(
      code: .secretForm, message: "this is no reference to a secret",
      help: "write \"secret:path\", \"env:NAME\" or \"file:path\", without \"..\"")
  }

  private func window(_ text: String) throws(UnitRefusal) -> TimeWindow {
    guard let window = TimeWindow(text) else {
      throw UnitRefusal(
        code: .malformed, message: "\"\(text)\" is no time window", help: "write \"22:00-06:00\"")
    }
    return window
  }

  private func role(_ text: String) throws(UnitRefusal) -> PartyRole {
    guard let role = PartyRole(text) else {
      throw UnitRefusal(
        code: .party, message: "\"\(text)\" is no party with a role", help: "write \"NL-ACM:EMSP\"")
    }
    return role
  }

  private func choice(_ text: String, _ words: [String]) throws(UnitRefusal) -> TermValue {
    guard words.contains(text) else {
      let meant = Suggestion.nearest(to: text, among: words).map { "did you mean \"\($0)\"? " } ?? ""
      throw UnitRefusal(
        code: .notAllowed, message: "\"\(text)\" is not one of the allowed values",
        help: meant + "allowed: " + words.joined(separator: ", "))
    }
    return .text(text)
  }

  /// Texts that stay texts but must have a form.
  private func checked(_ text: String) throws(UnitRefusal) -> String {
    if let rule = formRule(text), !rule.isGood {
      throw UnitRefusal(code: rule.code, message: rule.message, help: rule.help)
    }
    return text
  }

  private typealias Rule = (isGood: Bool, code: FindingCode, message: String, help: String)

  private func formRule(_ text: String) -> Rule? {
    switch self {
    case .text(let limit):
      (
        (1...limit).contains(text.count), .outOfRange, "the text has \(text.count) characters",
        "write 1 to \(limit) characters"
      )
    case .slug:
      (TextForm.isSlug(text), .malformed, "\"\(text)\" is no id", "use 2 to 40 of a-z, 0-9 and -")
    case .url:
      (
        AddressText.webAddress(text) != nil, .url, "\"\(text)\" is no usable URL",
        "write https://host/path without query, fragment or user name"
      )
    case .listen:
      (
        AddressText.isListenAddress(text), .url, "\"\(text)\" is no address to listen on",
        "write \"127.0.0.1:8444\" or \"unix:path\""
      )
    case .range:
      (
        AddressText.isRange(text), .range, "\"\(text)\" is no address range",
        "write CIDR such as \"203.0.113.0/28\"; /0 is refused"
      )
    case .pin:
      (TextForm.isPin(text), .pin, "the pin is not 32 bytes of Base64", "write 44 characters ending in =")
    case .digest:
      (
        text.utf8.count == 64 && text.allSatisfy(\.isHexDigit), .malformed, "this is no SHA-256",
        "write 64 hexadecimal digits: sha256sum FILE"
      )
    case .zone:
      (TextForm.isZone(text), .zone, "\"\(text)\" is no time zone name", "write \"Europe/Amsterdam\"")
    case .email:
      (TextForm.isEmail(text), .malformed, "\"\(text)\" is no e-mail address", "write name@host.example")
    case .phone:
      (TextForm.isPhone(text), .malformed, "\"\(text)\" is no E.164 phone number", "write \"+31205550101\"")
    case .country:
      (TextForm.isCountry(text), .malformed, "\"\(text)\" is no country code", "write \"NL\"")
    case .party:
      (PartyID(text)?.description == text, .party, "\"\(text)\" is no party", "write \"NL-ACM\"")
    case .currency:
      (
        Currency(text)?.code == text && Currency(text)?.isKnown == true, .currency,
        "\"\(text)\" is no ISO 4217 currency", "write \"EUR\""
      )
    case .versionPolicy:
      (
        TextForm.isVersionPolicy(text), .notAllowed, "\"\(text)\" is no version policy",
        "write \"highest-common\", \"pin 2.2.1\" or \"at-least 2.2.1\""
      )
    default: nil
    }
  }
}

/// Forms of texts that need no library.
enum TextForm {
  static func isSlug(_ text: String) -> Bool {
    (2...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
  }

  static func isPin(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 44 && bytes[43] == UInt8(ascii: "=")
      && bytes.dropLast().allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2B || $0 == 0x2F }
  }

  /// The name is only checked for form here (ruling 6); whether the zone exists is known where zone files are.
  static func isZone(_ text: String) -> Bool {
    guard text == "UTC" || text.contains("/"), text.utf8.count <= 64 else { return false }
    return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      guard let first = part.utf8.first, isLetter(first) else { return false }
      return part.utf8.allSatisfy { isLetter($0) || isDigit($0) || [0x5F, 0x2B, 0x2D].contains($0) }
    }
  }

  static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && text.utf8.count <= 254
      && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && ![0x2C, 0x3B, 0x3C, 0x3E, 0x22].contains($0) }
  }

  static func isPhone(_ text: String) -> Bool {
    text.hasPrefix("+") && (8...16).contains(text.utf8.count) && text.utf8.dropFirst().allSatisfy(isDigit)
      && !text.hasPrefix("+0")
  }

  static func isCountry(_ text: String) -> Bool {
    text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }

  static func isVersionPolicy(_ text: String) -> Bool {
    if text == "highest-common" { return true }
    let words = text.split(separator: " ")
    return words.count == 2 && ["pin", "at-least"].contains(words[0])
      && FieldTable.versions.contains(String(words[1]))
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
