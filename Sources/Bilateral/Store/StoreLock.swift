import Glibc
import Synchronization

/// The lock file beside the database, held while a runtime lives (ruling 10).
///
/// `flock` and not a file that exists or not: the kernel lets go when the process dies, however it dies.
package final class StoreLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// Takes the lock of the database at `path`.
  ///
  /// - Throws: `StoreError` of kind `locked` that names the other process, `readOnly` when there is no way in.
  package init(database path: String) throws(StoreError) {
    let name = path + ".lock"
    let file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      let reason = String(cString: strerror(errno))
      throw StoreError(.readOnly, "cannot open \(name): \(reason)", help: "check the state folder")
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.holder(in: file)
      close(file)
      throw StoreError(
        .locked, "\(path) is in use by \(holder)", help: "one runtime per database: stop the other one")
    }
    Self.writeHolder(to: file)
    descriptor = Mutex(file)
  }

  /// Who holds the lock of the database at `path`; nil when nobody does.
  ///
  /// Changes nothing.
  package static func holder(of path: String) -> String? {
    let file = open(path + ".lock", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard flock(file, LOCK_SH | LOCK_NB) != 0 else { return nil }
    return holder(in: file)
  }

  deinit { release() }

  /// Lets go of the lock; harmless when repeated.
  package func release() {
    descriptor.withLock { file in
      // A child process that is just being started holds a copy of the descriptor: closing ours would not let go.
      if let open = file {
        flock(open, LOCK_UN)
        close(open)
      }
      file = nil
    }
  }

  private static func writeHolder(to file: Int32) {
    let text = "\(getpid())\n"
    ftruncate(file, 0)
    _ = text.withCString { pwrite(file, $0, text.utf8.count, 0) }
  }

  private static func holder(in file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(file, &bytes, bytes.count, 0)
    let number = bytes.prefix(max(0, count)).prefix { $0 >= 0x30 && $0 <= 0x39 }
    return number.isEmpty ? "another process" : "process \(String(decoding: number, as: UTF8.self))"
  }
}
