import CLinux
import Glibc

/// Signals as values: SIGTERM to drain, SIGHUP to read the files again.
package enum Signals {
  /// Takes over these signals for the whole process and delivers their numbers.
  ///
  /// To be called first thing in `main`, before other threads exist: the signals are blocked on the calling thread, and
  /// threads inherit that. A thread that has them unblocked would get the default action, which is death.
  ///
  /// - Throws: when the system lacks a descriptor or thread.
  package static func stream(_ numbers: [Int32]) throws(SocketError) -> AsyncStream<Int32> {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    let descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC))
    guard descriptor >= 0 else { throw .last("signalfd") }
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(16))
    try startThread(named: "signals") { deliver(from: descriptor, to: continuation) }
    return stream
  }

  private static func deliver(from descriptor: Int32, to continuation: AsyncStream<Int32>.Continuation) {
    var record = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    while true {
      let count = read(descriptor, &record, size)
      guard count == size || errno == EINTR else { break }
      if count == size { continuation.yield(Int32(bitPattern: record.ssi_signo)) }
    }
    continuation.finish()
    close(descriptor)
  }
}
