import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// `POST /own/import`: newline-delimited objects of any number, as a stream.
extension OfficeRouter {
  mutating func addImport() {
    onStream(.post, "/own/import") { call in
      try await Import(call).run()
    }
  }
}

/// One import: lines are read and checked as they come and written in chunks; a bad line never stops the rest.
///
/// What was written before the stream broke off stays; sending the same again changes nothing twice.
struct Import {
  /// The longest line in bytes.
  static let lineLimit = 4 << 20
  /// Lines of one transaction, so that other writes get their turn.
  static let chunk = 500
  /// Bytes of one chunk.
  static let chunkBytes = 8 << 20

  private let call: OfficeCall
  private let reader: ImportReader

  init(_ call: OfficeCall) throws(OfficeError) {
    self.call = call
    let module = try OwnModule.named(call.request.query("module") ?? "")
    var party: PartyID?
    if let text = call.request.query("party") {
      guard let named = PartyID(text) else {
        throw .badRequest("party is none such as DE-NVO", path: "party")
      }
      party = try call.ourParty(named.country, named.party)
    }
    reader = ImportReader(
      module: module, version: try call.version(), home: party,
      ours: Set(call.commons.fleet().file.parties.map(\.party)), now: OwnTimes.whole(call.now),
      mapping: call.mapping)
  }

  func run() async throws -> HTTPResponse {
    var result = ImportResult()
    var lines = LineSplitter(limit: Self.lineLimit)
    var waiting: [LineSplitter.Line] = []
    var bytes = 0
    // A chunk is written while the next one is read: one is with the store at any time, never more.
    var writing: Task<[ImportReader.Outcome], any Error>?
    defer { writing?.cancel() }
    for try await part in call.request.body {
      waiting += lines.take(part)
      bytes += part.count
      guard waiting.count >= Self.chunk || bytes >= Self.chunkBytes else { continue }
      let entries = waiting.map { reader.entry($0) }
      try await result.count(writing)
      writing = write(entries)
      (waiting, bytes) = ([], 0)
    }
    if let last = lines.finish() { waiting.append(last) }
    try await result.count(writing)
    writing = write(waiting.map { reader.entry($0) })
    try await result.count(writing)
    return .json(result.json)
  }

  private func write(_ entries: [ImportReader.Entry]) -> Task<[ImportReader.Outcome], any Error> {
    Task { [store = call.commons.store, name = reader.module.name, billing = CDRBilling(call.commons)] in
      try await store.write(entries, inChunksOf: Self.chunk) { tx, entry in
        do {
          let shelf = OwnShelf(tx: tx, module: name, billing: billing)
          return ImportReader.Outcome(entry: entry, own: try entry.put?(shelf))
        } catch let error as OfficeError {
          return ImportReader.Outcome(entry: entry.refused(error), own: nil)
        }
      }
    }
  }
}

/// Reads the lines of an import.
struct ImportReader: Sendable {
  let module: OwnModule
  let version: OCPIVersion
  /// The party to which everything is moved, if any.
  let home: PartyID?
  let ours: Set<PartyID>
  let now: Timestamp
  var mapping = EVSEMapping.none

  /// A line as it was understood: something to put, or what is wrong with it.
  struct Entry: Sendable {
    let line: Int
    var put: (@Sendable (OwnShelf) throws -> OwnOutcome)?
    var problem: OfficeError?

    /// The same line, refused by what is stored.
    func refused(_ error: OfficeError) -> Entry { Entry(line: line, problem: error) }
  }

  /// What became of a line in the store; nothing when it was not understood.
  struct Outcome: Sendable {
    let entry: Entry
    let own: OwnOutcome?
  }

  /// Reads one line.
  func entry(_ line: LineSplitter.Line) -> Entry {
    switch line {
    case .tooLong(let number):
      return Entry(
        line: number,
        problem: OfficeError(.contentTooLarge, "BR413", "the line is longer than \(Import.lineLimit) bytes"))
    case .text(let number, let bytes):
      do throws(OfficeError) {
        return Entry(line: number, put: try read(module.type, bytes))
      } catch {
        return Entry(line: number, problem: error)
      }
    }
  }

  private func read<T: OwnedObject>(
    _ type: T.Type, _ bytes: [UInt8]
  ) throws(OfficeError) -> @Sendable (OwnShelf) throws -> OwnOutcome {
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: bytes, limits: .wire)
    } catch {
      throw OfficeError(.badRequest, "BW101", "not JSON: \(error)", path: error.path.description)
    }
    let reading = OwnReading(version: version, party: home, now: now, mapping: mapping)
    var object = try reading.read(type, from: document.root)
    if let home { Rehoming.move(&object, to: home) }
    guard ours.contains(object.party) else {
      throw .unprocessable(
        "\(object.party) is not one of our parties", path: "party_id", help: "party= moves objects to us")
    }
    return { [object] shelf in try shelf.put(object) }
  }
}

/// Moves objects of another party to one of ours, as a platform does that takes over sites.
enum Rehoming {
  /// Changes the owner; a location without an operator gets the old owner as its operator.
  static func move<T: OwnedObject>(_ object: inout T, to home: PartyID) {
    guard object.party != home else { return }
    let old = object.party
    object.party = home
    guard var location = object as? Location, location.operator == nil else { return }
    location.operator = BusinessDetails(name: old.description)
    if let moved = location as? T { object = moved }
  }
}

/// What became of the lines.
struct ImportResult {
  /// So many problems are told, the rest is only counted.
  static let toldProblems = 100

  private(set) var accepted = 0
  private(set) var unchanged = 0
  private(set) var rejected = 0
  private var problems: [JSON] = []

  /// Counts a chunk once it is durable.
  mutating func count(_ writing: Task<[ImportReader.Outcome], any Error>?) async throws {
    guard let writing else { return }
    count(try await writing.value)
  }

  /// Counts lines that are durable, or refused.
  mutating func count(_ outcomes: [ImportReader.Outcome]) {
    for outcome in outcomes {
      switch outcome.own {
      case nil: reject(outcome.entry)
      case .unchanged: unchanged += 1
      case .created, .changed: accepted += 1
      }
    }
  }

  private mutating func reject(_ entry: ImportReader.Entry) {
    rejected += 1
    guard problems.count < Self.toldProblems, let problem = entry.problem else { return }
    problems.append([
      "line": .number(String(entry.line)), "code": .string(problem.code),
      "path": problem.path.map { .string($0) } ?? .null, "message": .string(problem.message),
    ])
  }

  var json: JSON {
    [
      "accepted": .number(String(accepted)), "unchanged": .number(String(unchanged)),
      "rejected": .number(String(rejected)), "problems": .array(problems),
    ]
  }
}
