/// Cuts lines out of bytes that come in any portions: CR LF ends a line, either of them alone is a fault.
struct HTTPLineReader: Sendable {
  private var line: [UInt8] = []
  private var sawCarriageReturn = false

  /// Whether no byte of a line has come yet.
  var isEmpty: Bool { line.isEmpty && !sawCarriageReturn }

  /// Takes bytes up to and with the next line end.
  ///
  /// - Parameters:
  ///   - input: bytes are taken from its front.
  ///   - limit: bytes that the line with its end may have.
  ///   - overlong: the fault when it has more, by what came so far.
  /// - Returns: the line without its end; nil when more is needed.
  /// - Throws: a bare CR or LF, a control character, or what `overlong` says.
  mutating func next(
    _ input: inout ArraySlice<UInt8>, limit: Int, _ overlong: ([UInt8]) -> HTTPFault
  ) throws(HTTPFault) -> ArraySlice<UInt8>? {
    if isEmpty, let end = Self.endOfLine(input, limit: limit) {
      defer { input = input[(end + 2)...] }
      return input[..<end]
    }
    return try nextByBytes(&input, limit: limit, overlong)
  }

  /// Where the CR LF of a line stands that is here whole, without a fault and within its limit.
  ///
  /// That is the common case, which needs no copy. Whatever else there is, the reading byte by byte tells.
  private static func endOfLine(_ input: ArraySlice<UInt8>, limit: Int) -> Int? {
    let place = input.withUnsafeBufferPointer { bytes -> Int? in
      let end = min(bytes.count, limit)
      var index = 0
      while index < end, HTTPSyntax.isValueByte(bytes[index]) { index += 1 }
      guard index + 1 < end, bytes[index] == 0x0d, bytes[index + 1] == 0x0a else { return nil }
      return index
    }
    return place.map { input.startIndex + $0 }
  }

  private mutating func nextByBytes(
    _ input: inout ArraySlice<UInt8>, limit: Int, _ overlong: ([UInt8]) -> HTTPFault
  ) throws(HTTPFault) -> ArraySlice<UInt8>? {
    while let byte = input.first {
      guard line.count + (sawCarriageReturn ? 1 : 0) < limit else { throw overlong(line) }
      input.removeFirst()
      if sawCarriageReturn {
        guard byte == 0x0a else { throw .bareCarriageReturn }
        defer { self = HTTPLineReader() }
        return line[...]
      }
      try take(byte)
    }
    return nil
  }

  private mutating func take(_ byte: UInt8) throws(HTTPFault) {
    switch byte {
    case 0x0d: sawCarriageReturn = true
    case 0x0a: throw .bareLineFeed
    default:
      guard HTTPSyntax.isValueByte(byte) else { throw .controlByte }
      line.append(byte)
    }
  }
}
