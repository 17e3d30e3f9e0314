/// Reads TZif bytes; every count is checked against what is there before it is used.
struct ZoneFileReader {
  /// What a file says.
  struct Table {
    var transitions: [Int64] = []
    var indices: [UInt8] = []
    var offsets: [Int] = []
    var rule: PosixZoneRule?
  }

  private struct Header {
    let version: UInt8
    let universalCount, standardCount, leapCount, timeCount, typeCount, nameBytes: Int

    /// Bytes of the block after this header, with times of that width.
    func blockSize(timeWidth: Int) -> Int {
      timeCount * (timeWidth + 1) + typeCount * 6 + nameBytes + leapCount * (timeWidth + 4) + standardCount
        + universalCount
    }
  }

  /// More than any real file needs, so that a count cannot make us allocate.
  private static let largestCount = 100_000

  private let bytes: [UInt8]
  private var at = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func read() throws(ZoneFileError) -> Table {
    let old = try header()
    guard old.version >= UInt8(ascii: "2") else {
      throw .malformed("version 1, which has no times after 2037")
    }
    try skip(old.blockSize(timeWidth: 4))
    let header = try header()
    guard header.leapCount == 0 else { throw .malformed("it counts leap seconds") }
    guard header.typeCount > 0 else { throw .malformed("it names no offset") }
    let start = at
    var table = Table()
    for _ in 0..<header.timeCount { table.transitions.append(Int64(truncatingIfNeeded: try number(8))) }
    for _ in 0..<header.timeCount { table.indices.append(UInt8(truncatingIfNeeded: try number(1))) }
    for _ in 0..<header.typeCount {
      table.offsets.append(Int(Int32(truncatingIfNeeded: try number(4))))
      try skip(2)
    }
    at = start
    try skip(header.blockSize(timeWidth: 8))
    table.rule = try footer()
    try check(table)
    return table
  }

  private func check(_ table: Table) throws(ZoneFileError) {
    guard zip(table.transitions, table.transitions.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .malformed("its times do not ascend")
    }
    guard table.indices.allSatisfy({ $0 < table.offsets.count }) else {
      throw .malformed("a time names an offset that is not there")
    }
    guard table.offsets.allSatisfy({ (-93_600...93_600).contains($0) }) else {
      throw .malformed("an offset is larger than 26 hours")
    }
  }

  private mutating func header() throws(ZoneFileError) -> Header {
    guard bytes.count - at >= 44, bytes[at..<at + 4].elementsEqual("TZif".utf8) else {
      throw .malformed("no TZif header at byte \(at)")
    }
    let version = bytes[at + 4]
    at += 20
    var counts: [Int] = []
    for _ in 0..<6 { counts.append(Int(try number(4))) }
    guard counts.allSatisfy({ $0 <= Self.largestCount }) else {
      throw .malformed("a count of \(counts.max() ?? 0)")
    }
    return Header(
      version: version, universalCount: counts[0], standardCount: counts[1], leapCount: counts[2],
      timeCount: counts[3], typeCount: counts[4], nameBytes: counts[5])
  }

  private mutating func footer() throws(ZoneFileError) -> PosixZoneRule? {
    guard at < bytes.count, bytes[at] == 0x0A, let end = bytes[(at + 1)...].firstIndex(of: 0x0A) else {
      throw .malformed("no footer")
    }
    let text = String(decoding: bytes[(at + 1)..<end], as: UTF8.self)
    if text.isEmpty { return nil }
    guard let rule = PosixZoneRule(text) else { throw .malformed("the footer is no rule") }
    return rule
  }

  private mutating func number(_ width: Int) throws(ZoneFileError) -> UInt64 {
    guard bytes.count - at >= width else { throw .malformed("it ends at byte \(bytes.count)") }
    defer { at += width }
    return bytes[at..<at + width].reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func skip(_ count: Int) throws(ZoneFileError) {
    guard bytes.count - at >= count else { throw .malformed("it ends at byte \(bytes.count)") }
    at += count
  }
}
