import BilateralBase
import BilateralCrypto
import Glibc

/// What may not stand in the exchange log, and how it is taken out (S-03, partner file C5 `log_redact`).
///
/// Credentials never stand there: headers are not kept, `token` members that are texts are masked, and the very token
/// of the exchange is masked wherever somebody echoes it. Cards and contract ids are masked unless the partner's file
/// says otherwise.
package struct ExchangeRedaction: Sendable {
  /// What takes the place of what is hidden.
  package static let mask = "***"

  /// Names of members whose texts are masked everywhere, as bytes in lower case.
  private let names: [[UInt8]]
  /// Whether `uid` is masked where it is a card's.
  private let hidesCards: Bool

  /// The rules of one partner; `words` as in `security.log_redact`.
  package init(_ words: [String]) {
    hidesCards = words.contains("tokens")
    var names: Set<String> = ["token"]
    if hidesCards { names.formUnion(["auth_id", "token_uid", "visual_number", "group_id"]) }
    if words.contains("contract_ids") { names.insert("contract_id") }
    names.formUnion(words.filter { !["tokens", "contract_ids"].contains($0) })
    self.names = names.map { Array($0.lowercased().utf8) }
  }

  /// A body's beginning without what must be hidden; nil when there is none or it cannot be judged.
  ///
  /// - Parameters:
  ///   - body: the body.
  ///   - module: what it is about; of credentials only JSON is kept.
  ///   - secrets: texts that stand in the exchange's own headers.
  /// - Returns: printable text.
  package func text(_ body: Exchange.Body, of module: String?, secrets: [String]) -> String? {
    guard !body.beginning.isEmpty else { return nil }
    var bytes = body.beginning
    let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      let masksUID = hidesCards && ["tokens", "commands"].contains(module)
      var scan = MemberScan(bytes, names: names, masksUID: masksUID, masksUIDInCards: hidesCards)
      bytes = scan.masked()
    } else if module == "credentials" || module == nil {
      return "(\(body.size) bytes that are not JSON)"
    }
    return String(decoding: hiding(secrets, in: bytes), as: UTF8.self)
  }

  /// An address without a card's uid, and without the secrets.
  package func path(_ path: String, of module: String?, secrets: [String]) -> String {
    let cut = path.firstIndex(of: "?") ?? path.endIndex
    var segments = path[..<cut].split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    guard let uid = card(in: segments, of: module) else { return hiding(secrets, in: path) }
    segments[uid] = Self.mask
    return hiding(secrets, in: segments.joined(separator: "/") + path[cut...])
  }

  /// An address without a card's uid, for logs and messages: whoever reads them need not know whose card it is.
  package static func withoutCard(_ address: String) -> String {
    ExchangeRedaction(["tokens"]).path(address, of: "tokens", secrets: [])
  }

  /// What an exchange ended with, without the secrets.
  package func words(_ text: String, secrets: [String]) -> String { hiding(secrets, in: text) }

  /// The card that an address names, where cards are hidden: words and bodies may say it again.
  package func card(at path: String, of module: String?) -> String? {
    let segments = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
      .map { String($0) }
    return card(in: segments, of: module).map { segments[$0] }
  }

  /// Where a card's uid stands in an address: …/tokens/NL/ACM/{uid} of a receiver, …/tokens/{uid}/authorize of a sender.
  private func card(in segments: [String], of module: String?) -> Int? {
    guard hidesCards, module == "tokens", let place = segments.lastIndex(of: "tokens") else { return nil }
    let rest = segments.count - place - 1
    let uid = rest >= 3 ? place + 3 : rest >= 1 ? place + 1 : nil
    return uid.flatMap { segments[$0].isEmpty ? nil : $0 }
  }

  private func hiding(_ secrets: [String], in text: String) -> String {
    String(decoding: hiding(secrets, in: Array(text.utf8)), as: UTF8.self)
  }

  private func hiding(_ secrets: [String], in bytes: [UInt8]) -> [UInt8] {
    secrets.filter { $0.utf8.count >= 8 }.reduce(bytes) { Self.masking(Array($1.utf8), in: $0) }
  }

  /// By bytes: nearly always nothing is found, and this is done for each exchange.
  private static func masking(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    var (out, copied): ([UInt8], Int) = ([], 0)
    while let place = place(of: secret, in: bytes[copied...]) {
      out += bytes[copied..<place]
      out += Array(mask.utf8)
      copied = place + secret.count
    }
    return copied == 0 ? bytes : out + bytes[copied...]
  }

  private static func place(of secret: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.withUnsafeBytes { all in
      guard let start = all.baseAddress, let first = secret.first else { return nil }
      let last = all.count - secret.count
      var at = 0
      while at <= last, let found = memchr(start + at, Int32(first), last - at + 1) {
        at = UnsafeRawPointer(found) - start
        if memcmp(start + at, secret, secret.count) == 0 { return bytes.startIndex + at }
        at += 1
      }
      return nil
    }
  }

  /// The texts of an `Authorization` header that must not come back in a body: the token, plain and in Base64.
  package static func secrets(in authorization: String) -> [String] {
    let token = authorization.split(separator: " ").last.map { String($0) } ?? authorization
    let plain = Base64.decode(token).flatMap { String(validating: $0, as: UTF8.self) }
    return [token, Base64.encode(Array(token.utf8))] + (plain.map { [$0] } ?? [])
  }
}

/// Walks the beginning of a JSON text once and masks the texts and numbers of some members; the text may end anywhere.
///
/// Names stay where they are, as ranges: a body without anything to mask costs a look at each byte and no copy.
private struct MemberScan {
  private let bytes: [UInt8]
  private let names: [[UInt8]]
  /// Whether every `uid` is a card's.
  private let masksUID: Bool
  /// Whether `uid` is masked inside `cdr_token` and `token`.
  private let masksUIDInCards: Bool

  private var stack: [(isObject: Bool, key: Range<Int>)] = []
  private var key = 0..<0
  private var out: [UInt8] = []
  /// What stands before is in `out`.
  private var copied = 0

  private static let uid = Array("uid".utf8)
  private static let cards = [Array("token".utf8), Array("cdr_token".utf8)]
  private static let quotedMask = Array("\"\(ExchangeRedaction.mask)\"".utf8)

  init(_ bytes: [UInt8], names: [[UInt8]], masksUID: Bool, masksUIDInCards: Bool) {
    self.bytes = bytes
    self.names = names
    self.masksUID = masksUID
    self.masksUIDInCards = masksUIDInCards
  }

  mutating func masked() -> [UInt8] {
    var at = 0
    var expectsKey = false
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        stack.append((byte == UInt8(ascii: "{"), key))
        expectsKey = byte == UInt8(ascii: "{")
        at += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        key = stack.popLast()?.key ?? 0..<0
        expectsKey = false
        at += 1
      case UInt8(ascii: ","):
        expectsKey = stack.last?.isObject == true
        at += 1
      case UInt8(ascii: "\""):
        let end = endOfText(at)
        if expectsKey { key = (at + 1)..<max(at + 1, end - 1) } else { take(at..<end) }
        expectsKey = false
        at = end
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        let end = bytes[at...].firstIndex(where: Self.endsNumber) ?? bytes.count
        take(at..<end)
        at = end
      default: at += 1
      }
    }
    return copied == 0 ? bytes : out + bytes[copied...]
  }

  private mutating func take(_ value: Range<Int>) {
    guard isHidden else { return }
    out += bytes[copied..<value.lowerBound]
    out += Self.quotedMask
    copied = value.upperBound
  }

  private var isHidden: Bool {
    if names.contains(where: { isNamed(key, $0) }) { return true }
    guard masksUIDInCards || masksUID, isNamed(key, Self.uid) else { return false }
    return masksUID || stack.contains { place in Self.cards.contains { isNamed(place.key, $0) } }
  }

  /// Whether a name in the text is this one, which is in lower case.
  private func isNamed(_ range: Range<Int>, _ name: [UInt8]) -> Bool {
    guard range.count == name.count else { return false }
    return zip(bytes[range], name).allSatisfy { byte, wanted in
      byte == wanted || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) && byte | 0x20 == wanted
    }
  }

  private func endOfText(_ start: Int) -> Int {
    var at = start + 1
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "\"") { return at + 1 }
      at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    return bytes.count
  }

  private static func endsNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x0A, 0x0D, 0x09: true
    default: false
    }
  }
}
