import BilateralBase

extension ConnectorType {
  /// Whether the version can name the plug, or the partner takes names that it cannot.
  func canBeSaid(in writer: WireWriter) -> Bool {
    !isKnown || writer.style.sendsUnknownPlugs || isKnown(in: writer.version)
  }

  /// A plug is never passed off as another one, even where the shape is the same.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    canBeSaid(in: writer) ? nil : "\(writer.version) has no plug \(rawValue)"
  }
}
