import Glibc

/// One thing that is measured: called again and again, and how fast it was.
struct Measurement {
  let name: String
  /// Bytes of JSON that one call reads or writes.
  let bytes: Int
  /// Objects that one call reads or writes.
  let objects: Int
  let body: () throws -> Void
  /// Seconds of processor time a call, one figure a round.
  private(set) var rounds: [Double] = []
  /// Calls between two looks at the clock, which is a call of the kernel and would count.
  private var batch = 1

  init(_ name: String, bytes: Int, objects: Int, _ body: @escaping () throws -> Void) {
    self.name = name
    self.bytes = bytes
    self.objects = objects
    self.body = body
  }

  /// Calls for at least that long and notes the time of a call.
  mutating func run(seconds: Double) throws {
    let begin = Self.processorTime
    var calls = 0
    repeat {
      for _ in 0..<batch { try body() }
      calls += batch
    } while Self.processorTime - begin < seconds
    rounds.append((Self.processorTime - begin) / Double(calls))
  }

  /// Forgets the rounds so far.
  mutating func warmUp() throws {
    try body()
    let begin = Self.processorTime
    try body()
    batch = max(1, Int(0.001 / max(Self.processorTime - begin, 1e-7)))
    rounds = []
  }

  /// Megabytes (10⁶) a second, the middle of the rounds.
  var speed: Double { Double(bytes) / median / 1e6 }

  /// Megabytes a second of the best round.
  var best: Double { Double(bytes) / (rounds.min() ?? .infinity) / 1e6 }

  /// Objects a second, the middle of the rounds.
  var objectsPerSecond: Double { Double(objects) / median }

  private var median: Double {
    let sorted = rounds.sorted()
    return sorted.isEmpty ? .infinity : sorted[sorted.count / 2]
  }

  /// Seconds that this thread had of a processor: others on the machine do not count.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
