import BilateralBase
import BilateralNet
import BilateralStore

/// Batches: after a setting or a dialect was changed, everything that was refused for that reason comes in at once.
extension QuarantineDesk {
  /// What is done with each entry of a batch.
  enum Verb: String, Sendable {
    case retry, drop
  }

  /// Entries that one call looks at; the caller goes on at `next`.
  private static var portion: Int { 50 }

  /// Does a part of a batch.
  ///
  /// - Parameters:
  ///   - verb: what to do.
  ///   - rule: which entries are meant.
  ///   - number: the last entry that was looked at, 0 at first.
  /// - Returns: how many were meant and came in or left, what came of each, and where to go on, null at the end.
  /// - Throws: what the store throws.
  func batch(_ verb: Verb, _ rule: QuarantineRule, after number: Int64) async throws -> JSON {
    let rows = try await commons.store.read { tx in
      try tx.quarantine.list(
        partner: rule.partner, module: rule.module, after: number, limit: Self.portion)
    }
    var (items, done) = ([JSON](), 0)
    for row in rows where rule.matches(row) {
      let outcome = try await outcome(of: verb, row.number)
      if outcome.hasPrefix("taken in") || outcome == "dropped" { done += 1 }
      items.append(["id": .number("\(row.number)"), "outcome": .string(outcome)])
    }
    let next: JSON = rows.count < Self.portion ? .null : .number("\(rows.last?.number ?? 0)")
    return ["matched": JSON(items.count), "done": JSON(done), "items": .array(items), "next": next]
  }

  /// An entry that cannot be tried does not stop the others.
  private func outcome(of verb: Verb, _ number: Int64) async throws -> String {
    do {
      return verb == .drop ? try await drop(number) : try await retry(number)
    } catch let failure as ControlFailure {
      return failure.message
    }
  }
}

extension Platform {
  func addQuarantineBatches(to router: inout Router) {
    let desk = QuarantineDesk(commons: commons)
    for verb in [QuarantineDesk.Verb.retry, .drop] {
      router.on(.post, "/quarantine/\(verb)") { request in
        let rule = QuarantineRule(
          partner: request.query("partner"), module: request.query("module"), code: request.query("code"),
          path: request.query("path"))
        let after = request.query("after").flatMap { Int64($0) } ?? 0
        return .json(try await desk.batch(verb, rule, after: after))
      }
    }
  }
}
