/// A version of OCPI that we speak; later ones are greater.
package enum OCPIVersion: UInt8, Sendable, Hashable, CaseIterable, Comparable {
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// OCPI 2.1.1.
  case v2_1_1
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// OCPI 2.2.1.
  case v2_2_1
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// OCPI 2.3.0, edition 2.
  case v2_3_0

  /// The newest version, after which the model is shaped.
  package static let newest = OCPIVersion.v2_3_0

  /// Reads `2.2.1`, also as `v2.2.1` or `2.2.1-d2` (P-15); nothing for versions that we do not speak.
  package init?(_ text: some StringProtocol) {
    var core = Substring(text)
    if core.first == "v" || core.first == "V" { core = core.dropFirst() }
    core = core.prefix { $0 != "-" }
    guard let version = Self.allCases.first(where: { $0.description == core }) else { return nil }
    self = version
  }

  package static func < (a: OCPIVersion, b: OCPIVersion) -> Bool { a.rawValue < b.rawValue }
}

extension OCPIVersion: CustomStringConvertible {
  /// The version as OCPI spells it.
  package var description: String {
    switch self {
    case .v2_1_1: "2.1.1"
    case .v2_2_1: "2.2.1"
    case .v2_3_0: "2.3.0"
    }
  }
}
