/// The name of a field: a token, compared without case, printed as it was spelled (RFC 9110 §5.1).
package struct HTTPFieldName: Sendable, Hashable, CustomStringConvertible {
  /// The name in the spelling it was made with.
  package let spelling: String
  /// The name in lower case: what is compared.
  package let lowered: String
  /// The place of a name that is in every other message, from 1, so that comparing costs no texts; 0 for any other.
  let number: UInt8

  private init(spelling: String, lowered: String, number: UInt8) {
    (self.spelling, self.lowered, self.number) = (spelling, lowered, number)
  }

  /// Takes a token; nil when the text is none (empty, spaces, colons, control or high bytes).
  package init?(_ text: some StringProtocol) { self.init(Array(text.utf8)[...]) }

  /// Takes the bytes of a token; nil when they are none.
  ///
  /// A common name in its usual spelling costs no new text.
  init?(_ bytes: ArraySlice<UInt8>) {
    if let (known, isUsual) = CommonFieldNames.find(bytes) {
      guard !isUsual else {
        self = known
        return
      }
      self.init(spelling: HTTPSyntax.text(bytes), lowered: known.lowered, number: known.number)
    } else {
      guard HTTPSyntax.isToken(bytes) else { return nil }
      let spelling = HTTPSyntax.text(bytes)
      self.init(spelling: spelling, lowered: HTTPSyntax.lowered(spelling), number: 0)
    }
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.number != 0 || right.number != 0 ? left.number == right.number : left.lowered == right.lowered
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(lowered) }

  package var description: String { spelling }

  /// A common name, which is a token.
  fileprivate init(common spelling: String, number: Int) {
    self.init(spelling: spelling, lowered: HTTPSyntax.lowered(spelling), number: UInt8(number))
  }
}

extension HTTPFieldName: ExpressibleByStringLiteral {
  /// A name written in the program; one that is no token stops the process, since no input can cause it.
  package init(stringLiteral value: String) {
    guard let name = HTTPFieldName(value) else { preconditionFailure("not a field name") }
    self = name
  }
}

extension HTTPFieldName {
  package static let accept: HTTPFieldName = "Accept"
  package static let allow: HTTPFieldName = "Allow"
  package static let authorization: HTTPFieldName = "Authorization"
  package static let connection: HTTPFieldName = "Connection"
  package static let contentLength: HTTPFieldName = "Content-Length"
  package static let contentType: HTTPFieldName = "Content-Type"
  /// Not of HTTP but of OCPI, the same for all messages of one journey.
  package static let correlationID: HTTPFieldName = "X-Correlation-ID"
  package static let date: HTTPFieldName = "Date"
  package static let expect: HTTPFieldName = "Expect"
  package static let host: HTTPFieldName = "Host"
  package static let keepAlive: HTTPFieldName = "Keep-Alive"
  package static let link: HTTPFieldName = "Link"
  package static let location: HTTPFieldName = "Location"
  /// Not of HTTP but of OCPI, one for each message.
  package static let requestID: HTTPFieldName = "X-Request-ID"
  package static let retryAfter: HTTPFieldName = "Retry-After"
  package static let transferEncoding: HTTPFieldName = "Transfer-Encoding"
  package static let upgrade: HTTPFieldName = "Upgrade"
  package static let userAgent: HTTPFieldName = "User-Agent"

  /// Whether it is for the connection to say, and for no handler (RFC 9110 §7.6.1).
  var belongsToConnection: Bool { CommonFieldNames.isOfConnection(number) }
}

/// The names that most messages of our field are made of, found by their bytes.
///
/// They lie one after the other in memory that is never given back, so that finding one counts no references.
private enum CommonFieldNames {
  private static let spellings = [
    "Accept", "Accept-Encoding", "Accept-Language", "Allow", "Authorization", "Cache-Control", "Connection",
    "Content-Encoding", "Content-Length", "Content-Type", "Cookie", "Date", "ETag", "Expect", "Host",
    "If-None-Match", "Keep-Alive", "Last-Modified", "Link", "Location", "OCPI-from-country-code",
    "OCPI-from-party-id", "OCPI-to-country-code", "OCPI-to-party-id", "Origin", "Referer", "Retry-After",
    "Server", "Traceparent", "Transfer-Encoding", "Upgrade", "User-Agent", "Via", "X-Correlation-ID",
    "X-Forwarded-For", "X-Forwarded-Proto", "X-Limit", "X-Real-IP", "X-Request-ID", "X-Total-Count",
  ]

  private struct Entry {
    let name: HTTPFieldName
    let bytes: UnsafePointer<UInt8>
    let count: Int
  }

  /// The entries by their numbers, the first of them of number 1.
  nonisolated(unsafe) private static let entries: UnsafePointer<Entry> = {
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: spellings.count)
    for (index, spelling) in spellings.enumerated() {
      let text = Array(spelling.utf8)
      let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count)
      bytes.initialize(from: text, count: text.count)
      let name = HTTPFieldName(common: spelling, number: index + 1)
      (entries + index).initialize(to: Entry(name: name, bytes: UnsafePointer(bytes), count: text.count))
    }
    return UnsafePointer(entries)
  }()

  /// The first number of each mark, and for each number the next of the same mark; 0 is the end.
  nonisolated(unsafe) private static let chains: (first: UnsafePointer<UInt8>, next: UnsafePointer<UInt8>) = {
    let first = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    let next = UnsafeMutablePointer<UInt8>.allocate(capacity: spellings.count + 1)
    first.initialize(repeating: 0, count: 256)
    next.initialize(repeating: 0, count: spellings.count + 1)
    for (index, spelling) in spellings.enumerated() {
      let mark = Array(spelling.utf8).withUnsafeBufferPointer { Self.mark($0) }
      next[index + 1] = first[mark]
      first[mark] = UInt8(index + 1)
    }
    return (UnsafePointer(first), UnsafePointer(next))
  }()

  /// A small number that does not depend on the case of letters.
  private static func mark(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let (first, last) = (Int(bytes[0] | 0x20), Int(bytes[bytes.count - 1] | 0x20))
    return (bytes.count &* 31 &+ first &* 7 &+ last) & 255
  }

  /// Numbers of the fields that ``HTTPFieldName/belongsToConnection`` means.
  private static let connectionMask: UInt64 = spellings.enumerated().reduce(0) { mask, one in
    let own = ["Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive", "Upgrade"]
    return own.contains(one.element) ? mask | 1 << UInt64(one.offset + 1) : mask
  }

  static func isOfConnection(_ number: UInt8) -> Bool { connectionMask >> UInt64(number) & 1 == 1 }

  /// The common name that these bytes spell in any case, and whether in its usual one.
  static func find(_ slice: ArraySlice<UInt8>) -> (name: HTTPFieldName, isUsual: Bool)? {
    slice.withUnsafeBufferPointer { bytes in
      guard !bytes.isEmpty else { return nil }
      var number = chains.first[mark(bytes)]
      while number != 0 {
        let entry = entries + (Int(number) - 1)
        if entry.pointee.count == bytes.count, let isUsual = compare(bytes, entry.pointee.bytes) {
          return (entry.pointee.name, isUsual)
        }
        number = chains.next[Int(number)]
      }
      return nil
    }
  }

  /// Whether the bytes are the same; nil when they are not even without regard to case.
  private static func compare(_ bytes: UnsafeBufferPointer<UInt8>, _ name: UnsafePointer<UInt8>) -> Bool? {
    var isSame = true
    for index in bytes.indices where bytes[index] != name[index] {
      let lowered = bytes[index] | 0x20
      guard lowered == name[index] | 0x20, (0x61...0x7a).contains(lowered) else { return nil }
      isSame = false
    }
    return isSame
  }
}
