import Testing

@testable import Bilateral

@Suite struct LineSplitterTests {
  private func split(_ text: String, parts: [Int], limit: Int = 8) -> [LineSplitter.Line] {
    var splitter = LineSplitter(limit: limit)
    var lines: [LineSplitter.Line] = []
    var rest = Array(text.utf8)[...]
    for size in parts {
      lines += splitter.take(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    lines += splitter.take(Array(rest))
    if let last = splitter.finish() { lines.append(last) }
    return lines
  }

  @Test("lines are the same wherever the stream is cut; one that is too long is dropped alone")
  func everyCut() {
    let text = "one\n\n  \r\ntoo long to be kept\nfour\nfive"
    let expected: [LineSplitter.Line] = [
      .text(number: 1, Array("one".utf8)), .tooLong(number: 4), .text(number: 5, Array("four".utf8)),
      .text(number: 6, Array("five".utf8)),
    ]
    for first in 0...text.utf8.count {
      #expect(split(text, parts: [first]) == expected)
    }
    #expect(split(text, parts: Array(repeating: 1, count: text.utf8.count)) == expected)
    #expect(split("", parts: []) == [])
    #expect(split("a\n", parts: []) == [.text(number: 1, Array("a".utf8))])
  }
}
