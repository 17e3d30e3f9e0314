import BilateralBase
import BilateralNet
import BilateralStore

/// `GET /events`: what our platform should know, in one durable sequence.
extension OfficeRouter {
  mutating func addEvents() {
    on(.get, "/events") { call in
      let feed = try EventFeed(call)
      let accepts = call.request.fields.all(.accept).joined(separator: ",").lowercased()
      return accepts.contains("text/event-stream") ? feed.stream() : try await feed.page()
    }
  }
}

/// One reader of the events: a page, at once or when something happens, or a stream of server-sent events.
struct EventFeed {
  /// Seconds between two signs of life on a stream where nothing happens.
  static let heartbeat: Duration = .seconds(15)

  private let commons: Commons
  private let after: Int64
  private let limit: Int
  private let wait: Int64

  init(_ call: OfficeCall) throws(OfficeError) {
    commons = call.commons
    let stated = try call.integer("after", in: 0...Int64.max, or: 0)
    after = call.request.fields["Last-Event-ID"].flatMap { Int64($0) } ?? stated
    limit = Int(try call.integer("limit", in: 1...1000, or: 100))
    wait = try call.integer("wait", in: 0...60, or: 0)
  }

  /// The events after `after`; without any, those of the next `wait` seconds.
  func page() async throws -> HTTPResponse {
    // The wake-up is asked for before the first look, so that nothing falls in between.
    let wakeUps = commons.store.wakeUps(of: .events)
    var page = try await read(after)
    if page.rows.isEmpty, wait > 0, try await StoreWait.next(wakeUps, atMost: .seconds(wait), in: commons) {
      page = try await read(after)
    }
    var json: JSON = [
      "events": .array(page.rows.map(json)),
      "next": .number(String(page.rows.last?.seq ?? after)),
    ]
    if page.hasMissed(after: after) { json["missed"] = true }
    return .json(json)
  }

  /// The events from here on, each with its number as id, so that a reader resumes by `Last-Event-ID`.
  func stream() -> HTTPResponse {
    let fields: HTTPFields = [.contentType: "text/event-stream", "Cache-Control": "no-store"]
    return HTTPResponse(.ok, fields, endsWithClient: true) { writer in
      var last = after
      try await writer.write(Array(": events after \(last)\n\n".utf8))
      while !commons.closing.isOpen {
        let wakeUps = commons.store.wakeUps(of: .events)
        let rows = try await read(last).rows
        for row in rows { try await writer.write(row.serverSent(json(row))) }
        last = rows.last?.seq ?? last
        guard rows.isEmpty else { continue }
        let isAwake = try await StoreWait.next(wakeUps, atMost: Self.heartbeat, in: commons)
        if !isAwake, !commons.closing.isOpen { try await writer.write(Array(": still here\n\n".utf8)) }
      }
    }
  }

  /// The event with the platform's ids where a partner speaks of our EVSEs: what it commands.
  private func json(_ row: EventRow) -> JSON {
    let mapping = commons.fleet().mapping
    var json = row.json
    guard !mapping.isEmpty, row.event.module == "commands", row.event.askID != nil,
      let object = json["object"]
    else { return json }
    json["object"] = mapping.object(object, .own)
    return json
  }

  private struct Page: Sendable {
    let rows: [EventRow]
    let oldest: Int64?
    let newest: Int64

    /// Whether events after `seq` have been trimmed away already: the reader must read the lists again.
    func hasMissed(after seq: Int64) -> Bool { seq < newest && (oldest ?? newest + 1) - 1 > seq }
  }

  private func read(_ seq: Int64) async throws -> Page {
    try await commons.store.read { [limit] tx in
      Page(
        rows: try tx.events.list(after: seq, limit: limit), oldest: try tx.events.oldest(),
        newest: try tx.events.newest())
    }
  }
}

extension EventRow {
  /// The event as contract.md writes it; members without a value are left out.
  var json: JSON {
    var json: JSON = [
      "seq": .number(String(seq)), "at": .string(at.description), "type": .string(event.type),
    ]
    let texts: [(String, String?)] = [
      ("partner", event.partner), ("module", event.module), ("id", event.id), ("change", event.change),
      ("correlation_id", event.correlation), ("ask_id", event.askID),
      ("deadline", event.deadline?.description),
    ]
    for (name, text) in texts { if let text { json[name] = .string(text) } }
    if let object = event.object { json["object"] = (try? JSON.parse(object.bytes)) ?? .null }
    return json
  }

  /// The event as one server-sent event.
  func serverSent(_ json: JSON) -> [UInt8] {
    let type = event.type.filter { !$0.isNewline }
    return Array("id: \(seq)\nevent: \(type)\ndata: ".utf8) + json.bytes + Array("\n\n".utf8)
  }
}
