import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Disputes and corrections, for our platform and for `partnerctl`.
extension OfficeRouter {
  mutating func addDisputes() {
    on(.get, "/disputes") { call in try await DisputeRoutes(call).list() }
    on(.post, "/disputes") { call in try await DisputeRoutes(call).open() }
    on(.get, "/disputes/:number") { call in try await DisputeRoutes(call).show() }
    on(.post, "/disputes/:number/:action") { call in try await DisputeRoutes(call).act() }
    on(.post, "/own/cdrs/:country/:party/:id/correct") { call in try await DisputeRoutes(call).correct() }
  }
}

extension Platform {
  /// `GET /disputes/{number}/evidence`: all that shows how a disputed CDR came about, on the control channel.
  func addEvidenceRoute(to router: inout Router) {
    router.on(.get, "/disputes/:number/evidence") { [commons, exchanges] request in
      let number = Int64(request.parameters["number"]) ?? 0
      let row = try await commons.store.read { tx in try tx.disputes.dispute(number) }
      guard let row else { throw DisputeRoutes.unknown(number) }
      return .json(try await EvidenceBundle(commons: commons, log: exchanges).json(of: row))
    }
  }
}

/// One request about disputes.
struct DisputeRoutes {
  private let call: OfficeCall

  init(_ call: OfficeCall) {
    self.call = call
  }

  private var desk: DisputeDesk { DisputeDesk(commons: call.commons) }

  func list() async throws -> HTTPResponse {
    let partner = call.request.query("partner")
    let states = call.request.query("state").map { $0.split(separator: ",").map(String.init) }
    if let odd = states?.first(where: { Dispute.State(rawValue: $0) == nil }) {
      throw OfficeError.badRequest(
        "there is no state \(odd)", path: "state",
        help: "one of " + Dispute.State.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let rows = try await call.commons.store.read { tx in
      try tx.disputes.list(partner: partner, states: states)
    }
    return .json(["disputes": .array(rows.map(\.json))])
  }

  func show() async throws -> HTTPResponse {
    let number = try number()
    let found = try await call.commons.store.read { tx in
      try tx.disputes.dispute(number).map { ($0, try tx.disputes.steps(of: number)) }
    }
    guard let (row, steps) = found else { throw Self.unknown(number) }
    var json = row.json
    json["steps"] = .array(steps.map(\.json))
    json["lacking"] = .array(try await lacking(row).map { .string($0) })
    json["ladder"] = .array(ladder(row, steps))
    return .json(json)
  }

  /// Who decides from when on, with whom to call.
  private func ladder(_ row: DisputeRow, _ steps: [DisputeStepRow]) -> [JSON] {
    guard let link = call.commons.links[row.partner], let dispute = Dispute(row, steps) else { return [] }
    let file = link.terms.money
    let contacts = PartnerFact.contacts(link.terms.technical)
    return dispute.ladder(file.disputes, zone: DisputeDesk.zone(of: file)).map { rung in
      [
        "kind": .string(rung.kind.rawValue), "to": .string(rung.to), "at": .string("\(rung.at)"),
        "reached": .bool(rung.at <= call.now), "call": contacts[rung.to].map { .string($0.words) } ?? .null,
      ]
    }
  }

  /// Opens one or many: each is a matter of its own, and one that cannot be opened keeps none of the others.
  func open() async throws -> HTTPResponse {
    let json = JSON(try call.json())
    let openings = try (json["disputes"]?.elements ?? [json]).map(opening)
    guard openings.count > 1 else {
      guard let only = openings.first else { throw OfficeError.badRequest("no dispute is named") }
      return .json(["opened": .array([try await open(only)])], .created)
    }
    var (opened, refused): ([JSON], [JSON]) = ([], [])
    for opening in openings {
      do {
        opened.append(try await open(opening))
      } catch let error as OfficeError {
        refused.append(
          ["cdr": .string(opening.cdr), "code": .string(error.code), "reason": .string(error.message)])
      }
    }
    return .json(["opened": .array(opened), "refused": .array(refused)])
  }

  /// Opens one, and says which of the evidence agreed is not at hand.
  private func open(_ opening: DisputeDesk.Opening) async throws -> JSON {
    let row = try await call.commons.store.write { [desk] tx in
      try tx.disputes.dispute(desk.open(opening, in: tx))
    }
    var lacking: [String] = []
    if let row { lacking = try await self.lacking(row) }
    return [
      "cdr": .string(opening.cdr), "dispute": .number("\(row?.number ?? 0)"),
      "lacking": .array(lacking.map { .string($0) }),
    ]
  }

  /// What was agreed to be shown and is not at hand.
  private func lacking(_ row: DisputeRow) async throws -> [String] {
    let agreed = call.commons.links[row.partner]?.terms.money.disputes.evidence ?? []
    guard !agreed.isEmpty else { return [] }
    return EvidencePart.lacking(
      agreed, in: try await EvidenceBundle(commons: call.commons, log: nil).json(of: row))
  }

  private func opening(_ json: JSON) throws(OfficeError) -> DisputeDesk.Opening {
    guard let partner = json["partner"]?.string, let cdr = json["cdr"]?.string else {
      throw .badRequest("a dispute names partner and cdr", path: "cdr")
    }
    var opening = DisputeDesk.Opening(partner: partner, cdr: cdr)
    opening.reason = json["reason"]?.string
    opening.words = json["words"]?.string ?? ""
    if let name = json["actor"]?.string, !name.isEmpty { opening.actor = name }
    opening.amount = try Self.amount(json)
    return opening
  }

  /// The amount that a request names; nil where it names none.
  private static func amount(_ json: JSON) throws(OfficeError) -> Money? {
    guard let text = json["amount"]?.string else { return nil }
    let parts = text.split(separator: " ")
    guard parts.count == 2, let amount = Rational(decimalText: parts[0]),
      let currency = Currency(String(parts[1]))
    else { throw .badRequest("\"\(text)\" is no amount", path: "amount", help: "write 12.50 EUR") }
    return Money(amount, currency)
  }

  func act() async throws -> HTTPResponse {
    let number = try number()
    let events: [String: Dispute.Event] = ["answer": .answer, "accept": .accept, "reject": .reject]
    guard let event = events[call["action"]] else {
      throw OfficeError.notFound("there is nothing to do called \(call["action"])")
    }
    let json = call.body.isEmpty ? JSON.object([]) : JSON(try call.json())
    let (words, actor) = (json["words"]?.string ?? "", json["actor"]?.string ?? "operator")
    let row = try await call.commons.store.write { [desk] tx in
      try desk.enter(event, number, words, by: actor, in: tx)
      return try tx.disputes.dispute(number)
    }
    return .json(row?.json ?? [:])
  }

  func correct() async throws -> HTTPResponse {
    let json = JSON(try call.json())
    guard let reason = json["reason"]?.string, !reason.isEmpty else {
      throw OfficeError.badRequest("a correction says why", path: "reason")
    }
    let key = ObjectKey(country: call["country"], party: call["party"], id: call["id"])
    // Where a JSON is expected, `nil` is its null: nothing of that kind is said here.
    var with: [UInt8]?
    if let mended = json["with"], !mended.isNull { with = mended.bytes }
    let order = CDRCorrection.Order(
      reason: reason, reissues: with != nil || json["reissue"]?.bool == true, replacement: with,
      part: try Self.amount(json), actor: json["actor"]?.string ?? "operator")
    let correction = CDRCorrection(commons: call.commons, version: try call.version())
    let outcome = try await call.commons.store.write { tx in try correction.run(key, order, in: tx) }
    return .json(outcome.json, .created)
  }

  private func number() throws(OfficeError) -> Int64 {
    guard let number = Int64(call["number"]) else { throw .notFound("\(call["number"]) is no number") }
    return number
  }

  static func unknown(_ number: Int64) -> OfficeError {
    OfficeError(
      .notFound, "BR732", "there is no dispute \(number)", help: "partnerctl dispute list shows all")
  }
}
