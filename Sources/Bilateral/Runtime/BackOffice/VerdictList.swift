import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// `GET /partners/{id}/cdrs?verdict=mismatch`: a partner's CDRs by what we say of their amounts, for whoever pays them.
///
/// Without `explain` the answer is the CDRs as they came; with it what is said of each, with its ids.
struct VerdictList {
  /// Every word there is.
  static let words = ["exact", "explained", "within-tolerance", "mismatch", "unpriceable"]

  private let call: OfficeCall
  /// The words asked for.
  let verdicts: [String]

  /// What a request asks; nil when it does not ask by verdict.
  ///
  /// - Throws: 400 for a word that is none.
  init?(_ call: OfficeCall) throws(OfficeError) {
    guard call["module"] == "cdrs", let text = call.request.query("verdict") else { return nil }
    verdicts = text.split(separator: ",").map(String.init)
    self.call = call
    guard !verdicts.isEmpty, let odd = verdicts.first(where: { !Self.words.contains($0) }) else {
      guard verdicts.isEmpty else { return }
      throw .badRequest("verdict names no word", path: "verdict")
    }
    throw .badRequest(
      "there is no verdict \(odd)", path: "verdict",
      help: "one or more of \(Self.words.joined(separator: ", ")), separated by commas")
  }

  /// A page of what is said, newest CDR last.
  func explained(_ partner: String) async throws -> HTTPResponse {
    let filter = try call.filter()
    let (bodies, total) = try await call.commons.store.read { [self] tx in
      let page = try tx.received.cdrs(judged: verdicts, from: partner, filter)
      let bodies = try page.rows.compactMap { row in
        try tx.cdrVerdicts.verdict(on: row.key, from: partner).map(Self.body)
      }
      return (bodies, page.total)
    }
    return call.list(bodies, total: total, of: filter)
  }

  private static func body(_ row: CDRVerdictRow) -> [UInt8] {
    let names: [JSONMember] = [
      .init("country_code", .string(row.key.country)), .init("party_id", .string(row.key.party)),
      .init("id", .string(row.key.id)),
    ]
    let said = (try? JSON.parse(row.detail.bytes))?.members ?? []
    return JSON.object(names + said).bytes
  }
}
