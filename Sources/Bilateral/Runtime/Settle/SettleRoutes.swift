import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms

/// Settling on the control channel: `POST /partners/{id}/settle`, `POST /statements/{number}/payments`.
///
/// Looking needs no runtime: previews, lists and files are made of the database.
struct SettleRoutes: Sendable {
  let commons: Commons

  func add(to router: inout Router) {
    router.on(.post, "/partners/:id/settle") { request in
      let (id, order) = (request.parameters["id"], try request.order())
      return .steps { _ in try await close(id, order) }
    }
    router.on(.post, "/statements/:number/payments") { request in
      .json(try await pay(request.parameters["number"], try request.order()))
    }
  }

  private func close(_ id: String, _ body: JSON) async throws -> ControlReply {
    let wish = SettlementOrder.Wish(period: body["period"]?.string, issued: body["issued"]?.string)
    let outcome = try await close(id, wish, actor: body["actor"]?.string ?? "operator")
    let count = outcome.statements.count
    return ControlReply(
      "\(outcome.draft.order.period) of \(id) is closed: \(count) statement\(count == 1 ? "" : "s")",
      [
        .init("period", .string("\(outcome.draft.order.period)")),
        .init("statements", .array(outcome.statements.map { .string($0.number) })),
      ])
  }

  /// Closes a period of a partner.
  ///
  /// - Throws: as ``SettlementClosing/close(actor:_:)``.
  func close(
    _ id: String, _ wish: SettlementOrder.Wish, actor: String
  ) async throws -> SettlementClosing.Outcome {
    guard commons.links[id] != nil else { throw ControlFailure.noPartner(id) }
    try await ChargeFilling(commons: commons).run()
    let rates = PriceListSource(folder: commons.fleet().folder, party: nil).rates().rates
    return try await SettlementClosing(commons.store).close(actor: actor) {
      [vault = commons.vault] tx in
      try SettlementOrder(
        id, wish, rates: rates,
        account: { reference in (try? vault.bytes(reference)).map { String(decoding: $0, as: UTF8.self) } },
        in: tx)
    }
  }

  private func pay(_ number: String, _ body: JSON) async throws -> JSON {
    let payment = StatementPayment(
      number: number, day: body["on"]?.string ?? "", amount: body["amount"]?.string ?? "",
      note: body["reference"]?.string, actor: body["actor"]?.string ?? "operator")
    let standing = try await commons.store.write { tx in try payment.keep(in: tx) }
    return standing.json
  }
}
