import Glibc

/// The pieces of a file that end with a line, so that a file of any size is read in bounded memory; `.gz` through gzip.
final class LineFeed {
  private let descriptor: Int32
  private let unpacker: ChildProcess?
  private let path: String
  private var rest: [UInt8] = []
  private var isOver = false
  /// How many bytes a piece has at least, but for the last.
  private let size: Int

  /// Opens a file, `-` for stdin.
  /// - Throws: exit 66 when there is none.
  init(_ path: String, size: Int = 4 << 20) throws(Failure) {
    self.path = path
    self.size = size
    if path.hasSuffix(".gz") {
      guard FileSystem.kind(path) == .file else { throw Failure(.missing, "there is no file \(path)") }
      unpacker = try ChildProcess("gzip", ["-dc", "--", path])
      descriptor = -1
    } else {
      unpacker = nil
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw Failure(.missing, "cannot read \(path): \(Descriptor.reason(errno))")
      }
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The next piece; `nil` at the end.
  /// - Throws: exit 65 for a file that gzip cannot read, 66 when reading fails.
  func next() throws(Failure) -> [UInt8]? {
    var piece = rest
    rest = []
    piece.reserveCapacity(size + (1 << 16))
    while !isOver {
      let start = piece.count
      let count = try read(into: &piece)
      if count == 0 {
        isOver = true
        try checkEnd()
      } else if piece.count >= size, let end = piece[start...].lastIndex(of: 0x0A) {
        rest = Array(piece[(end + 1)...])
        piece.removeSubrange((end + 1)...)
        return piece
      }
    }
    return piece.isEmpty ? nil : piece
  }

  private func read(into piece: inout [UInt8]) throws(Failure) -> Int {
    let from = unpacker?.outputDescriptor ?? descriptor
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = Glibc.read(from, chunk.baseAddress, chunk.count)
      if count >= 0 {
        piece.append(contentsOf: chunk[..<count])
        return count
      }
      guard errno == EINTR else {
        throw Failure(.missing, "cannot read \(path): \(Descriptor.reason(errno))")
      }
    }
  }

  private func checkEnd() throws(Failure) {
    guard let unpacker, try unpacker.finish().status != 0 else { return }
    throw Failure(.badInput, "gzip cannot read \(path)")
  }
}
