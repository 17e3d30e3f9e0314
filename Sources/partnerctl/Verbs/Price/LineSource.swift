import Glibc

/// The lines of a file or of stdin, block by block.
final class LineSource {
  private let next: () -> String?
  private var handle: UnsafeMutablePointer<FILE>?

  /// How many threads are worth it.
  static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Opens what the line names.
  init(_ invocation: Invocation) throws(Failure) {
    guard let name = invocation.arguments.first, name != "-" else {
      next = invocation.console.inputLine
      return
    }
    let path = invocation.console.absolute(name)
    guard let file = fopen(path, "r") else { throw Failure(.missing, "\(name): \(Descriptor.reason(errno))") }
    handle = file
    next = { Self.line(of: file) }
  }

  deinit {
    if let handle { fclose(handle) }
  }

  /// The next lines, none at the end; a line longer than the bound is a block of its own.
  func block(lines: Int, bytes: Int) -> [String] {
    var block: [String] = []
    var size = 0
    while block.count < lines, size < bytes, let line = next() {
      block.append(line)
      size += line.utf8.count
    }
    return block
  }

  /// A line without its end; nil at the end of the file.
  private static func line(of file: UnsafeMutablePointer<FILE>) -> String? {
    var buffer: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(buffer) }
    let length = getline(&buffer, &capacity, file)
    guard length >= 0, let buffer else { return nil }
    let bytes = UnsafeRawBufferPointer(start: buffer, count: length)
    return String(decoding: bytes.last == 0x0A ? bytes.dropLast() : bytes[...], as: UTF8.self)
  }
}
