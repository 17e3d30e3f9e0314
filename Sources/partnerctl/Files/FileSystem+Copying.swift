import BilateralCrypto
import Glibc

extension FileSystem {
  /// The bytes of a file; nil when there is none.
  static func size(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// The permission bits of a file.
  static func mode(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_mode & 0o777) : 0o600
  }

  /// SHA-256 of a file in hexadecimal digits, read piece by piece.
  /// - Throws: exit 66 when it cannot be read.
  static func sha256(_ path: String) throws(Failure) -> String {
    var hash = SHA256()
    try pieces(of: path) { (piece) throws(Failure) in hash.update(UnsafeRawBufferPointer(piece)) }
    return Hex.encode(hash.finish())
  }

  /// Copies a file piece by piece to where none is, and waits for the disk.
  /// - Throws: exit 66 or 73.
  static func copy(_ from: String, to path: String, mode: mode_t) throws(Failure) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    func failure() -> Failure {
      Failure(.cannotWrite, "cannot write \(path): \(Descriptor.reason(errno))")
    }
    guard file >= 0 else { throw failure() }
    defer { close(file) }
    try pieces(of: from) { (piece) throws(Failure) in
      var rest = UnsafeRawBufferPointer(piece)[...]
      while !rest.isEmpty {
        let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        guard count >= 0 || errno == EINTR else { throw failure() }
        rest = rest.dropFirst(max(0, count))
      }
    }
    guard fchmod(file, mode) == 0, fsync(file) == 0 else { throw failure() }
  }

  /// Makes names and renames in a folder reach the disk.
  static func sync(folder path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Makes a folder and all below it reach the disk; its files have done so.
  static func syncAll(_ path: String) {
    for name in allNames(in: path) where kind(path + "/" + name) == .folder { syncAll(path + "/" + name) }
    sync(folder: path)
  }

  private static func pieces(
    of path: String, _ take: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure(.missing, "cannot read \(path): \(Descriptor.reason(errno))") }
    defer { close(file) }
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { room.deallocate() }
    while true {
      let count = Glibc.read(file, room.baseAddress, room.count)
      if count == 0 { return }
      if count > 0 {
        try take(UnsafeMutableRawBufferPointer(rebasing: room[..<count]))
      } else if errno != EINTR {
        throw Failure(.missing, "cannot read \(path): \(Descriptor.reason(errno))")
      }
    }
  }
}
