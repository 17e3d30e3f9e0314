import Bilateral

/// Says which version this is.
struct VersionView {
  /// The version of this build.
  static let version = ProgramVersion.text
  /// Where it goes.
  let screen: Screen

  /// Prints `partnerctl` and the version.
  func show() { screen.print("partnerctl \(Self.version)") }
}
