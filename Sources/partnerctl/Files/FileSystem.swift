import Glibc

/// Reading and writing the few files a command touches, with failures that name the path.
enum FileSystem {
  /// What lies at a path.
  enum Kind { case file, folder, other }

  /// What lies at a path, links followed; `nil` when nothing does.
  static func kind(_ path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The bytes of a file.
  /// - Throws: exit 66 when there is none, or it cannot be read.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(.missing, "cannot read \(path): \(Descriptor.reason(errno))") }
    defer { close(descriptor) }
    return try Descriptor.readAll(descriptor, named: path)
  }

  /// The names in a folder, sorted, hidden ones left out; empty when there is no such folder.
  static func names(in folder: String) -> [String] { allNames(in: folder).filter { !$0.hasPrefix(".") } }

  /// The names in a folder, sorted, hidden ones too.
  static func allNames(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder and those above it; folders that exist keep their mode.
  /// - Throws: exit 73.
  static func makeFolder(_ path: String, mode: mode_t = 0o755) throws(Failure) {
    if kind(path) == .folder { return }
    let parent = folder(of: path)
    if parent != path { try makeFolder(parent, mode: mode) }
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw Failure(.cannotWrite, "cannot make the folder \(path): \(Descriptor.reason(errno))")
    }
  }

  /// Writes a file so that a reader sees the old one or the new one, never a half, also after a power cut.
  /// - Throws: exit 73.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(Failure) {
    let draft = path + ".new-\(getpid())"
    unlink(draft)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw cannotWrite(path) }
    let isWritten = writeAll(bytes, descriptor) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
    let error = errno
    close(descriptor)
    guard isWritten, rename(draft, path) == 0 else {
      let reason = isWritten ? errno : error
      unlink(draft)
      throw Failure(.cannotWrite, "cannot write \(path): \(Descriptor.reason(reason))")
    }
    syncFolder(folder(of: path))
  }

  private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return false }
      rest = rest.dropFirst(max(0, count))
    }
    return true
  }

  private static func syncFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func cannotWrite(_ path: String) -> Failure {
    Failure(.cannotWrite, "cannot write \(path): \(Descriptor.reason(errno))")
  }

  /// The folder that a path lies in.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
