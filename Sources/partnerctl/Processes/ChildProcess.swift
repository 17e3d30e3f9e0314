import Glibc
import Synchronization

/// A program started by its path, never through a shell; its group is its own, so that Ctrl-C reaches it by us alone.
final class ChildProcess: Sendable {
  /// The process id.
  let id: pid_t
  private let output: Int32
  private let state = Mutex<(rest: [UInt8], status: Int32?)>(([], nil))

  /// Starts a program.
  /// - Parameters:
  ///   - program: its path, or a name to look up in PATH.
  ///   - words: its arguments.
  ///   - input: what stands on its stdin, at most 60 kB.
  ///   - talk: the path of the file its stderr is added to; nil for nowhere.
  /// - Throws: exit 70 when it cannot be started.
  init(_ program: String, _ words: [String], input: [UInt8] = [], talk: String? = nil) throws(Failure) {
    var toChild: [Int32] = [-1, -1]
    var fromChild: [Int32] = [-1, -1]
    guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
      throw Failure(.fault, "no pipe: \(Descriptor.reason(errno))")
    }
    for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let attributes = SpawnAttributes()
    let actions = SpawnActions(input: toChild[0], output: fromChild[1], talk: talk ?? "/dev/null")
    let result = attributes.spawn(program, words, actions)
    close(toChild[0])
    close(fromChild[1])
    _ = input.withUnsafeBytes { write(toChild[1], $0.baseAddress, $0.count) }
    close(toChild[1])
    output = fromChild[0]
    id = result.id
    guard result.error == 0 else {
      close(fromChild[0])
      throw Failure(.fault, "cannot start \(program): \(Descriptor.reason(result.error))")
    }
  }

  deinit { close(output) }

  /// The path of this program itself.
  static var ownPath: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Its stdout, for a caller that reads it piece by piece before ``finish()``.
  var outputDescriptor: Int32 { output }

  /// The next line on its stdout; nil when it ended or said nothing for so long.
  func line(within seconds: Int) -> String? {
    let deadline = time(nil) + seconds
    while time(nil) <= deadline {
      let line = state.withLock { state -> String? in
        guard let end = state.rest.firstIndex(of: 0x0A) else { return nil }
        defer { state.rest.removeSubrange(...end) }
        return String(decoding: state.rest[..<end], as: UTF8.self)
      }
      if let line { return line }
      var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, 200) > 0 else { continue }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(output, &chunk, chunk.count)
      guard count > 0 else { return nil }
      state.withLock { $0.rest += chunk[..<count] }
    }
    return nil
  }

  /// Everything on its stdout until it ends, and its exit status.
  func finish() throws(Failure) -> (status: Int32, output: [UInt8]) {
    let bytes = try Descriptor.readAll(output, named: "the output of process \(id)")
    return (wait(), bytes)
  }

  /// The most memory it ever had, in bytes; nil when it is gone.
  var peakMemory: Int? {
    guard let bytes = try? FileSystem.read("/proc/\(id)/status") else { return nil }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.dropFirst(6).filter(\.isNumber)) }.map { $0 << 10 }
  }

  /// Whether it still runs.
  var isRunning: Bool {
    state.withLock { state in
      if state.status != nil { return false }
      var status: Int32 = 0
      guard waitpid(id, &status, WNOHANG) == id else { return true }
      state.status = status
      return false
    }
  }

  /// Asks it to end, and ends it when it has not within so many milliseconds.
  func stop(within milliseconds: Int) {
    guard isRunning else { return }
    kill(id, SIGTERM)
    for _ in 0..<(milliseconds / 10) {
      guard isRunning else { return }
      usleep(10_000)
    }
    kill(id, SIGKILL)
    _ = wait()
  }

  private func wait() -> Int32 {
    let status = state.withLock { state -> Int32 in
      if let status = state.status { return status }
      var status: Int32 = 0
      while waitpid(id, &status, 0) < 0, errno == EINTR {}
      state.status = status
      return status
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }
}

/// What a child does with its descriptors.
private struct SpawnActions: ~Copyable {
  var actions = posix_spawn_file_actions_t()

  init(input: Int32, output: Int32, talk: String) {
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, talk, O_WRONLY | O_CREAT | O_APPEND, 0o600)
  }

  deinit {
    var actions = actions
    posix_spawn_file_actions_destroy(&actions)
  }
}

/// How a child starts: no signal blocked, none ignored, in a group of its own.
private struct SpawnAttributes: ~Copyable {
  var attributes = posix_spawnattr_t()

  init() {
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var usual = sigset_t()
    sigemptyset(&usual)
    for number in [SIGTERM, SIGINT, SIGHUP, SIGPIPE] { sigaddset(&usual, number) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))
  }

  deinit {
    var attributes = attributes
    posix_spawnattr_destroy(&attributes)
  }

  func spawn(_ program: String, _ words: [String], _ actions: borrowing SpawnActions) -> (
    id: pid_t, error: Int32
  ) {
    var arguments = ([program] + words).map { strdup($0) }
    arguments.append(nil)
    defer { arguments.forEach { free($0) } }
    var id: pid_t = 0
    var attributes = attributes
    var actions = actions.actions
    let error = posix_spawnp(&id, program, &actions, &attributes, arguments, environ)
    return (id, error)
  }
}
