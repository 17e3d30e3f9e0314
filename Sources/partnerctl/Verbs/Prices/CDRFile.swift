import BilateralBase

/// A file of CDRs: a JSON array, or one a line.
enum CDRFile {
  /// Hands over the bytes of each CDR with its line, or its number in the array.
  /// - Throws: exit 65 when it is neither, 66 when there is none.
  static func read(_ path: String, named name: String, _ take: ([UInt8], Int) -> Void) throws(Failure) {
    let feed = try LineFeed(path)
    guard let first = try feed.next() else { throw Failure(.badInput, "\(name) is empty") }
    try read(first, feed, named: name, take)
  }

  /// The same for a file whose first piece was looked at.
  static func read(_ first: [UInt8], _ feed: LineFeed, named name: String, _ take: ([UInt8], Int) -> Void)
    throws(Failure)
  {
    if first.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
      var bytes = first
      while let more = try feed.next() { bytes += more }
      guard let root = try? JSONDocument(parsing: bytes, limits: .file).root, root.kind == .array else {
        throw Failure(.badInput, "\(name) is not a JSON array of CDRs")
      }
      for (place, node) in root.elements.enumerated() { take(JSON(node).bytes, place + 1) }
      return
    }
    var (line, piece) = (1, Optional(first))
    while let bytes = piece {
      for text in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
        if text.contains(where: { $0 > 0x20 }) { take(Array(text), line) }
        line += 1
      }
      if bytes.last == 0x0A { line -= 1 }
      piece = try feed.next()
    }
  }
}
