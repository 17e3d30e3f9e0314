import BilateralBase
import Synchronization

/// Progress on stderr: a bar that redraws itself on a terminal, nothing with `--no-progress` or `-q`, and in a
/// pipe a plain line each time another tenth is done.
final class ProgressView: Sendable {
  private let talk: Screen
  private let isTerminal: Bool
  private let isOn: Bool
  private let state = Mutex((isDrawn: false, tenths: [String: Int]()))

  /// A view on the stderr of a command.
  init(invocation: Invocation) {
    talk = invocation.talk
    isTerminal = invocation.console.terminal.talkIsTerminal
    isOn = !invocation.arguments.has("no-progress") && !invocation.arguments.has("quiet")
  }

  /// Shows a line `{"module":"locations","done":342,"total":412}`; `total` may be null.
  func show(_ line: JSON) {
    guard isOn, let done = line["done"]?.int else { return }
    let module = Cell.printable(line["module"]?.string ?? "")
    let total = line["total"]?.int
    if isTerminal {
      talk.printRaw("\r\u{1B}[2K" + Self.bar(module, done, total, style: talk.style))
      state.withLock { $0.isDrawn = true }
    } else if isNewTenth(module, done, total) {
      talk.print("\(module) \(done)" + (total.map { "/\($0)" } ?? ""))
    }
  }

  /// Shows on a terminal that the work goes on, unless a bar shows more.
  func beat() {
    guard isOn, isTerminal else { return }
    let isFirst = state.withLock { state in
      defer { state.isDrawn = true }
      return !state.isDrawn
    }
    if isFirst { talk.printRaw("\r\u{1B}[2K" + talk.style.paint(" still at work …", .dim)) }
  }

  /// Takes the bar away, so that other lines can follow.
  func clear() {
    let wasDrawn = state.withLock { state in
      defer { state.isDrawn = false }
      return state.isDrawn
    }
    if wasDrawn { talk.printRaw("\r\u{1B}[2K") }
  }

  private func isNewTenth(_ module: String, _ done: Int, _ total: Int?) -> Bool {
    guard let total, total > 0, done >= 0 else { return false }
    let tenth = Int(Double(done) / Double(total) * 10)
    return state.withLock { state in
      guard state.tenths[module] != tenth else { return false }
      state.tenths[module] = tenth
      return true
    }
  }

  /// The bar of 20 cells with numbers; without a total only the count.
  static func bar(_ module: String, _ done: Int, _ total: Int?, style: Style) -> String {
    guard let total, total > 0 else { return " \(module) \(done)" }
    let cells = max(0, min(20, Int(Double(done) / Double(total) * 20)))
    let (full, empty) = style.isASCII ? ("#", ".") : ("█", "░")
    let bar = String(repeating: full, count: cells) + String(repeating: empty, count: 20 - cells)
    return " \(bar) \(done)/\(total)  \(module)"
  }
}
