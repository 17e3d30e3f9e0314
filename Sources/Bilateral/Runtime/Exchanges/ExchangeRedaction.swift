import BilateralBase
import BilateralCrypto
package import BilateralNet

/// What may not stand in the exchange log, and how it is taken out (S-03, partner file C5 `log_redact`).
///
/// Credentials never stand there: headers are not kept, `token` members that are texts are masked, and the very token
/// of the exchange is masked wherever somebody echoes it. Cards and contract ids are masked unless the partner's file
/// says otherwise.
package struct ExchangeRedaction: Sendable {
  /// What takes the place of what is hidden.
  package static let mask = "***"

  /// Names of members whose texts are masked everywhere.
  private let names: Set<String>
  /// Whether `uid` is masked where it is a card's.
  private let hidesCards: Bool

  /// The rules of one partner; `words` as in `security.log_redact`.
  package init(_ words: [String]) {
    hidesCards = words.contains("tokens")
    var names: Set<String> = ["token"]
    if hidesCards { names.formUnion(["auth_id", "token_uid", "visual_number", "group_id"]) }
    if words.contains("contract_ids") { names.insert("contract_id") }
    self.names = names.union(words.filter { !["tokens", "contract_ids"].contains($0) })
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
      var scan = MemberScan(names: names, masksUID: hidesCards && ["tokens", "commands"].contains(module))
      scan.masksUIDInCards = hidesCards
      bytes = scan.masked(bytes)
    } else if module == "credentials" || module == nil {
      return "(\(body.size) bytes that are not JSON)"
    }
    return hiding(secrets, in: String(decoding: bytes, as: UTF8.self))
  }

  /// An address without a card's uid, and without the secrets.
  package func path(_ path: String, of module: String?, secrets: [String]) -> String {
    guard hidesCards, module == "tokens" else { return hiding(secrets, in: path) }
    let cut = path.firstIndex(of: "?") ?? path.endIndex
    var segments = path[..<cut].split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    if let place = segments.lastIndex(of: "tokens") {
      let rest = segments.count - place - 1
      // …/tokens/NL/ACM/{uid} of a receiver, …/tokens/{uid}/authorize of a sender.
      let uid = rest >= 3 ? place + 3 : rest >= 1 ? place + 1 : nil
      if let uid, !segments[uid].isEmpty { segments[uid] = Self.mask }
    }
    return hiding(secrets, in: segments.joined(separator: "/") + path[cut...])
  }

  private func hiding(_ secrets: [String], in text: String) -> String {
    secrets.filter { $0.utf8.count >= 8 }.reduce(text) { $0.replacing($1, with: Self.mask) }
  }

  /// The texts of an exchange's headers that must not come back in a body: the token, plain and in Base64.
  package static func secrets(in fields: HTTPFields) -> [String] {
    fields.all(.authorization).flatMap { value -> [String] in
      let token = value.split(separator: " ").last.map { String($0) } ?? value
      let plain = Base64.decode(token).flatMap { String(validating: $0, as: UTF8.self) }
      return [token, Base64.encode(Array(token.utf8))] + (plain.map { [$0] } ?? [])
    }
  }
}

/// Walks the beginning of a JSON text once and masks the texts and numbers of some members; the text may end anywhere.
private struct MemberScan {
  let names: Set<String>
  /// Whether every `uid` is a card's.
  let masksUID: Bool
  /// Whether `uid` is masked inside `cdr_token` and `token`.
  var masksUIDInCards = false

  private var stack: [(isObject: Bool, key: String)] = []
  private var key = ""
  private var out: [UInt8] = []

  init(names: Set<String>, masksUID: Bool) {
    self.names = names
    self.masksUID = masksUID
  }

  mutating func masked(_ bytes: [UInt8]) -> [UInt8] {
    out.reserveCapacity(bytes.count)
    var at = 0
    var expectsKey = false
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        stack.append((byte == UInt8(ascii: "{"), key))
        expectsKey = byte == UInt8(ascii: "{")
        out.append(byte)
        at += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        key = stack.popLast()?.key ?? ""
        expectsKey = false
        out.append(byte)
        at += 1
      case UInt8(ascii: ","):
        expectsKey = stack.last?.isObject == true
        out.append(byte)
        at += 1
      case UInt8(ascii: "\""):
        let end = Self.endOfText(bytes, at)
        take(bytes[at..<end], isKey: expectsKey)
        expectsKey = false
        at = end
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        var end = at
        while end < bytes.count, !Self.endsNumber(bytes[end]) { end += 1 }
        take(bytes[at..<end], isKey: false)
        at = end
      default:
        out.append(byte)
        at += 1
      }
    }
    return out
  }

  private mutating func take(_ text: ArraySlice<UInt8>, isKey: Bool) {
    if isKey { key = String(decoding: text.dropFirst().dropLast(), as: UTF8.self).lowercased() }
    if !isKey, isHidden { out += Array("\"\(ExchangeRedaction.mask)\"".utf8) } else { out += text }
  }

  private var isHidden: Bool {
    if names.contains(key) { return true }
    guard key == "uid" else { return false }
    let inCard = stack.contains { ["token", "cdr_token"].contains($0.key) }
    return masksUID || (masksUIDInCards && inCard)
  }

  private static func endOfText(_ bytes: [UInt8], _ start: Int) -> Int {
    var at = start + 1
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "\\") { at += 2; continue }
      if bytes[at] == UInt8(ascii: "\"") { return at + 1 }
      at += 1
    }
    return bytes.count
  }

  private static func endsNumber(_ byte: UInt8) -> Bool {
    [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x0A, 0x0D, 0x09].contains(byte)
  }
}
