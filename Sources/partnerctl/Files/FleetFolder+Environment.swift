import BilateralBase

extension FleetFolder {
  /// The one environment of the fleet, `test` or `prod`, as its `partnerctl.toml` says (ruling 11).
  /// - Throws: exit 65 when the file says something else, 66 when there is none.
  func environment() throws(Failure) -> String {
    let document = TOMLDocument(parsing: try FileSystem.read(path(Self.marker)), file: Self.marker)
    let name = document.root["env"]?.string ?? "test"
    guard document.problems.isEmpty, ["test", "prod"].contains(name) else {
      throw Failure(.badInput, "\(path(Self.marker)) is not valid", help: "partnerctl validate")
    }
    return name
  }
}
