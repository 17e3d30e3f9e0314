import Glibc
import Synchronization

/// The loops of a process; connections are spread over them in turn.
package final class EventLoopGroup: Sendable {
  /// All loops, at least one, started.
  package let loops: [EventLoop]
  private let turn = Atomic<Int>(0)
  private let stall: StallWatch
  private let door = Mutex<EventLoop?>(nil)

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
    self.stall = stall
  }

  /// The loop of those who are not yet in, started at its first use: listeners accept and do TLS handshakes on it.
  ///
  /// The other loops come first: who opens connections without end takes what the connections that stand leave over.
  ///
  /// - Returns: the same loop each time.
  /// - Throws: when the system lacks descriptors or threads.
  package func doorLoop() throws(SocketError) -> EventLoop {
    try door.withLock { door throws(SocketError) in
      if let door { return door }
      let loop = try EventLoop(name: "door", stall: stall)
      try loop.start(niceness: 10)
      door = loop
      return loop
    }
  }

  /// The next loop in turn.
  package func next() -> EventLoop {
    loops[turn.wrappingAdd(1, ordering: .relaxed).oldValue & .max % loops.count]
  }

  /// Stops all loops after what is queued on them; their threads end some time later.
  ///
  /// A process that ends right away must not run OpenSSL's own clean-up meanwhile: `_exit`, not `exit`.
  package func stop() {
    door.withLock { $0?.stop() }
    for loop in loops { loop.stop() }
  }
}

/// Makes a write to a closed connection an error instead of a deadly signal: OpenSSL and pipes cannot say so per call.
package func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
