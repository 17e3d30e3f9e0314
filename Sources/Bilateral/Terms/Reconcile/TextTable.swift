import Glibc

/// Texts, each held once in one buffer; a number stands for each.
///
/// A month has millions of ids, and a `String` of more than fifteen characters is a piece of memory of its own.
package struct TextTable: Sendable {
  /// Stands for a text of one table.
  package struct Number: Hashable, Sendable {
    fileprivate let raw: UInt32
    /// Stands for no text.
    static let none = Number(raw: 0)
    /// Where something of this text is kept in a list of ``TextTable/places`` things.
    var place: Int { Int(raw) }
  }

  private var bytes: [UInt8] = []
  /// Where each ends; the first is the text that stands for none.
  private var ends = [0]
  /// Numbers by hash, 0 where free; their count is a power of two.
  private var slots = [UInt32](repeating: 0, count: 64)

  /// An empty table.
  package init() {}

  /// So long is a list that keeps something of each text at its place.
  var places: Int { ends.count }

  /// The number of a text, which is added where it is new.
  ///
  /// - Parameter text: the text; nil for none.
  /// - Returns: the same number for the same text.
  mutating func number(of text: String?) -> Number {
    guard var text else { return .none }
    return text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// The number of a text; nil where it is not here.
  func known(_ text: String) -> Number? {
    var text = text
    return text.withUTF8 { text in
      let slot = slot(of: UnsafeRawBufferPointer(text))
      return slots[slot] == 0 ? nil : Number(raw: slots[slot])
    }
  }

  /// The text of a number; nil for none.
  subscript(number: Number) -> String? {
    guard number != .none, number.place < ends.count else { return nil }
    return String(decoding: bytes[range(number.place)], as: UTF8.self)
  }

  /// Whether one text stands before another, byte by byte.
  func isLess(_ left: Number, _ right: Number) -> Bool {
    bytes.withUnsafeBytes { all in
      let (one, other) = (all[range(left.place)], all[range(right.place)])
      return one.lexicographicallyPrecedes(other)
    }
  }

  private func range(_ place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }

  private mutating func add(_ text: UnsafeRawBufferPointer) -> Number {
    if ends.count * 4 > slots.count * 3 { grow() }
    let slot = slot(of: text)
    if slots[slot] == 0 {
      slots[slot] = UInt32(truncatingIfNeeded: ends.count)
      bytes.append(contentsOf: text)
      ends.append(bytes.count)
    }
    return Number(raw: slots[slot])
  }

  /// Where a text stands, or would stand.
  private func slot(of text: UnsafeRawBufferPointer) -> Int {
    bytes.withUnsafeBytes { all in
      var slot = Self.hash(text) & (slots.count - 1)
      while slots[slot] != 0, !Self.isSame(text, all[range(Int(slots[slot]))]) {
        slot = (slot + 1) & (slots.count - 1)
      }
      return slot
    }
  }

  private mutating func grow() {
    var wider = [UInt32](repeating: 0, count: slots.count * 2)
    bytes.withUnsafeBytes { all in
      for place in 1..<max(1, ends.count) {
        var slot = Self.hash(UnsafeRawBufferPointer(rebasing: all[range(place)])) & (wider.count - 1)
        while wider[slot] != 0 { slot = (slot + 1) & (wider.count - 1) }
        wider[slot] = UInt32(truncatingIfNeeded: place)
      }
    }
    slots = wider
  }

  private static func hash(_ text: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: text)
    return hasher.finalize()
  }

  private static func isSame(
    _ text: UnsafeRawBufferPointer, _ kept: Slice<UnsafeRawBufferPointer>
  ) -> Bool {
    guard text.count == kept.count else { return false }
    guard let left = text.baseAddress, let right = UnsafeRawBufferPointer(rebasing: kept).baseAddress else {
      return true
    }
    return memcmp(left, right, text.count) == 0
  }
}
