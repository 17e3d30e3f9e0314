import Glibc

/// The database's file: made by us before SQLite sees it, because SQLite would take its mode from the umask.
enum StoreFile {
  /// Makes the file with mode 0600 when it is missing and takes other people's rights away when it is not.
  ///
  /// The log and the index of readers get the same mode from SQLite. An existing file is not opened here:
  /// closing a descriptor of it would drop SQLite's locks of this process.
  static func prepare(_ path: String) throws(StoreError) {
    let made = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if made >= 0 {
      fchmod(made, 0o600)
      close(made)
      return
    }
    guard errno == EEXIST else { throw refusal("make", path) }
    guard chmod(path, 0o600) == 0 || errno == EPERM || errno == EROFS else { throw refusal("open", path) }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func refusal(_ verb: String, _ path: String) -> StoreError {
    let reason = String(cString: strerror(errno))
    return StoreError(.readOnly, "cannot \(verb) \(path): \(reason)", help: "check the state folder")
  }
}
