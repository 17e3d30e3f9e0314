import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// `POST /own/statuses`: changes of EVSEs' status, one JSON object a line, any number of them.
extension OfficeRouter {
  mutating func addStatuses() {
    onStream(.post, "/own/statuses") { call in try await OwnStatusRoute(call).run() }
  }
}

/// One request: lines are applied in their order, in transactions of many; a bad line never stops the rest.
///
/// Each line says what a `PATCH` of the EVSE would: `{"location","evse","status","last_updated","party"}`, of which the
/// last two may be left out. The answer comes when all of them are durable.
struct OwnStatusRoute {
  /// Lines of one transaction.
  static let chunk = 500
  /// The longest line in bytes.
  static let lineLimit = 4096

  private let call: OfficeCall
  private let reader: StatusLineReader

  init(_ call: OfficeCall) throws(OfficeError) {
    self.call = call
    var party: PartyID?
    if let text = call.request.query("party") {
      guard let named = PartyID(text) else {
        throw .badRequest("party is none such as DE-NVO", path: "party")
      }
      party = try call.ourParty(named.country, named.party)
    }
    let operators = call.commons.fleet().file.parties.filter { $0.kind == .cpo }.map(\.party)
    reader = StatusLineReader(
      party: party ?? (operators.count == 1 ? operators[0] : nil),
      ours: Set(call.commons.fleet().file.parties.map(\.party)), now: OwnTimes.whole(call.now),
      mapping: call.mapping)
  }

  func run() async throws -> HTTPResponse {
    var result = ImportResult()
    var lines = LineSplitter(limit: Self.lineLimit)
    var waiting: [LineSplitter.Line] = []
    for try await part in call.request.body {
      waiting += lines.take(part)
      while waiting.count >= Self.chunk {
        result.count(try await write(Array(waiting.prefix(Self.chunk))))
        waiting.removeFirst(Self.chunk)
      }
    }
    if let last = lines.finish() { waiting.append(last) }
    result.count(try await write(waiting))
    return .json(result.json)
  }

  private func write(_ lines: [LineSplitter.Line]) async throws -> [ImportReader.Outcome] {
    guard !lines.isEmpty else { return [] }
    let entries = lines.map { reader.entry($0) }
    return try await call.commons.store.write { tx in
      let shelf = OwnShelf(tx: tx, module: "locations")
      return try entries.map { entry in
        do {
          return ImportReader.Outcome(entry: entry, own: try entry.put?(shelf))
        } catch let error as OfficeError {
          return ImportReader.Outcome(entry: entry.refused(error), own: nil)
        }
      }
    }
  }
}

/// Reads the lines of such a request.
struct StatusLineReader: Sendable {
  /// Whose EVSEs are meant where the line does not say; nil when there are several operators among us.
  let party: PartyID?
  let ours: Set<PartyID>
  let now: Timestamp
  let mapping: EVSEMapping

  /// Reads one line.
  func entry(_ line: LineSplitter.Line) -> ImportReader.Entry {
    switch line {
    case .tooLong(let number):
      return ImportReader.Entry(
        line: number,
        problem: OfficeError(
          .contentTooLarge, "BR413", "the line is longer than \(OwnStatusRoute.lineLimit) bytes"))
    case .text(let number, let bytes):
      do throws(OfficeError) {
        let change = try read(bytes)
        return ImportReader.Entry(line: number, put: { shelf in try change.apply(on: shelf) })
      } catch {
        return ImportReader.Entry(line: number, problem: error)
      }
    }
  }

  private func read(_ bytes: [UInt8]) throws(OfficeError) -> StatusChange {
    let root: JSONNode
    do {
      root = try JSONDocument(parsing: bytes, limits: .wire).root
    } catch {
      throw OfficeError(.badRequest, "BW101", "not JSON: \(error)", path: error.path.description)
    }
    let (place, evse, word) = (try text("location", root), try text("evse", root), try text("status", root))
    guard Status.known.contains(where: { $0.text.description == word }) else {
      throw .unprocessable("\(word) is no status of an EVSE", path: "status")
    }
    var time: Timestamp?
    if let told = root.plain("last_updated") {
      guard let read = told.string.flatMap({ Timestamp(ocpi: $0) }) else {
        throw .unprocessable("last_updated is no date and time", path: "last_updated")
      }
      time = OwnTimes.whole(read)
    }
    let owner = try owner(root)
    let uid = mapping.isEmpty ? evse : mapping.names(evse, connector: nil, .shown).uid
    return StatusChange(
      key: ObjectKey(country: owner.country, party: owner.party, id: place),
      splice: StatusSplice(evse: CiString(uid), status: Status(rawValue: word), stated: time, now: now))
  }

  private func text(_ name: StaticString, _ root: JSONNode) throws(OfficeError) -> String {
    if let text = root.plain(name)?.string, !text.isEmpty { return text }
    throw .unprocessable("\(name) is missing or no text", path: "\(name)")
  }

  private func owner(_ root: JSONNode) throws(OfficeError) -> PartyID {
    guard let told = root.plain("party") else {
      if let party { return party }
      throw .unprocessable(
        "several operators are ours, and the line does not say whose EVSE it is", path: "party",
        help: "write party, or ?party= for all lines")
    }
    guard let named = told.string.flatMap({ PartyID($0) }), ours.contains(named) else {
      throw .unprocessable("\(told.rawText) is not one of our parties", path: "party")
    }
    return named
  }
}

/// One change of status on its way into the store.
private struct StatusChange: Sendable {
  let key: ObjectKey
  let splice: StatusSplice

  func apply(on shelf: OwnShelf) throws -> OwnOutcome {
    let row = try shelf.row(key)
    switch splice.applied(to: row.body) {
    case .changed(let body, let time):
      let hash = ContentHash.of(body.bytes)
      let change = try shelf.tx.own.putStatus(body, hash: hash, lastUpdated: time, over: row)
      try OutageBook(tx: shelf.tx, owner: "").hear(splice.status, body, row.key)
      return .changed(change)
    case .same: return .unchanged
    case .unknown: throw OfficeError.notFound("location \(key.id) has no EVSE \(splice.evse)")
    case .other: return try patched(on: shelf)
    }
  }

  /// The same by way of the whole object.
  private func patched(on shelf: OwnShelf) throws -> OwnOutcome {
    var change: JSON = ["status": .string(splice.status.rawValue)]
    if let time = splice.stated { change["last_updated"] = .string("\(time)") }
    let node = try JSONDocument(wire: change.bytes).root
    let reading = OwnReading(version: .newest, party: nil, now: splice.now)
    let part = LocationPart(evse: splice.evse, connector: nil)
    return try shelf.change(Location.self, key) { location in
      var location = location
      try part.patch(&location, with: node, reading)
      return location
    }
  }
}
