/// Bytes that wait to be sent: appended at the end, taken at the front.
struct ByteQueue {
  private var bytes: [UInt8] = []
  private var start = 0

  var count: Int { bytes.count - start }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ more: [UInt8]) {
    if isEmpty {
      bytes = more
      start = 0
    } else {
      bytes += more
    }
  }

  /// Lends the first bytes, at most `limit`.
  func withFront<Result, Failure: Error>(
    limit: Int = .max, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let range = start..<(start + min(limit, count))
    let outcome: Swift.Result<Result, Failure> = bytes.withUnsafeBytes { all in
      do throws(Failure) {
        return .success(try body(UnsafeRawBufferPointer(rebasing: all[range])))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Forgets the first bytes, and gives the space back when most of it is behind.
  mutating func drop(_ count: Int) {
    start += count
    if start == bytes.count {
      removeAll()
    } else if start > 64 * 1024, start > bytes.count / 2 {
      bytes.removeFirst(start)
      start = 0
    }
  }

  mutating func removeAll() {
    bytes = []
    start = 0
  }
}
