import BilateralBase
import Glibc

/// All that a command touches outside itself; tests hand in their own.
struct Console: Sendable {
  /// Reads all of stdin.
  var input: @Sendable () throws(Failure) -> [UInt8]
  /// Reads one line of stdin without its line end; `nil` at the end.
  var inputLine: @Sendable () -> String?
  /// Where results go.
  var output: Sink
  /// Where talk, progress and errors go.
  var talk: Sink
  /// What the terminal is and can.
  var terminal: Terminal
  /// Environment variables.
  var environment: [String: String]
  /// The folder that relative paths start from.
  var directory: String
  /// What carries calls to a running runtime.
  var control: ControlTransport
  /// The signals a verb handles itself, by number; ends at once for verbs that do not.
  var signals = AsyncStream<Int32> { $0.finish() }
  /// What day it is, for checks of agreements and certificates.
  var clock = WallClock.system

  /// The absolute form of a path given on the command line.
  func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    if path == "." { return directory }
    return directory + "/" + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
  }
}

/// Where text goes: a descriptor, or the memory of a test.
struct Sink: Sendable {
  /// Takes a text; never fails, see `fault`.
  var write: @Sendable (String) -> Void
  /// Why earlier text was lost, or `nil`; a reader that went away is not a fault.
  var fault: @Sendable () -> String? = { nil }
  /// Whether anybody still reads; streams stop when nobody does.
  var isOpen: @Sendable () -> Bool = { true }
}
