import Synchronization

/// What a process says on stderr, gathered while it runs.
final class Gathered: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  func add(_ more: ArraySlice<UInt8>) { bytes.withLock { $0 += more } }

  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
