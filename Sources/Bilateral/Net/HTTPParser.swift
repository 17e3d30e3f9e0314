/// Reads a head out of bytes that come in any portions: strict, and exact to the byte.
///
/// A line ends with CR LF and nothing else; a field is `name:value` with a token for a name; whatever two programs could
/// read in two ways is refused. The result does not depend on how the bytes were cut.
package struct HTTPParser<Head: HTTPHead>: Sendable {
  private let limits: HTTPLimits
  private var lines = HTTPLineReader()
  private var head: Head?
  private var skipsEmptyLine = Head.skipsEmptyLine
  private var size = 0

  /// A parser for one message after the other under these limits.
  package init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

  /// Whether a message has begun and is not complete.
  package var isWithinHead: Bool { head != nil || !lines.isEmpty || size > 0 }

  /// Takes bytes from the front of `input` up to the end of the head and not one more.
  ///
  /// - Returns: the head, or nil when all input was used and more is needed.
  /// - Throws: the fault; the parser is of no further use then.
  package mutating func parse(_ input: inout ArraySlice<UInt8>) throws(HTTPFault) -> Head? {
    while let line = try nextLine(&input) {
      if line.isEmpty {
        guard let complete = head else {
          try skipEmptyLine()
          continue
        }
        self = HTTPParser(limits: limits)
        try complete.validate()
        return complete
      }
      try take(line)
    }
    return nil
  }

  private mutating func nextLine(_ input: inout ArraySlice<UInt8>) throws(HTTPFault) -> ArraySlice<UInt8>? {
    let room = limits.headSize - size
    let lineLimit = head == nil ? min(room, Head.firstLineLimit(limits)) : room
    let line = try lines.next(&input, limit: lineLimit, head == nil ? Head.overlong : { _ in .headTooLarge })
    if let line { size += line.count + 2 }
    return line
  }

  private mutating func skipEmptyLine() throws(HTTPFault) {
    guard skipsEmptyLine else { throw .emptyLine }
    skipsEmptyLine = false
  }

  private mutating func take(_ line: ArraySlice<UInt8>) throws(HTTPFault) {
    guard head != nil else {
      head = try Head(firstLine: line)
      return
    }
    let (name, value) = try HTTPFieldLine.read(line)
    guard let count = head?.fields.count, count < limits.fieldCount else { throw .tooManyFields }
    head?.fields.addRead(name, value)
  }
}

/// Reads one field line of a head or trailer.
enum HTTPFieldLine {
  static func read(_ line: ArraySlice<UInt8>) throws(HTTPFault) -> (HTTPFieldName, String) {
    guard line.first != 0x20, line.first != 0x09 else { throw .foldedField }
    guard let colon = line.firstIndex(of: 0x3a), let name = HTTPFieldName(line[..<colon])
    else { throw .invalidFieldName }
    return (name, HTTPSyntax.text(HTTPSyntax.trimmed(line[(colon + 1)...])))
  }
}
