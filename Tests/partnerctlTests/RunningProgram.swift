import BilateralNet
import Glibc

@testable import partnerctl

/// The built `partnerctl` as a process that goes on while the test acts; killed when the test lets go of it.
final class RunningProgram {
  let process: pid_t
  private let output: Pipe
  private let talk: Pipe
  private var text: [UInt8] = []
  /// The exit status, or the negative number of the signal that ended it; nil while it runs.
  private(set) var ending: Int32?
  private var hasEnded: Bool { ending != nil }

  init(_ words: [String], environment: [String] = [], descriptors: Int? = nil, under wrapper: [String] = []) {
    output = Pipe()
    talk = Pipe()
    let stdin = Pipe()
    process = BuiltProgram.spawn(
      words, environment, stdin, output, talk, descriptors: descriptors, under: wrapper)
    output.closeWriter()
    talk.closeWriter()
  }

  /// The next line on stdout; nil when the process ended or was silent for too long.
  func line(seconds: Int = 20) -> String? {
    let deadline = time(nil) + seconds
    while true {
      if let end = text.firstIndex(of: 0x0A) {
        defer { text.removeSubrange(...end) }
        return String(decoding: text[..<end], as: UTF8.self)
      }
      var wait = pollfd(fd: output.reader, events: Int16(POLLIN), revents: 0)
      guard time(nil) <= deadline, poll(&wait, 1, 1000) >= 0 else { return nil }
      guard wait.revents != 0 else { continue }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(output.reader, &chunk, chunk.count)
      guard count > 0 else { return nil }
      text += chunk[..<count]
    }
  }

  /// Reads on in the background and throws away what comes: a program that tells much stops when nobody reads.
  func ignoreOutput() {
    let descriptor = dup(output.reader)
    try? startThread(named: "ignored output") {
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while read(descriptor, &chunk, chunk.count) > 0 {}
      close(descriptor)
    }
  }

  /// Gathers stderr in the background: a program that logs much stops when nobody reads.
  func gatherTalk() -> Gathered {
    let (descriptor, gathered) = (dup(talk.reader), Gathered())
    try? startThread(named: "gathered talk") {
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { break }
        gathered.add(chunk[..<count])
      }
      close(descriptor)
    }
    return gathered
  }

  /// Everything on stderr until the process ends.
  func talkText() -> String {
    String(decoding: (try? Descriptor.readAll(talk.reader, named: "stderr")) ?? [], as: UTF8.self)
  }

  func signal(_ number: Int32) { kill(process, number) }

  /// Whether the process is gone, however it ended.
  var hasExited: Bool {
    guard !hasEnded else { return true }
    var status: Int32 = 0
    guard waitpid(process, &status, WNOHANG) == process else { return false }
    ending = Self.ending(status)
    return true
  }

  /// The exit status, or the negative number of the signal that ended it; what a crash said is printed.
  func wait() -> Int32 {
    var status: Int32 = 0
    waitpid(process, &status, 0)
    let code = Self.ending(status)
    ending = code
    if [SIGSEGV, SIGILL, SIGBUS, SIGTRAP, SIGABRT].contains(status & 0x7F) { print(talkText()) }
    return code
  }

  private static func ending(_ status: Int32) -> Int32 {
    status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  deinit {
    guard !hasEnded else { return }
    kill(process, SIGKILL)
    _ = wait()
  }
}
