import Glibc
import Synchronization

/// The loops of a process; connections are spread over them in turn.
package final class EventLoopGroup: Sendable {
  /// All loops, at least one, started.
  package let loops: [EventLoop]
  private let turn = Atomic<Int>(0)

  /// Starts loops.
  ///
  /// - Parameters:
  ///   - count: how many; nil means one per two processors, at least one (the others price, plan and store).
  ///   - stall: hears of callbacks that held a loop for too long.
  /// - Throws: when the system lacks descriptors or threads.
  package init(count: Int? = nil, stall: StallWatch = StallWatch()) throws(SocketError) {
    ignoreBrokenPipes()
    var loops: [EventLoop] = []
    for index in 0..<max(1, count ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2) {
      let loop = try EventLoop(name: "loop-\(index)", stall: stall)
      try loop.start()
      loops.append(loop)
    }
    self.loops = loops
  }

  /// The next loop in turn.
  package func next() -> EventLoop {
    loops[turn.wrappingAdd(1, ordering: .relaxed).oldValue & .max % loops.count]
  }

  /// Stops all loops after what is queued on them.
  package func stop() {
    for loop in loops { loop.stop() }
  }
}

/// Makes a write to a closed connection an error instead of a deadly signal: OpenSSL and pipes cannot say so per call.
package func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
