import BilateralCrypto

/// The hash that tells whether an object of ours says something new: SHA-256 of its text without any `last_updated`.
///
/// It works on the compact text that our own writer makes. There the bytes `"last_updated":"` stand nowhere but at
/// a member of that name, because a quote within a string is escaped.
package enum ContentHash {
  private static let marker = Array(#""last_updated":""#.utf8)

  /// The hash of a text written by us.
  package static func of(_ text: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    text.withUnsafeBytes { bytes in
      var start = 0
      var index = 0
      while let found = find(in: bytes, from: index) {
        hash.update(UnsafeRawBufferPointer(rebasing: bytes[start..<found]))
        var end = found
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += 1 }
        (start, index) = (end, end)
      }
      hash.update(UnsafeRawBufferPointer(rebasing: bytes[start...]))
    }
    return hash.finish()
  }

  /// Where the next value of a `last_updated` begins.
  private static func find(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var index = start
    while index + marker.count <= bytes.count {
      if bytes[index] == marker[0], bytes[index + 1] == marker[1], matches(bytes, at: index) {
        return index + marker.count
      }
      index += 1
    }
    return nil
  }

  private static func matches(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
    for offset in 2..<marker.count where bytes[index + offset] != marker[offset] { return false }
    return true
  }
}
