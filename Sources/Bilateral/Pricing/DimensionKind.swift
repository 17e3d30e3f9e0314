import Glibc

/// What a dimension of a charging period measures, as far as a price can depend on it.
enum DimensionKind: Sendable {
  case energy, time, parking, reservation
  case minCurrent, maxCurrent, current, minPower, maxPower, power
  /// Known, but never priced.
  case other
  case unknown

  /// Reads the spelling of the wire.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self = .unknown
    for spelling in Self.spellings where Self.spells(spelling.text, bytes) {
      self = spelling.kind
      return
    }
  }

  /// Reads the spelling of the wire.
  init(_ text: String) {
    var text = text
    self = text.withUTF8 { DimensionKind($0) }
  }

  private static func spells(_ text: StaticString, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.utf8CodeUnitCount == bytes.count, let base = bytes.baseAddress else { return false }
    return memcmp(base, text.utf8Start, bytes.count) == 0
  }

  private static let spellings: [(text: StaticString, kind: DimensionKind)] = [
    ("ENERGY", .energy), ("TIME", .time), ("PARKING_TIME", .parking), ("MIN_CURRENT", .minCurrent),
    ("MAX_CURRENT", .maxCurrent), ("MIN_POWER", .minPower), ("MAX_POWER", .maxPower), ("POWER", .power),
    ("CURRENT", .current), ("RESERVATION_TIME", .reservation), ("FLAT", .other), ("ENERGY_IMPORT", .other),
    ("ENERGY_EXPORT", .other), ("STATE_OF_CHARGE", .other),
  ]
}
