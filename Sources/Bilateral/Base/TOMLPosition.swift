/// Turns byte offsets of a text into lines and columns, each line counted once.
struct TOMLPosition {
  private let bytes: [UInt8]
  private let lineStarts: [Int]
  private let hasOnlyASCII: Bool

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    var isASCII = true
    for (offset, byte) in bytes.enumerated() {
      if byte == 0x0A { starts.append(offset + 1) }
      if byte >= 0x80 { isASCII = false }
    }
    lineStarts = starts
    hasOnlyASCII = isASCII
  }

  /// The line (from 1) that holds the byte at `offset`; O(log lines).
  func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// Line, column and length in characters of a byte range; the length ends with its first line.
  func place(_ range: Range<Int>, file: String) -> SourcePlace {
    let line = line(at: range.lowerBound)
    let start = lineStarts[line - 1]
    let lineEnd = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    let end = min(range.upperBound, lineEnd)
    // A byte order mark stands before the first column.
    let origin = line == 1 && bytes.starts(with: TOMLParser.byteOrderMark) ? 3 : start
    return SourcePlace(
      file: file, line: line, column: 1 + characters(from: origin, to: range.lowerBound),
      length: characters(from: range.lowerBound, to: end))
  }

  private func characters(from start: Int, to end: Int) -> Int {
    guard start < end else { return 0 }
    if hasOnlyASCII { return end - start }
    return bytes[start..<min(end, bytes.count)].count { $0 & 0xC0 != 0x80 }
  }
}
