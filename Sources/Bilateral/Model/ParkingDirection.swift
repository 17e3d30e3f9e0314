/// How a vehicle stands.
package struct ParkingDirection: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let parallel = ParkingDirection(rawValue: "PARALLEL")
  package static let perpendicular = ParkingDirection(rawValue: "PERPENDICULAR")
  package static let angle = ParkingDirection(rawValue: "ANGLE")

  package static let known: [Spelling] = [
    Spelling("PARALLEL", since: .v2_3_0),
    Spelling("PERPENDICULAR", since: .v2_3_0),
    Spelling("ANGLE", since: .v2_3_0),
  ]
}
