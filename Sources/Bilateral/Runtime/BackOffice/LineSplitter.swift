/// Cuts a stream of bytes into lines, whatever the parts it comes in; a line that is too long is dropped as a whole.
struct LineSplitter {
  /// A line, or what is known of one that was too long.
  enum Line: Equatable {
    case text(number: Int, [UInt8])
    case tooLong(number: Int)
  }

  private let limit: Int
  private var rest: [UInt8] = []
  private var isDropping = false
  private var number = 0

  /// Makes a splitter; `limit` in bytes without the line end.
  init(limit: Int) { self.limit = limit }

  /// The lines that end within these bytes; blank ones count but are left out.
  mutating func take(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      append(bytes[start..<end])
      if let line = endLine() { lines.append(line) }
      start = end + 1
    }
    append(bytes[start...])
    return lines
  }

  /// The last line, when the stream does not end in a line end.
  mutating func finish() -> Line? { rest.isEmpty && !isDropping ? nil : endLine() }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    guard !isDropping else { return }
    if rest.count + bytes.count > limit {
      (rest, isDropping) = ([], true)
    } else {
      rest += bytes
    }
  }

  private mutating func endLine() -> Line? {
    defer { (rest, isDropping) = ([], false) }
    number += 1
    guard !isDropping else { return .tooLong(number: number) }
    let isBlank = rest.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    return isBlank ? nil : .text(number: number, rest)
  }
}
