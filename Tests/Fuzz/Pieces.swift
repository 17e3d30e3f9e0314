/// Bytes in pieces of random lengths, as a network might bring them; the same bytes are always cut alike.
struct Pieces: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var place = 0
  private var state: UInt64

  /// Pieces of at most `longest` bytes each.
  init(_ bytes: [UInt8], longest: Int) {
    self.bytes = bytes
    self.longest = longest
    state = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  private let longest: Int

  mutating func next() -> [UInt8]? {
    guard place < bytes.count else { return nil }
    let end = Swift.min(bytes.count, place + 1 + number(below: longest))
    defer { place = end }
    return Array(bytes[place..<end])
  }

  /// A number from 0 up to below a bound.
  mutating func number(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
