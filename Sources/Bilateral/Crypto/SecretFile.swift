import Glibc

/// Reads files that hold secrets and refuses those that others may read (S-40).
package enum SecretFile {
  /// Why a secret was not read; the text says how to mend it and never shows the content.
  package struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file.
    package var path: String
    /// What is wrong, and the way out.
    package var reason: String

    package var description: String { "\(path): \(reason)" }
  }

  /// The bytes of a file that only its owner may read.
  ///
  /// Checked on the open file, so that it cannot be exchanged between check and reading. The owner must be this
  /// process's user or root, the mode 0600 or 0400, and it must be an ordinary file of at most 1 MiB.
  package static func read(_ path: String) throws(Failure) -> [UInt8] {
    let fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard fd >= 0 else { throw Failure(path: path, reason: String(cString: strerror(errno))) }
    defer { close(fd) }
    let size = try checkedSize(of: fd, path)
    var bytes = [UInt8](repeating: 0, count: size)
    let count = bytes.withUnsafeMutableBytes { Glibc.read(fd, $0.baseAddress, size) }
    guard count == size else { throw Failure(path: path, reason: "could not be read whole") }
    return bytes
  }

  private static func checkedSize(of fd: Int32, _ path: String) throws(Failure) -> Int {
    var status = stat()
    guard fstat(fd, &status) == 0 else { throw Failure(path: path, reason: String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(path: path, reason: "is not an ordinary file")
    }
    guard status.st_mode & 0o077 == 0 else {
      let mode = String(status.st_mode & 0o777, radix: 8)
      throw Failure(
        path: path, reason: "mode 0\(mode) lets others read this secret; run: chmod 600 \"\(path)\"")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw Failure(path: path, reason: "belongs to another user (uid \(status.st_uid)); run: chown")
    }
    guard status.st_size <= 1 << 20 else { throw Failure(path: path, reason: "is larger than 1 MiB") }
    return Int(status.st_size)
  }
}
