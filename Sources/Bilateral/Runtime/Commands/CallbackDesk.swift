import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// Takes the results that partners tell at our `response_url`s.
///
/// Only the partner that was given an address may use it, with its own token (S-12, S-19). A result that comes twice,
/// before the answer or after the deadline is taken with thanks; what it changes is for ``CommandStory`` to say.
struct CallbackDesk: Sendable {
  private let commons: Commons
  private let call: OCPICall

  init(_ commons: Commons, _ call: OCPICall) {
    self.commons = commons
    self.call = call
  }

  /// Takes a result at `{COMMAND}/{secret}`.
  ///
  /// Partners that post to the module itself, or to its command, are understood while only one order is open (P-111).
  func take(_ path: [String]) async throws -> OCPIReply {
    guard call.request.method == .post else { throw OCPIRefusal.methodNotAllowed([.post]) }
    guard path.count <= 2 else { throw OCPIRefusal.notFound("no such address") }
    let body = JSON(OCPIResponse.payload(of: try call.pushed("response_url")))
    guard let row = try await order(path), let kind = row.command else {
      throw OCPIRefusal.notFound("no order of ours waits for a result here")
    }
    let words = kind.traits.results + (kind.traits.module == .commands ? kind.traits.answers : [])
    guard let outcome = CommandOutcome(reading: body, of: words) else {
      throw OCPIRefusal.invalid("result must be one of \(kind.traits.results.joined(separator: ", "))")
    }
    try await commons.store.write { [id = row.id] tx in
      _ = try CommandBook(tx).apply(.reported(outcome), to: id)
    }
    return .done
  }

  private func order(_ path: [String]) async throws -> CommandRow? {
    let partner = call.link.id
    // A hub may post a result without saying from whom it is.
    let others = call.link === call.carrier ? commons.links.behind(partner) : []
    return try await commons.store.read { tx in
      if path.count == 2 {
        let row = try ([partner] + others).compactMap { try tx.commands.awaiting(at: path[1], from: $0) }
          .first
        return row?.kind == path[0].uppercased() ? row : nil
      }
      let kinds = path.first.map { [$0.uppercased()] } ?? CommandKind.allCases.map(\.rawValue)
      let open = try kinds.flatMap { try tx.commands.open($0, to: partner) }
      return open.count == 1 ? open[0] : nil
    }
  }
}
