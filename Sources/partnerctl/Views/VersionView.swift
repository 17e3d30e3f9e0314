/// Says which version this is.
struct VersionView {
  /// The version of this build.
  static let version = "0.1.0"
  /// Where it goes.
  let screen: Screen

  /// Prints `partnerctl 0.1.0`.
  func show() { screen.print("partnerctl \(Self.version)") }
}
