import BilateralBase

extension GeoLocation {
  /// Writes as many decimals as the version wants.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    writer.adaptCoordinate(&latitude, "latitude", longest: 10)
    writer.adaptCoordinate(&longitude, "longitude", longest: 11)
    return nil
  }
}

extension AdditionalGeoLocation {
  /// Writes as many decimals as the version wants.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    writer.adaptCoordinate(&latitude, "latitude", longest: 10)
    writer.adaptCoordinate(&longitude, "longitude", longest: 11)
    return nil
  }
}

extension WireWriter {
  /// Adds zeros, or rounds and tells so; what is no decimal number stays as it is (LOC-17).
  fileprivate mutating func adaptCoordinate(_ text: inout String, _ member: String, longest: Int) {
    let count = text.utf8.count
    let dot = text.utf8.firstIndex(of: UInt8(ascii: "."))
    let decimals = dot.map { text.utf8.distance(from: $0, to: text.utf8.endIndex) - 1 } ?? 0
    let least = version == .v2_1_1 ? 6 : 5
    let most = max(least, min(version == .v2_1_1 ? 6 : 7, longest - (count - decimals)))
    guard !(least...most).contains(decimals), count > decimals, text.utf8.allSatisfy(Self.isOfDecimal) else {
      return
    }
    if decimals < least {
      let padded = text + (dot == nil ? "." : "") + String(repeating: "0", count: least - decimals)
      if Rational(decimalText: padded) != nil { text = padded }
    } else if let value = Rational(decimalText: text) {
      text = value.decimalText(places: most)
      note(.approximated, "\(version) takes \(most) decimals", member: member)
    }
  }

  private static func isOfDecimal(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || byte == 0x2D || byte == 0x2E
  }
}
