import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// `POST /own/cdrs`: a finished CDR, stored and queued for the partner whose driver charged in one transaction.
extension OfficeRouter {
  mutating func addOwnCDRs() {
    on(.get, "/own/cdrs") { call in try await OwnRoutes(call, module: .cdrs).list() }
    on(.post, "/own/cdrs") { call in try await OwnCDRs(call).post() }
  }
}

/// One CDR of ours on its way in.
struct OwnCDRs {
  private let call: OfficeCall

  init(_ call: OfficeCall) {
    self.call = call
  }

  func post() async throws -> HTTPResponse {
    let reading = OwnReading(
      version: try call.version(), party: nil, now: OwnTimes.whole(call.now), mapping: call.mapping)
    let cdr = try reading.read(CDR.self, from: try Self.completed(try call.json(), reading.version))
    guard call.isOurs(cdr.party) else {
      throw OfficeError.unprocessable("\(cdr.party) is not one of our parties", path: "party_id")
    }
    let links = call.commons.links.all.filter { $0.theirParties.contains(cdr.token.party) }
    let billing = CDRBilling(call.commons)
    let (outcome, partners, price) = try await call.commons.store.write {
      tx -> (OwnOutcome, [String], CDRPrice?) in
      let outcome = try OwnShelf(tx: tx, module: "cdrs", billing: billing).put(cdr)
      return (outcome, try Self.route(cdr, to: links, in: tx), try tx.cdrPrices.price(of: cdr.storeKey))
    }
    var answer = Self.json(outcome)
    if let trace = price.flatMap({ try? JSON.parse($0.trace.bytes) }) {
      answer["price"] = trace["total"] ?? .null
      answer["tariffs"] = trace["tariffs"] ?? .null
    }
    answer["partners"] = .array(partners.map { .string($0) })
    if case .created = outcome { return .json(answer, .created) }
    return .json(answer)
  }

  /// The CDR with what it needs to be read, where our platform leaves amounts to us: they are worked out.
  static func completed(_ node: JSONNode, _ version: OCPIVersion) throws -> JSONNode {
    guard node.kind == .object else { return node }
    var json = JSON(node)
    let nothing: JSON =
      version == .v2_1_1
      ? .number("0") : [version == .v2_2_1 ? "excl_vat" : "before_taxes": .number("0")]
    for (name, value) in [("total_cost", nothing), ("total_energy", "0"), ("total_time", "0")]
    where json[name] == nil {
      json[name] = name == "total_cost" ? value : .number("0")
    }
    return try JSONDocument(wire: json.bytes).root
  }

  /// Shows the CDR to the partner of its driver and queues it; tells which partners that are.
  static func route(
    _ cdr: CDR, to links: [PartnerLink], in tx: WriteTransaction
  ) throws -> [String] {
    guard let row = try tx.own.object("cdrs", cdr.storeKey) else { return [] }
    var partners: [String] = []
    let payer = try tx.cdrPrices.price(of: cdr.storeKey)?.partner
    for link in links where payer == nil || link.id == payer {
      guard let view = try PartnerView.of(link, in: tx), view.cdr(cdr) != nil else { continue }
      let writing = ViewWriting(partner: link.id, pushes: link.isPushed(.cdrs), debounce: 0)
      let candidate = ViewCandidate(own: row, shown: nil)
      let place = view.version.frame.embedsLocations ? try candidate.placed(in: tx).shown : nil
      try writing.write(.visible(hash: row.hash, shown: place), row, in: tx)
      // Under the id of the old one the partner sees the new one alone.
      if link.terms.money.creditWay == .revision, let old = CDRRevision.replaced(by: cdr),
        let row = try tx.own.object("cdrs", old)
      {
        try writing.write(.hidden, row, in: tx)
      }
      partners.append(link.id)
    }
    return partners
  }

  private static func json(_ outcome: OwnOutcome) -> JSON {
    guard let change = outcome.change else { return ["outcome": "unchanged"] }
    return ["outcome": "created", "change": .number(String(change))]
  }
}
