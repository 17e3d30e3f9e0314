import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

/// An operator that settles with acme: its CDRs are written through the back office and pushed to acme.
struct SettleStage: Sendable {
  let pair: HistoryPair

  /// The legal entities of both sides.
  static let entities = """
    [[us.entity]]
    legal_name = "Nordic Volt GmbH"
    country = "DE"
    vat_id = "DE123456789"
    [[them.entity]]
    legal_name = "ACME GmbH"
    country = "DE"
    vat_id = "DE987654321"

    """

  /// Terms with these lines in `[settlement]`, and more after them.
  static func terms(_ settlement: String = "", entities: String = entities, more: String = "") -> String {
    """
    [agreement]
    zone = "Europe/Berlin"
    [settlement]
    who_invoices = "cpo"
    vat_treatment = "domestic"
    payment_term = "30 days"
    \(settlement)
    \(more)
    """ + "\n" + entities
  }

  /// Opens it; the clock stands on 28 September 2026.
  init(_ terms: String = terms(), list: String = Sample.list) async throws {
    pair = try await HistoryPair(terms, list: list)
    try wait(until: "2026-09-28T08:00:00Z")
  }

  /// A stage over a pair that was opened before.
  init(_ pair: HistoryPair) { self.pair = pair }

  func close() async { await pair.close() }

  /// A CDR of ours: an hour of 10 kWh that ends then, at 19 %.
  static func cdr(
    _ id: String, end: String, net: String, more: String = "", session: String? = nil
  ) throws -> String {
    let time = try #require(Timestamp(ocpi: end))
    let start = time.adding(seconds: -3600)
    return """
      {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"\(start)","end_date_time":"\(time)",\
      "session_id":"S-\(session ?? id)",\
      "cdr_token":\(HistorySample.token),"auth_method":"WHITELIST","cdr_location":{"id":"LOC1","address":"Kai 7","city":"Kiel",\
      "country":"DEU","coordinates":{"latitude":"54.32133","longitude":"10.13489"},"evse_uid":"LOC1-0",\
      "evse_id":"DE*NVO*ELOC10","connector_id":"1","connector_standard":"IEC_62196_T2","connector_format":"SOCKET",\
      "connector_power_type":"AC_3_PHASE"},"currency":"EUR","tariffs":[{"country_code":"DE","party_id":"NVO",\
      "id":"AC-1","currency":"EUR","elements":[{"price_components":[{"type":"ENERGY","price":0.5,"vat":19,\
      "step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}],"charging_periods":[{"start_date_time":"\(start)",\
      "dimensions":[{"type":"ENERGY","volume":10}]}],"total_cost":{"excl_vat":\(net)},"total_energy":10,\
      "total_time":1,\(more)"last_updated":"\(time)"}
      """
  }

  /// What takes back a CDR.
  static func credit(_ id: String, of original: String, end: String, net: String) throws -> String {
    try cdr(
      id, end: end, net: net, more: "\"credit\":true,\"credit_reference_id\":\"\(original)\",",
      session: original)
  }

  /// Writes CDRs and lets acme have them.
  func write(_ cdrs: String..., told: Bool = true) async throws {
    for cdr in cdrs {
      let answer = try await pair.house.office(.post, "/own/cdrs", cdr)
      #expect(answer.status == 201, "\(answer.json.text)")
    }
    if told { try await pair.tell() }
  }

  /// Moves the clock to a moment that is to come.
  func wait(until text: String) throws {
    let moment = try #require(Timestamp(ocpi: text))
    pair.house.clock.advance(seconds: moment.seconds - pair.house.clock.now.seconds)
  }

  func order<Access>(_ period: String?, in tx: Transaction<Access>) throws -> SettlementOrder {
    try SettlementOrder("acme", .init(period: period), in: tx)
  }

  /// A preview with the ids of each statement's charges.
  func preview(_ period: String) async throws -> (draft: SettlementDraft, ids: [[String]]) {
    try await pair.house.commons.store.read { tx in
      let seen = Seen()
      let draft = try SettlementDraft(try order(period, in: tx), in: tx) { document, entry in
        seen.ids[document, default: []].append(entry.charge.id)
      }
      return (draft, draft.documents.map { seen.ids[$0.scanned] ?? [] })
    }
  }

  private final class Seen { var ids: [Int: [String]] = [:] }

  /// Closes a period.
  func settle(_ period: String) async throws -> SettlementClosing.Outcome {
    try await SettlementClosing(pair.house.commons.store).close(actor: "test") { tx in
      try order(period, in: tx)
    }
  }

  /// The exit code with which a closing is refused; nil when it is not.
  func refusal(_ period: String) async throws -> (code: String, exit: Int)? {
    do {
      _ = try await settle(period)
      return nil
    } catch let failure as ControlFailure {
      return (failure.code, failure.exit)
    }
  }

  /// The ids of what stands on a statement, in order.
  func charges(of row: StatementRow) async throws -> [String] {
    try await pair.house.commons.store.read { tx in
      let seen = Seen()
      try tx.eachEntry(of: row) { seen.ids[0, default: []].append($0.charge.id) }
      return seen.ids[0] ?? []
    }
  }
}
