import Glibc

/// A program started by its path, never through a shell, with an empty environment and a time limit.
///
/// It is in a group of its own, so that what it starts ends with it.
struct ProgramRun {
  /// How it ended.
  enum End: Sendable, Equatable {
    /// By itself; the negative number of a signal.
    case status(Int32)
    /// It was killed when its time was up.
    case late
    case notStarted(String)
  }

  private let process: pid_t
  private let problem: Int32

  /// Starts it with `input` on stdin; what it prints goes nowhere.
  init(_ program: String, _ words: [String], input: [UInt8]) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      (process, problem) = (0, errno)
      return
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (process, problem) = Self.spawn([program] + words, stdin: ends[0])
    close(ends[0])
    // A program that does not read must not hold us up: what a pipe does not take is cut off.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    _ = input.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
    close(ends[1])
  }

  /// Waits for its end, at most so long; then it and its group are killed.
  func wait(milliseconds: Int) -> End {
    guard problem == 0 else { return .notStarted(String(cString: strerror(problem))) }
    var status: Int32 = 0
    for _ in 0...(milliseconds / 10) {
      if waitpid(process, &status, WNOHANG) == process {
        return .status(status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F))
      }
      usleep(10_000)
    }
    kill(-process, SIGKILL)
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return .late
  }

  private static func spawn(_ words: [String], stdin: Int32) -> (pid_t, Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, stdin, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, usual) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&usual)
    for number in [SIGTERM, SIGINT, SIGHUP, SIGPIPE] { sigaddset(&usual, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let arguments = words.map { strdup($0) } + [nil]
    let environment = [strdup("PATH=/usr/local/bin:/usr/bin:/bin"), nil]
    defer { for text in arguments + environment { free(text) } }
    var process: pid_t = 0
    let error = posix_spawn(&process, words[0], &actions, &attributes, arguments, environment)
    return (process, error)
  }
}
