import BilateralBase
import BilateralTerms
import Glibc
import Synchronization

/// The tables of charges of several statements as they are counted, written line by line: a million lines need no room.
final class TableFiles: Sendable {
  private struct State {
    var buffers: [Int: [UInt8]] = [:]
    var descriptors: [Int: Int32] = [:]
    var isBroken = false
  }

  private let draft: String
  private let state = Mutex(State())
  private static let room = 1 << 18

  /// Makes the folder; each table is a draft in it until it is closed.
  /// - Throws: exit 73.
  init(in folder: String, for id: String) throws(Failure) {
    try FileSystem.makeFolder(folder)
    draft = "\(folder)/.\(id)-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).csv"
  }

  private func path(_ document: Int) -> String { "\(draft).\(document)" }

  /// Adds a charge to the table of a statement.
  func add(_ entry: Statement.Entry, to document: Int) {
    state.withLock { state in
      if state.buffers[document] == nil {
        state.buffers[document] = Array((StatementCSV.heading + "\n").utf8)
        let descriptor = open(path(document), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        state.descriptors[document] = descriptor
        if descriptor < 0 { state.isBroken = true }
      }
      state.buffers[document]?.append(contentsOf: StatementCSV.lines(of: entry).utf8)
      if state.buffers[document]?.count ?? 0 >= Self.room { Self.flush(document, &state) }
    }
  }

  private static func flush(_ document: Int, _ state: inout State) {
    guard let bytes = state.buffers[document], let descriptor = state.descriptors[document] else { return }
    var rest = bytes[...]
    while !rest.isEmpty, !state.isBroken {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { state.isBroken = true }
      rest = rest.dropFirst(max(0, count))
    }
    state.buffers[document] = []
  }

  /// Finishes the table of a statement under its name.
  /// - Throws: exit 73 when not all of it could be written.
  func close(_ document: Int, as name: String) throws(Failure) -> String {
    try FileSystem.makeFolder(FileSystem.folder(of: name))
    let isWhole = state.withLock { state in
      Self.flush(document, &state)
      guard let descriptor = state.descriptors.removeValue(forKey: document), descriptor >= 0 else {
        return false
      }
      let isSafe = fsync(descriptor) == 0
      Glibc.close(descriptor)
      return isSafe && !state.isBroken
    }
    guard isWhole, rename(path(document), name) == 0 else {
      throw Failure(
        .cannotWrite, "cannot write \(name)", help: "is there room, and may the folder be written?")
    }
    return name
  }

  /// Lets go of tables that nobody closed.
  func discard() throws(Failure) {
    state.withLock { state in
      for (document, descriptor) in state.descriptors {
        Glibc.close(descriptor)
        unlink(path(document))
      }
      state.descriptors = [:]
    }
  }
}
