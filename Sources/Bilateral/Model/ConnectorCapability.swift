/// What a connector can do by itself.
package struct ConnectorCapability: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let iso15118x2PlugAndCharge = ConnectorCapability(rawValue: "ISO_15118_2_PLUG_AND_CHARGE")
  package static let iso15118x20PlugAndCharge = ConnectorCapability(rawValue: "ISO_15118_20_PLUG_AND_CHARGE")

  package static let known: [Spelling] = [
    Spelling("ISO_15118_2_PLUG_AND_CHARGE", since: .v2_3_0),
    Spelling("ISO_15118_20_PLUG_AND_CHARGE", since: .v2_3_0),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }
}
