import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms
import Glibc
import Testing

@testable import partnerctl

/// Whether a partnership has come to its end as it should: nothing owed is lost, and what is kept says so.
struct EndVerdict {
  let stage: LoadStage
  let load: OperatorLoad

  init(_ stage: LoadStage, _ load: OperatorLoad) { (self.stage, self.load) = (stage, load) }

  private var base: KillStage { stage.base }

  func judge() async throws {
    let record = load.record
    #expect(record.complaints.isEmpty, "\(record.complaints.prefix(3))")
    let partner = try base.partner(.cpo)
    let ending = try #require(partner["offboarding"])
    #expect(partner["state"] == "ended" && ending["left"] == .array([]), "\(ending.text)")
    #expect(try base.partner(.emsp)["state"] == "ended")
    try LoadVerdict(stage, load).charges()
    let archive = "live/cpo/state/test/\(ending["archive"]?.string ?? "")"
    try statements(ending, archive)
    try archived(archive)
    for side in KillStage.Side.allCases { try await credentials(side) }
  }

  /// The last statement holds each charge once, and its sums are those of the test's own arithmetic.
  private func statements(_ ending: JSON, _ archive: String) throws {
    let numbers = ending["statements"]?.elements?.compactMap(\.string) ?? []
    let kept = try lines(archive, "statements.jsonl")
    #expect(numbers.count == 1 && kept.count == 1, "\(numbers)")
    let statement = try #require(kept.first?["statement"])
    let due = LoadObjects.gross(load.record.billed.values)
    #expect(cents(statement["net"]) == due.net && cents(statement["gross"]) == due.gross, "\(due)")
    let shown = BuiltProgram.run(["settle", "list", "--json", "-C", base.path(.cpo)])
    let listed = try JSON.parse(shown.output)["statements"]?.elements ?? []
    #expect(listed.compactMap { $0["statement"]?.string } == numbers, "\(shown.text)")
    #expect(cents(listed.first?["gross"]) == due.gross)
  }

  /// What the archive holds is what the database holds, by number and by sum, and its list of sums holds.
  private func archived(_ archive: String) throws {
    let record = load.record
    let sessions = try lines(archive, "our-sessions.jsonl")
    #expect(
      Set(sessions.compactMap { $0["id"]?.string }) == record.begun && sessions.count == record.begun.count)
    let cdrs = try lines(archive, "our-cdrs.jsonl")
    #expect(Set(cdrs.compactMap { $0["id"]?.string }) == Set(record.billed.keys))
    let sum = cdrs.reduce(0) {
      $0 + (cents($1["total_cost"]?["before_taxes"] ?? $1["total_cost"]?["excl_vat"]) ?? 0)
    }
    #expect(cdrs.count == record.billed.count && sum == LoadObjects.gross(record.billed.values).net)
    let manifest = try JSON.parse(base.root.text("\(archive)/manifest.json") ?? "")
    for member in manifest["sha256"]?.members ?? [] {
      let told = try ChildProcess("sha256sum", [base.root.path + "/\(archive)/\(member.name)"]).finish()
      #expect(
        String(decoding: told.output, as: UTF8.self).hasPrefix(member.value.string ?? "?"), "\(member.name)")
    }
    let names = Set(FileSystem.names(in: base.root.path + "/" + archive))
    #expect(names == Set((manifest["sha256"]?.members ?? []).map(\.name)).union(["manifest.json"]))
  }

  /// The credentials were deleted once, and nothing of them is left.
  private func credentials(_ side: KillStage.Side) async throws {
    let store = try Store(readingOnly: base.path(side) + "/state/test/bilateral.db")
    defer { store.close() }
    let name = side == .cpo ? "acme" : "volt"
    let (left, tokens) = try await store.read { tx in
      let acts = try tx.audit.newest(of: name, limit: 100_000).map(\.entry.action)
      return (acts.filter { $0.hasPrefix("credentials.") }, try tx.partners.partner(name)?.theirToken)
    }
    #expect(left.count { $0 == "credentials.left" || $0 == "credentials.ended" } == 1, "\(side): \(left)")
    #expect(tokens == nil)
  }

  private func lines(_ archive: String, _ name: String) throws -> [JSON] {
    try (base.root.text("\(archive)/\(name)") ?? "").split(separator: "\n").map { try JSON.parse(String($0)) }
  }

  /// An amount as whole cents; nil when it is none.
  private func cents(_ amount: JSON?) -> Int? {
    guard let text = amount?.numberText ?? amount?.string, let number = Rational(decimalText: text) else {
      return nil
    }
    return Int((number * Rational(100)).exactText)
  }
}
