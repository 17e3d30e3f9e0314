import Glibc

/// Writes files that are for their owner alone, whatever the umask (S-40).
package enum PrivateFile {
  /// Writes a file anew; it appears whole, in one step, with mode 0600.
  ///
  /// - Throws: what the system says.
  package static func write(_ bytes: [UInt8], to path: String) throws(SecretFile.Failure) {
    let draft = "\(path).new"
    unlink(draft)
    let fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard fd >= 0 else { throw failure(path) }
    let isWritten = writeAll(bytes, to: fd)
    guard close(fd) == 0, isWritten, rename(draft, path) == 0 else { throw failure(path) }
  }

  private static func writeAll(_ bytes: [UInt8], to fd: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(fd, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return false }
      done += max(0, count)
    }
    return true
  }

  private static func failure(_ path: String) -> SecretFile.Failure {
    SecretFile.Failure(path: path, reason: String(cString: strerror(errno)))
  }
}
