import BilateralBase
import BilateralNet
import BilateralStore

/// The exchange log on the control channel: `GET /exchanges`, and `GET /exchanges/live` for those to come.
struct ExchangeRoutes: Sendable {
  let log: ExchangeLog
  let surroundings: Surroundings

  func add(to router: inout Router) {
    router.on(.get, "/exchanges") { request in
      let limit = request.query("limit").flatMap { Int($0) } ?? 100
      let rows = try await log.list(try Self.filter(request), limit: min(max(1, limit), 100_000))
      return .json(["exchanges": .array(rows.map(\.json)), "dropped": JSON(log.dropped)])
    }
    router.on(.get, "/exchanges/live") { request in live(try Self.filter(request)) }
  }

  /// Lines as they come, with a heartbeat where nothing comes.
  private func live(_ filter: ExchangeFilter) -> HTTPResponse {
    let rows = log.live()
    let clock = surroundings.clock
    return HTTPResponse(.ok, [.contentType: "application/x-ndjson"], endsWithClient: true) { writer in
      let (lines, source) = AsyncStream.makeStream(of: JSON.self)
      let heart = Task {
        while true {
          source.yield(["type": "heartbeat"])
          try await clock.sleep(for: .seconds(5))
        }
      }
      let reading = Task {
        for await row in rows where filter.fits(row) { source.yield(row.json) }
        source.finish()
      }
      defer {
        heart.cancel()
        reading.cancel()
      }
      for await line in lines { try await writer.write(line.bytes + [0x0A]) }
    }
  }

  private static func filter(_ request: HTTPRequest) throws(ControlFailure) -> ExchangeFilter {
    var filter = ExchangeFilter()
    filter.partner = request.query("partner")
    filter.module = request.query("module")
    filter.correlation = request.query("correlation")
    filter.since = try time("since", request)
    filter.until = try time("until", request)
    if let name = request.query("level") {
      guard let level = ExchangeRow.Level(name) else {
        throw ControlFailure(
          "BR330", "there is no level \"\(name)\"", help: "info, warning or error", exit: 65)
      }
      filter.level = level
    }
    return filter
  }

  private static func time(_ name: String, _ request: HTTPRequest) throws(ControlFailure) -> Timestamp? {
    guard let text = request.query(name) else { return nil }
    guard let time = Timestamp(ocpi: text) else {
      throw ControlFailure("BR330", "\(name)=\(text) is no time", help: "2026-11-21T10:00:00Z", exit: 65)
    }
    return time
  }
}

extension ExchangeRow.Level {
  /// The level that a word names.
  package init?(_ word: String) {
    guard let level = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = level
  }

  /// `info`, `warning` or `error`.
  package var word: String { "\(self)" }
}

extension ExchangeRow {
  /// As the control channel tells it.
  var json: JSON {
    func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    return [
      "type": "exchange", "seq": .number("\(seq)"), "at": .string("\(at)"), "level": .string(level.word),
      "partner": .string(partner), "hub": text(hub), "direction": .string(direction.rawValue),
      "module": text(module),
      "method": .string(method), "path": .string(path), "http": http.map { JSON($0) } ?? .null,
      "ocpi": ocpi.map { JSON($0) } ?? .null, "request_id": text(requestID),
      "correlation_id": text(correlation), "microseconds": .number("\(microseconds)"),
      "request_size": JSON(requestSize), "response_size": JSON(responseSize), "request": text(request),
      "response": text(response), "error": text(error),
    ]
  }
}
