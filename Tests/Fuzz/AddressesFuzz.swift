import BilateralBase
import BilateralCrypto
import BilateralNet

/// URLs, hosts, references, `Link` and `Authorization` never crash their readers, and what is written is read as the same.
///
/// The first line is an address, the second a reference seen from it, each line is also tried as a header.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: data, count: count)
  let lines = bytes.split(separator: 10, maxSplits: 5).map { String(decoding: $0, as: UTF8.self) }
  for line in lines {
    HeaderLaw.hold(line)
    HostLaw.hold(line)
    if let url = try? HTTPURL(line) { URLLaw.hold(url, lines) }
  }
  return 0
}

private enum URLLaw {
  static func hold(_ url: HTTPURL, _ texts: [String]) {
    same(url)
    same(url.withTrailingSlash(true))
    same(url.withTrailingSlash(false))
    same(url.appending(segments: texts))
    same(url.appending(query: texts.map { (name: $0, value: $0) }))
    for text in texts {
      guard let resolved = try? url.resolving(text) else { continue }
      same(resolved)
      law(hasDots(url) || !hasDots(resolved), "dots are left: \(resolved)")
    }
  }

  private static func hasDots(_ url: HTTPURL) -> Bool {
    url.path.split(separator: "/").contains { $0 == "." || $0 == ".." }
  }

  private static func same(_ url: HTTPURL) {
    let again = try? HTTPURL(url.description)
    law(again == url, "\(url) is read as \(again.map(\.description) ?? "nothing")")
    law(url.target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "a request line would break")
  }
}

private enum HostLaw {
  static func hold(_ text: String) {
    if let host = HTTPHost(text) { law(HTTPHost(host.description) == host, host.description) }
    if let address = IPAddress(text) { law(IPAddress(address.description) == address) }
    if let range = IPRange(text) {
      law(IPRange(range.description) == range && range.contains(range.base), range.description)
    }
  }
}

private enum HeaderLaw {
  static func hold(_ text: String) {
    let encoded = HTTPURL.encoded(text)
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    law(!isPlain || HTTPURL.decoded(encoded) == text, "not what was encoded")
    _ = HTTPURL.decoded(text)
    _ = LinkHeader.next(in: text)
    if let moment = HTTPDate.moment(text) { law(HTTPDate.moment(HTTPDate.text(moment)) == moment) }
    law(Base64.decode(Base64.encode(Array(text.utf8))) == Array(text.utf8), "not what was encoded")
    if let bytes = Base64.decode(text) { law(Base64.encode(bytes) == text, "two spellings") }
    token(text)
    fields(text)
  }

  /// A token in either form is recognised by one of its readings.
  private static func token(_ text: String) {
    if let presented = PresentedToken(header: text) {
      law((1...3).contains(presented.candidates.count))
    }
    let isToken = !text.isEmpty && text.utf8.count <= 512 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    guard isToken else { return }
    for form in TokenForm.allCases {
      let read = PresentedToken(header: form.header(for: SecretText(text)))?.candidates.map(\.text.revealed)
      law(read?.contains(text) == true, "a token that nobody recognises")
    }
  }

  /// No text can end a line of a head and begin another one.
  private static func fields(_ text: String) {
    var fields = HTTPFields()
    fields.add("X", text)
    let head = HTTPEncoder.response(.ok, fields)
    law(head.count { $0 == 13 } == 3 && head.count { $0 == 10 } == 3, "it breaks the line")
    _ = fields.tokens("X")
  }
}
