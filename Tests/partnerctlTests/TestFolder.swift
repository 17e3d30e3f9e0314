import Glibc

@testable import partnerctl

/// A folder that goes away with the test.
final class TestFolder: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/partnerctl-test-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/nowhere"
  }

  /// A fleet with its marker; `env` is test unless told otherwise.
  static func fleet(env: String = "test", partners: [String] = []) throws -> TestFolder {
    let folder = TestFolder()
    let ours =
      "schema = \"bilateral-fleet/1\"\nenv = \"\(env)\"\n[us]\nname = \"Nordic Volt\"\nparties = [\"DE-NVO:CPO\"]\n"
    try folder.write("partnerctl.toml", ours)
    for id in partners { try folder.write("partners/\(id).toml", Self.partner(id)) }
    return folder
  }

  static func partner(_ id: String) -> String {
    """
    schema = "bilateral/1"
    id     = "\(id)"
    name   = "Partner \(id)"
    status = "test"
    [them]
    roles = ["NL-ACM:EMSP"]
    [connection]
    versions_url = "https://sandbox.\(id).example/ocpi/versions"

    """
  }

  func write(_ name: String, _ text: String) throws {
    try FileSystem.makeFolder(FileSystem.folder(of: path + "/" + name))
    try FileSystem.write(Array(text.utf8), to: path + "/" + name)
  }

  func text(_ name: String) -> String? { readFile(path + "/" + name) }

  func mode(_ name: String) -> Int? {
    var status = stat()
    return stat(path + "/" + name, &status) == 0 ? Int(status.st_mode & 0o777) : nil
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    for name in FileSystem.allNames(in: path) {
      let inner = path + "/" + name
      var status = stat()
      guard lstat(inner, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR { remove(inner) } else { unlink(inner) }
    }
    rmdir(path)
  }
}
