/// Takes the body of one message out of bytes that come in any portions.
///
/// Strict: a chunk size is hexadecimal digits alone, an extension is `;name` or `;name=value` without white space,
/// data is followed by CR LF, a trailer obeys the rules of a head and says nothing about framing.
package struct HTTPBodyParser: Sendable {
  /// What the front of the input gave.
  package enum Part: Sendable, Equatable {
    /// Bytes of the body, at least one.
    case bytes(ArraySlice<UInt8>)
    /// The body is complete; what is left of the input belongs to the next message.
    case end
  }

  private enum State: Sendable {
    case counted(Int)
    case untilClose
    case chunkSize
    case chunk(Int)
    case chunkEnd
    case trailer(fields: Int)
    case ended
  }

  private let limits: HTTPLimits
  private var state: State
  private var lines = HTTPLineReader()
  private var extensionSize = 0
  private var trailerSize = 0

  /// A parser for the one body that is framed so.
  package init(_ framing: HTTPFraming, limits: HTTPLimits = HTTPLimits()) {
    self.limits = limits
    state =
      switch framing {
      case .none: .counted(0)
      case .length(let count): .counted(count)
      case .chunked: .chunkSize
      case .untilClose: .untilClose
      }
  }

  /// Whether the end was reached.
  package var isComplete: Bool {
    switch state {
    case .counted(0), .ended: true
    default: false
    }
  }

  /// The bytes that are still to come at least; nil when nothing tells.
  package var remaining: Int? {
    if case .counted(let count) = state { count } else { nil }
  }

  /// Takes the next part from the front of `input`.
  ///
  /// - Returns: nil when all input was used and more is needed.
  package mutating func parse(_ input: inout ArraySlice<UInt8>) throws(HTTPFault) -> Part? {
    while true {
      switch state {
      case .counted(0), .ended: return .end
      case .counted(let count):
        guard let part = Self.take(count, &input) else { return nil }
        state = .counted(count - part.count)
        return .bytes(part)
      case .untilClose: return Self.take(.max, &input).map { .bytes($0) }
      case .chunk(let count):
        guard let part = Self.take(count, &input) else { return nil }
        state = part.count == count ? .chunkEnd : .chunk(count - part.count)
        return .bytes(part)
      case .chunkSize, .chunkEnd, .trailer:
        guard let line = try nextLine(&input) else { return nil }
        try take(line)
      }
    }
  }

  /// Tells that the connection ended.
  ///
  /// - Throws: ``HTTPFault/truncatedBody`` unless the body is complete, or runs until the close.
  package mutating func end() throws(HTTPFault) {
    if case .untilClose = state { state = .ended }
    guard isComplete else { throw .truncatedBody }
  }

  private static func take(_ count: Int, _ input: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard !input.isEmpty else { return nil }
    let part = input.prefix(count)
    input = input.dropFirst(part.count)
    return part
  }

  private mutating func nextLine(_ input: inout ArraySlice<UInt8>) throws(HTTPFault) -> ArraySlice<UInt8>? {
    switch state {
    case .chunkEnd: try lines.next(&input, limit: 2) { _ in .invalidChunkEnd }
    case .trailer: try lines.next(&input, limit: limits.trailerSize - trailerSize) { _ in .headTooLarge }
    default:
      try lines.next(&input, limit: 20 + limits.chunkExtensionSize - extensionSize) {
        $0.contains(0x3b) ? .chunkExtensionsTooLarge : .invalidChunkSize
      }
    }
  }

  private mutating func take(_ line: ArraySlice<UInt8>) throws(HTTPFault) {
    switch state {
    case .chunkEnd:
      guard line.isEmpty else { throw .invalidChunkEnd }
      state = .chunkSize
    case .trailer(let fields):
      trailerSize += line.count + 2
      state = line.isEmpty ? .ended : .trailer(fields: fields + 1)
      if !line.isEmpty { try checkTrailer(line, number: fields) }
    default:
      let size = try chunkSize(line)
      state = size == 0 ? .trailer(fields: 0) : .chunk(size)
    }
  }

  /// Trailers are checked and dropped: nothing here uses one.
  private func checkTrailer(_ line: ArraySlice<UInt8>, number: Int) throws(HTTPFault) {
    guard number < limits.fieldCount else { throw .tooManyFields }
    let (name, _) = try HTTPFieldLine.read(line)
    guard !Self.forbiddenTrailers.contains(name) else { throw .forbiddenTrailer }
  }

  /// Framing, routing, authentication and content rules may not come after the fact (RFC 9110 §6.5.1).
  private static let forbiddenTrailers: Set<HTTPFieldName> = [
    .transferEncoding, .contentLength, .host, .authorization, .connection, .contentType, .expect, .location,
    .retryAfter, "Content-Encoding", "Content-Range", "Trailer", "TE", "Upgrade", "Cookie", "Set-Cookie",
    "Cache-Control", "Max-Forwards", "Proxy-Authorization", "Keep-Alive",
  ]

  private mutating func chunkSize(_ line: ArraySlice<UInt8>) throws(HTTPFault) -> Int {
    let end = line.firstIndex(of: 0x3b) ?? line.endIndex
    let digits = line[..<end]
    guard (1...15).contains(digits.count) else { throw .invalidChunkSize }
    var size = 0
    for byte in digits {
      guard let value = HTTPSyntax.hexValue(byte) else { throw .invalidChunkSize }
      size = size << 4 | value
    }
    extensionSize += line.endIndex - end
    guard extensionSize <= limits.chunkExtensionSize else { throw .chunkExtensionsTooLarge }
    guard HTTPChunkExtensions.areValid(line[end...]) else { throw .invalidChunkExtension }
    return size
  }
}

/// The grammar of chunk extensions, without the white space that RFC 9112 calls bad (§7.1.1).
enum HTTPChunkExtensions {
  /// Whether the bytes are any number of `;name`, `;name=token` and `;name="quoted"`.
  static func areValid(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      guard rest.popFirst() == 0x3b, takeToken(&rest) else { return false }
      guard rest.first == 0x3d else { continue }
      rest.removeFirst()
      guard rest.first == 0x22 ? takeQuoted(&rest) : takeToken(&rest) else { return false }
    }
    return true
  }

  private static func takeToken(_ rest: inout ArraySlice<UInt8>) -> Bool {
    let end = rest.firstIndex { !HTTPSyntax.isTokenByte($0) } ?? rest.endIndex
    defer { rest = rest[end...] }
    return end > rest.startIndex
  }

  private static func takeQuoted(_ rest: inout ArraySlice<UInt8>) -> Bool {
    rest.removeFirst()
    while let byte = rest.popFirst() {
      if byte == 0x22 { return true }
      if byte == 0x5c, rest.popFirst() == nil { return false }
    }
    return false
  }
}
