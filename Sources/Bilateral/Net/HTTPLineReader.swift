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
  ) throws(HTTPFault) -> [UInt8]? {
    while let byte = input.first {
      guard line.count + (sawCarriageReturn ? 1 : 0) < limit else { throw overlong(line) }
      input.removeFirst()
      if sawCarriageReturn {
        guard byte == 0x0a else { throw .bareCarriageReturn }
        defer { self = HTTPLineReader() }
        return line
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
