package import BilateralBase

extension CiString {
  /// A stable id that is short enough for a version, for ids that it would refuse.
  ///
  /// The beginning of the id, `-` and eight hex digits of its hash: the same id always gives the same one, in whatever
  /// case it comes. Two ids may still collide, so whoever sends it keeps a table.
  ///
  /// - Parameter limit: the most characters, at least 10.
  /// - Returns: the id itself when it is short enough.
  package func shortened(to limit: Int) -> CiString {
    guard text.utf8.count > limit, limit >= 10 else { return self }
    var hash: UInt32 = 0x811C_9DC5
    for byte in folded.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    let padded = String(repeating: "0", count: 8 - digits.count) + digits
    return CiString(String(text.unicodeScalars.prefix(limit - 9)) + "-" + padded)
  }
}
