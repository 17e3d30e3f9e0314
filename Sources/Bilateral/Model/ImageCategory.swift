/// What an image shows.
package struct ImageCategory: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let charger = ImageCategory(rawValue: "CHARGER")
  package static let entrance = ImageCategory(rawValue: "ENTRANCE")
  package static let location = ImageCategory(rawValue: "LOCATION")
  package static let network = ImageCategory(rawValue: "NETWORK")
  package static let `operator` = ImageCategory(rawValue: "OPERATOR")
  package static let other = ImageCategory(rawValue: "OTHER")
  package static let owner = ImageCategory(rawValue: "OWNER")

  package static let known: [Spelling] = [
    Spelling("CHARGER"),
    Spelling("ENTRANCE"),
    Spelling("LOCATION"),
    Spelling("NETWORK"),
    Spelling("OPERATOR"),
    Spelling("OTHER"),
    Spelling("OWNER"),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }
}
