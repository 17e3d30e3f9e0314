import Glibc

/// The built `partnerctl`, run as a process of its own.
enum BuiltProgram {
  struct Result {
    var status: Int32
    var output: [UInt8]
    var talk: [UInt8]
    var text: String { String(decoding: output, as: UTF8.self) }
    var talkText: String { String(decoding: talk, as: UTF8.self) }
  }

  /// The program lies beside the test bundle.
  static let path: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/partnerctl"
  }()

  /// Runs it with `input` on stdin; a process that lives longer than `seconds` is killed and has status -1.
  static func run(
    _ words: [String], input: [UInt8] = [], environment: [String] = [], seconds: Int = 20,
    closingOutputAfter limit: Int? = nil
  ) -> Result {
    let stdin = Pipe()
    let stdout = Pipe()
    let stderr = Pipe()
    let child = spawn(words, environment, stdin, stdout, stderr)
    stdin.closeReader()
    stdout.closeWriter()
    stderr.closeWriter()
    var talk = Conversation(input: input, deadline: time(nil) + seconds, limit: limit)
    talk.hold(stdin, stdout, stderr)
    var status: Int32 = 0
    if talk.isLate { kill(child, SIGKILL) }
    waitpid(child, &status, 0)
    let code = talk.isLate ? -1 : status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    return Result(status: code, output: talk.output, talk: talk.talk)
  }

  /// Starts it; with `descriptors` from a shell that may have so many, which this process may have passed long ago;
  /// `under` another program that runs it.
  static func spawn(
    _ words: [String], _ environment: [String], _ stdin: Pipe, _ stdout: Pipe, _ stderr: Pipe,
    descriptors: Int? = nil, under wrapper: [String] = []
  ) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, stdin.reader, 0)
    posix_spawn_file_actions_adddup2(&actions, stdout.writer, 1)
    posix_spawn_file_actions_adddup2(&actions, stderr.writer, 2)
    let shell = descriptors.map { ["/bin/sh", "-c", "ulimit -S -n \($0); exec \"$0\" \"$@\""] } ?? []
    let line = shell + wrapper + [path] + words
    let arguments = line.map { strdup($0) } + [nil]
    // A crash says where: `RunningProgram.wait` prints it.
    let base = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=yes,color=no"]
    let variables = (base + environment).map { strdup($0) } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    var child: pid_t = 0
    posix_spawn(&child, line[0], &actions, nil, arguments, variables)
    return child
  }
}

/// Two ends of a pipe that children do not inherit by accident.
final class Pipe {
  private(set) var reader: Int32
  private(set) var writer: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reader, writer) = (ends[0], ends[1])
  }

  func closeReader() {
    if reader >= 0 { close(reader) }
    reader = -1
  }

  func closeWriter() {
    if writer >= 0 { close(writer) }
    writer = -1
  }

  deinit {
    closeReader()
    closeWriter()
  }
}

/// Feeds stdin and drains stdout and stderr until both end or time is up.
struct Conversation {
  let input: [UInt8]
  let deadline: time_t
  let limit: Int?
  var output: [UInt8] = []
  var talk: [UInt8] = []
  var isLate = false
  private var sent = 0

  init(input: [UInt8], deadline: time_t, limit: Int?) {
    self.input = input
    self.deadline = deadline
    self.limit = limit
  }

  mutating func hold(_ stdin: Pipe, _ stdout: Pipe, _ stderr: Pipe) {
    signal(SIGPIPE, SIG_IGN)
    _ = fcntl(stdin.writer, F_SETFL, O_NONBLOCK)
    while stdout.reader >= 0 || stderr.reader >= 0 {
      var waits = [
        pollfd(fd: stdin.writer, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: stdout.reader, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stderr.reader, events: Int16(POLLIN), revents: 0),
      ]
      poll(&waits, 3, 1000)
      if time(nil) > deadline { isLate = true }
      if isLate { return }
      if waits[0].revents != 0 { feed(stdin) }
      if waits[1].revents != 0, !drain(stdout.reader, into: &output) { stdout.closeReader() }
      if waits[2].revents != 0, !drain(stderr.reader, into: &talk) { stderr.closeReader() }
      if let limit, output.count >= limit { stdout.closeReader() }
      if sent == input.count { stdin.closeWriter() }
    }
  }

  private mutating func feed(_ stdin: Pipe) {
    let count = input[sent...].withUnsafeBytes { write(stdin.writer, $0.baseAddress, min($0.count, 1 << 16)) }
    if count > 0 { sent += count } else if errno != EAGAIN { stdin.closeWriter() }
  }

  private func drain(_ descriptor: Int32, into bytes: inout [UInt8]) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &chunk, chunk.count)
    if count > 0 { bytes.append(contentsOf: chunk[..<count]) }
    return count > 0
  }
}
