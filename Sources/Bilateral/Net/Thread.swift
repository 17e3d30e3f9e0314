import CLinux
import Glibc

/// A number that tells threads of this process apart; never 0.
func currentThread() -> UInt { UInt(pthread_self()) }

/// Starts a detached thread with all signals blocked, so that signals go where ``Signals`` waits for them.
///
/// - Parameters:
///   - name: shown by `top -H` and debuggers; the system keeps 15 bytes.
///   - niceness: by how much nicer it is than the thread that starts it: that far others come first, 0 to 19.
///   - body: runs on the thread; the thread ends with it.
/// - Throws: when the system gives no thread (a limit).
package func startThread(
  named name: String, niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void
) throws(SocketError) {
  let box = Unmanaged.passRetained(ThreadBody(name: name, niceness: niceness, body: body))
  var thread = pthread_t()
  var all = sigset_t()
  var old = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_SETMASK, &all, &old)
  defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
  let code = pthread_create(&thread, nil, runThread, box.toOpaque())
  guard code == 0 else {
    box.release()
    throw SocketError("pthread_create", code: code)
  }
  pthread_detach(thread)
}

private final class ThreadBody {
  let name: String
  let niceness: Int32
  let body: @Sendable () -> Void

  init(name: String, niceness: Int32, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.niceness = niceness
    self.body = body
  }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let thread = Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
  bilateral_name_this_thread(thread.name)
  if thread.niceness > 0 { bilateral_lower_this_thread(thread.niceness) }
  thread.body()
  return nil
}
