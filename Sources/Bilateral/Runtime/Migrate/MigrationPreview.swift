import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// What a move of a partner to another way comes to, for `partnerctl migrate`: it reads, and needs no runtime.
struct MigrationPreview: Sendable {
  let commons: Commons

  /// Answers `GET /partners/{id}/migration?action=…&to=…&from=…&at=…&hold=…`.
  func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = request.parameters["id"]
    return .json(try await preview(id, try Self.order(request)))
  }

  private static func order(_ request: HTTPRequest) throws(ControlFailure) -> MigrationOrder {
    func way(_ name: String) throws(ControlFailure) -> Way? {
      guard let text = request.query(name) else { return nil }
      guard let way = Way(text) else {
        throw ControlFailure("BR309", "\(name) is direct or hub:ID, not \"\(text)\"", exit: 65)
      }
      return way
    }
    var order = MigrationOrder(request.query("action").flatMap(MigrationOrder.Action.init) ?? .move)
    (order.to, order.from) = (try way("to"), try way("from"))
    order.at = request.query("at").flatMap { Timestamp(ocpi: $0) }
    order.holdSeconds = request.query("hold").flatMap { Int($0) }
    return order
  }

  /// The preview of one partner.
  ///
  /// - Throws: `ControlFailure` for an order that makes no sense or a file that cannot be changed, or what the store
  ///   throws.
  func preview(_ id: String, _ order: MigrationOrder) async throws -> JSON {
    guard let link = commons.links[id] else { throw ControlFailure.noPartner(id) }
    let (entry, fleet) = try PartnerFolder(commons).look(id)
    let now = commons.surroundings.wallClock.now()
    let draft = try MigrationDraft(order, of: id, entry.file.route, at: now)
    let text = fleet.texts[id] ?? ""
    let lines = try Self.lines(draft, in: text, of: entry.file.file)
    let figures = try await MigrationFigures(link, draft, commons)
    let checks = MigrationChecks(link: link, order: order, draft: draft, figures: figures, now: now).all
    return .object(
      [
        .init("schema", "partnerctl.migrate/1"), .init("partner", .string(id)),
        .init("action", .string(order.action.rawValue)), .init("from", .string("\(draft.from)")),
        .init("to", .string("\(draft.to)")), .init("move", draft.move?.json(at: now) ?? .null),
        .init("file", Self.json(entry.file.file, before: text, lines)),
        .init("checks", .array(checks.map(\.json))),
      ] + Self.members(figures, link, now))
  }

  private static func lines(
    _ draft: MigrationDraft, in text: String, of file: String
  ) throws(ControlFailure) -> RouteLines {
    do throws(RouteLines.Unfit) {
      return try RouteLines(setting: draft.values.map { ($0.key, $0.text) }, in: text, of: file)
    } catch {
      throw ControlFailure(
        "BR672", "\(error)", help: "write kind, hub and cut_over yourself, then apply", exit: 65)
    }
  }

  private static func json(_ name: String, before: String, _ lines: RouteLines) -> JSON {
    let changes = lines.changes.map { change -> JSON in
      [
        "line": JSON(change.line), "old": change.old.map { .string($0) } ?? .null,
        "new": change.new.map { .string($0) } ?? .null,
      ]
    }
    return [
      "name": .string(name), "before": .string(Hex.encode(SHA256.hash(before))), "text": .string(lines.text),
      "lines": .array(changes),
    ]
  }

  private static func members(_ figures: MigrationFigures, _ link: PartnerLink, _ now: Timestamp)
    -> [JSONMember]
  {
    func tallies(_ found: [String: WayTally]) -> JSON {
      .object(found.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.json) })
    }
    let again = figures.again.sorted { $0.key < $1.key }.map { JSONMember($0.key, JSON($0.value)) }
    return [
      .init("in_course", link.terms.route.move?.json(at: now) ?? .null),
      .init("sessions", .array(figures.open.map(\.json))), .init("waiting", JSON(figures.waiting)),
      .init("again", .object(again)),
      .init(
        "fields", ["lost": strings(figures.lost), "won": strings(figures.won), "unfit": JSON(figures.unfit)]),
      .init("compare", ["received": tallies(figures.received), "told": tallies(figures.told)]),
    ]
  }

  private static func strings(_ list: [String]) -> JSON { .array(list.map { .string($0) }) }
}

extension RouteMove {
  /// As programs read it.
  func json(at now: Timestamp) -> JSON {
    [
      "from": .string("\(from)"), "to": .string("\(to)"), "cut_over": .string("\(cutOver)"),
      "hold_until": .string("\(holdUntil)"), "hold_seconds": JSON(holdSeconds),
      "phase": .string(phase(at: now).rawValue),
    ]
  }
}

extension OpenSessions {
  /// As programs read it.
  var json: JSON {
    [
      "way": way.map { .string($0) } ?? .null, "open": JSON(count),
      "oldest": oldest.map { .string($0) } ?? .null,
    ]
  }
}

extension Platform {
  /// The route of the verb that moves a partner between its ways.
  func addMigrationRoute(to router: inout Router) {
    let preview = MigrationPreview(commons: commons)
    router.on(.get, "/partners/:id/migration") { try await preview.answer($0) }
  }
}
