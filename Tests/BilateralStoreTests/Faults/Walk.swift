import BilateralBase
import BilateralStore
import FailingDisk

/// One time through a journey: the store if it is open, and what its callers heard.
///
/// Steps go on after a failure, as a runtime does.
final class Walk {
  let folder: StoreFolder
  let disk: FailingDisk
  let ledger = Ledger()
  private(set) var store: Store?
  /// Which time it is, part of all names.
  var round = 1
  /// Whether each step has to succeed.
  var isCalm = false
  private let change: (inout StoreOptions) -> Void
  private let hold = Hold()

  init(
    _ folder: StoreFolder, _ disk: FailingDisk, _ change: @escaping (inout StoreOptions) -> Void = { _ in }
  ) {
    (self.folder, self.disk, self.change) = (folder, disk, change)
  }

  func name(_ text: String) -> String { "j/\(round)/\(text)" }

  /// Opens the store unless it is open; a second time when the first one failed, as its supervisor would.
  func open() {
    guard store == nil else { return }
    do { store = try folder.open(options) } catch {
      heard(error, by: "open")
      store = try? folder.open(options)
    }
  }

  private func options(_ options: inout StoreOptions) {
    change(&options)
    options.files = disk.name
    let (hold, now) = (hold, options.clock.now)
    options.clock = WallClock {
      hold.pass()
      return now()
    }
  }

  func close() {
    store?.close()
    if disk.isFailing { ledger.doubtRefusals() }
    store = nil
  }

  /// One write alone.
  func put(_ text: String, size: Int = 600) async {
    let name = name(text)
    guard let store else { return }
    await Self.put(name, size, store, ledger, isCalm)
  }

  /// Writes that share a commit with the first one of them done before; a name that ends in `throws` throws.
  func put(together texts: [String]) async {
    guard let store else { return }
    let (ledger, isCalm, names) = (ledger, isCalm, texts.map(name))
    hold.close()
    await withTaskGroup(of: Void.self) { group in
      let begun = Box(0)
      for name in names {
        group.addTask {
          begun.update { $0 += 1 }
          await Self.put(name, 600, store, ledger, isCalm)
        }
      }
      while begun.current < names.count { await Task.yield() }
      hold.open()
    }
  }

  /// An import: elements in transactions of `size`.
  func put(_ count: Int, inChunksOf size: Int) async {
    guard let store else { return }
    let names = (0..<count).map { name("import\($0)") }
    for start in stride(from: 0, to: count, by: size) {
      ledger.group(Array(names[start..<min(count, start + size)]))
    }
    do {
      _ = try await store.write(names, inChunksOf: size) { tx, name in try Self.write(name, 3000, tx) }
      ledger.acknowledge(names)
    } catch {
      ledger.leaveOpen(names, error)
      if isCalm { ledger.note("import: \(error)") }
    }
  }

  /// A read while a write has done its changes and not yet committed.
  func readDuring(_ text: String) async {
    guard let store else { return }
    let (name, ledger) = (name(text), ledger)
    do {
      try await store.write { tx in
        try Self.write(name, 600, tx)
        do { try store.readBlocking { tx in try ledger.compare(tx) } } catch { ledger.expectPlain(error) }
      }
      ledger.acknowledge([name])
    } catch {
      ledger.refuse(name, error)
      if isCalm { ledger.note("write: \(error)") }
    }
  }

  /// What is there, against what was said.
  func look() async {
    guard let store else { return }
    let ledger = ledger
    do { try await store.read { tx in try ledger.compare(tx) } } catch { heard(error, by: "read") }
  }

  private func heard(_ error: any Error, by step: String) {
    ledger.expectPlain(error)
    if isCalm { ledger.note("\(step): \(error)") }
  }

  private static func put(
    _ name: String, _ size: Int, _ store: Store, _ ledger: Ledger, _ isCalm: Bool
  ) async {
    do {
      try await store.write { tx in
        try write(name, size, tx)
        if name.hasSuffix(Journey.thrower) { throw Refusal() }
      }
      ledger.acknowledge([name])
    } catch {
      ledger.refuse(name, error)
      if isCalm && !(error is Refusal) { ledger.note("write: \(error)") }
    }
  }

  private static func write(_ name: String, _ size: Int, _ tx: WriteTransaction) throws {
    try tx.settings.set(name, to: String(repeating: "x", count: size))
    try tx.events.append(Event(type: "journey", id: name))
  }
}
