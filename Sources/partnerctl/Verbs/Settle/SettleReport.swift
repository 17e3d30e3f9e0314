import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms

/// What a preview or a closing came to.
struct SettleReport: Sendable {
  /// A statement with the files that were written of it.
  struct Document: Sendable {
    let settled: SettledDocument
    var files: [String] = []
  }

  let partner: String
  /// As it is written: `2026-10`.
  let period: String
  /// Until when CDRs of it are awaited.
  var awaited: CivilDate?
  /// The statements.
  var documents: [Document] = []
  /// Too small for an invoice: they wait for the next period.
  var carried: [SettledDocument] = []
  /// All of whose charges are held.
  var held: [Statement.Held] = []
  /// What no legal entity answers for.
  var homeless: [Statement.Held] = []
  /// What is set off: places of the statements, and how much.
  var offsets: [(sold: Int, bought: Int, amount: Money)] = []
  /// How what is owed stands to the credit limit; nil where none is agreed.
  var credit: CreditLimit.Standing?
  /// Whether the period is closed now.
  var isClosed = false

  /// Whether nothing was left out.
  var isClean: Bool {
    homeless.isEmpty && held.isEmpty && documents.allSatisfy { $0.settled.statement.held.isEmpty }
  }

  /// A report of a draft, without files.
  init(_ draft: SettlementDraft) {
    let id = draft.order.file.id
    partner = id
    period = "\(draft.order.period)"
    awaited = draft.order.awaited
    documents = draft.due.map { Document(settled: SettledDocument($0, of: id)) }
    carried = draft.documents.filter { $0.isCarried && $0.statement.count > 0 }.map {
      SettledDocument($0, of: id)
    }
    held = draft.documents.filter { $0.isCarried || $0.statement.count == 0 }.flatMap(\.statement.held)
    homeless = draft.homeless
    offsets = draft.offsets()
  }

  /// As programs read it.
  var json: JSON {
    [
      "schema": "partnerctl.settle/1", "partner": .string(partner), "period": .string(period),
      "state": isClosed ? "closed" : "preview", "awaited_until": awaited.map { .string("\($0)") } ?? .null,
      "credit": credit?.json ?? .null,
      "statements": .array(
        documents.map { document in
          var json = document.settled.json
          json["files"] = .array(document.files.map { .string($0) })
          return json
        }),
      "carried_forward": .array(carried.map(\.json)), "held": Self.list(held),
      "without_entity": Self.list(homeless),
      "set_off": .array(
        offsets.map { offset in
          [
            "sold": .number("\(offset.sold + 1)"), "bought": .number("\(offset.bought + 1)"),
            "amount": .string(offset.amount.amount.decimalText(atMost: 6)),
            "currency": .string(offset.amount.currency.code),
          ]
        }),
    ]
  }

  private static func list(_ held: [Statement.Held]) -> JSON {
    .array(
      held.map { held in
        ["id": .string(held.id), "end": .string("\(held.end)"), "reason": .string(held.reason)]
      })
  }
}
