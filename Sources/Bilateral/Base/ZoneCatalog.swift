import Glibc
import Synchronization

/// The zones of the operating system, each read once.
///
/// Names come from partners (`time_zone` of a location), so a name is checked before it becomes a path (ruling 6), and
/// only zones that exist are remembered: nobody can fill the memory with names.
package final class ZoneCatalog: Sendable {
  private let directory: String
  private let known = Mutex<[String: ZoneFile]>([:])

  /// A catalog over a directory of zone files.
  package init(directory: String = "/usr/share/zoneinfo") {
    self.directory = directory
  }

  /// The zone of that name.
  package func zone(_ name: String) throws(ZoneFileError) -> ZoneFile {
    if let zone = known.withLock({ $0[name] }) { return zone }
    guard Self.isName(name) else { throw .badName(name) }
    guard let bytes = Self.read(directory + "/" + name) else { throw .notFound(name) }
    let zone = try ZoneFile(name: name, bytes: bytes)
    known.withLock { $0[name] = zone }
    return zone
  }

  /// Whether a text may be a zone's name: `A-Z a-z 0-9 _ + -` in parts between single slashes, so no `..`.
  package static func isName(_ name: String) -> Bool {
    guard name.utf8.count <= 64 else { return false }
    return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
      part in
      !part.isEmpty && part.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || "_+-".utf8.contains($0) }
    }
  }

  /// The bytes of a regular file of at most 256 kB.
  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 262_144
    else {
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { rest in
        Glibc.read(descriptor, rest.baseAddress?.advanced(by: filled), rest.count - filled)
      }
      guard count > 0 else { return nil }
      filled += count
    }
    return bytes
  }
}
