/// A text with an index of its lines, so that many findings can quote it without reading it again.
package struct SourceText: Sendable {
  private let bytes: [UInt8]
  private let starts: [Int]

  /// The text of a file; bytes that are not UTF-8 are shown as replacement characters.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    self.starts = starts
  }

  /// The text of line `number`, counted from 1, without its line end; `nil` when there is no such line.
  package func line(_ number: Int) -> String? {
    guard number >= 1, number <= starts.count else { return nil }
    var end = number < starts.count ? starts[number] - 1 : bytes.count
    let start = starts[number - 1]
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
