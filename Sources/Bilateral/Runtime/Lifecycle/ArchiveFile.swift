import BilateralCrypto
import Foundation
import Glibc

/// A file of an archive while it is written, with its hash: bytes go in as they come and are on disk at the end.
struct ArchiveFile: ~Copyable {
  private let handle: FileHandle
  private var hash = SHA256()

  /// Makes a file that is not there yet, for its owner alone.
  ///
  /// - Throws: what the file system says.
  init(at path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Adds bytes.
  mutating func add(_ bytes: [UInt8]) throws {
    hash.update(bytes)
    try handle.write(contentsOf: Data(bytes))
  }

  /// Adds one value as a line: line ends within a text as it came become spaces, which JSON allows between its tokens.
  mutating func add(line value: [UInt8]) throws {
    try add(value.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + [0x0A])
  }

  /// Ends it.
  ///
  /// - Returns: its SHA-256, in hexadecimal.
  /// - Throws: what the file system says; then it is not known to be on disk.
  consuming func end() throws -> String {
    try handle.synchronize()
    try handle.close()
    return Hex.encode(hash.finish())
  }
}

extension ArchiveFile {
  /// Makes sure that the names in a folder are on disk.
  static func syncFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
