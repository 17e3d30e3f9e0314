extension FleetFolder {
  /// The one environment of the fleet, `test` or `prod`, as its `partnerctl.toml` says (ruling 11).
  /// - Throws: exit 66 when there is no such file.
  func environment() throws(Failure) -> String {
    let text = String(decoding: try FileSystem.read(path(Self.marker)), as: UTF8.self)
    let words = text.split(separator: "\n").first { $0.hasPrefix("env ") || $0.hasPrefix("env=") }
    return words?.contains("\"prod\"") == true ? "prod" : "test"
  }
}
