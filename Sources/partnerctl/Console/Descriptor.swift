import Glibc
import Synchronization

/// Reading and writing whole texts on file descriptors.
enum Descriptor {
  /// What became of the text written so far.
  private enum Health { case open, readerGone, lost(Int32) }

  /// Reads until the end.
  /// - Throws: exit 66 when reading fails.
  static func readAll(_ descriptor: Int32, named name: String) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expectedSize(descriptor))
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = read(descriptor, chunk.baseAddress, chunk.count)
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw Failure(.missing, "cannot read \(name): \(reason(errno))")
      }
    }
  }

  /// The size of a regular file, so that the array grows once; 0 for pipes.
  private static func expectedSize(_ descriptor: Int32) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
    return max(0, Int(status.st_size))
  }

  /// A sink that writes to a descriptor and remembers the first failure.
  static func sink(_ descriptor: Int32) -> Sink {
    let health = Shared(Health.open)
    return Sink(
      write: { text in
        health.value.withLock { state in
          guard case .open = state, let error = writeAll(descriptor, text) else { return }
          state = error == EPIPE ? .readerGone : .lost(error)
        }
      },
      fault: {
        health.value.withLock { if case .lost(let error) = $0 { reason(error) } else { nil } }
      },
      isOpen: { health.value.withLock { if case .open = $0 { true } else { false } } })
  }

  /// Writes everything; returns the error number that stopped it, or `nil`.
  private static func writeAll(_ descriptor: Int32, _ text: String) -> Int32? {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let count = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
          write(descriptor, $0.baseAddress, $0.count)
        }
        if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
      }
      return nil
    }
  }

  /// The system's words for an error number.
  static func reason(_ error: Int32) -> String { String(cString: strerror(error)) }

  private final class Shared<Value: Sendable>: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
  }
}
