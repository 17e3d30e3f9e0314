import BilateralBase
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// A month out of the database: what was put in is found and named, and a clean month has nothing.
@Suite struct ReconcileMonthTests {
  @Test("a clean month of 240 charges has no findings, with their statement too")
  func clean() async throws {
    var month = try await BilledMonth()
    month.plan(240, seed: 5)
    try await month.happen()
    let part = try await month.reconciled(month.statement)
    #expect(part.result.findings == [] && part.unreadable == [] && part.problems == [])
    #expect(part.result.sessionCount == 240 && part.result.matched == 240 && part.lines == 240)
    let grades = try await month.house.commons.store.read { tx in
      try tx.cdrVerdicts.grades().map { "\($0.grade) \($0.count)" }
    }
    #expect(grades == ["accept 240"])
    month.house.close()
  }

  @Test("faults at the rates of the field are all found and named, and nothing else is")
  func seeded() async throws {
    var month = try await BilledMonth("max_energy = \"40.5 kWh\"\n")
    month.plan(260, seed: 8)
    var wanted: [String] = []
    func spoil(_ fault: String, _ rate: Int, _ place: Int, _ causes: [(ReconcileCause, String, String)]) {
      for number in month.spoil(fault, oneOf: rate, at: place) {
        for (cause, session, record) in causes {
          func named(_ letter: String) -> String {
            letter == "-" ? "-" : "NL-ACM/" + letter.replacing("#", with: "\(number)")
          }
          wanted.append("\(cause.rawValue) \(named(session)) \(named(record))")
        }
      }
    }
    spoil("missing", 250, 3, [(.missingCDR, "S#", "-")])
    spoil("ghost", 333, 14, [(.ghost, "S#", "-")])
    spoil("duplicate", 1000, 25, [(.duplicate, "S#", "C#B")])
    spoil("price", 1000, 36, [(.price, "S#", "C#")])
    spoil("token", 1000, 47, [(.unknownToken, "S#", "C#")])
    spoil("overlap", 1000, 58, [(.overlap, "S#", "C#")])
    spoil("currency", 1000, 75, [(.currency, "S#", "C#"), (.unpriceable, "S#", "C#")])
    spoil("late", 50, 31, [(.late, "S#", "C#")])
    spoil("no-session", 500, 77, [(.noSession, "-", "C#")])
    spoil("energy", 1000, 88, [(.price, "S#", "C#"), (.energy, "S#", "C#")])
    try await month.happen()
    let part = try await month.reconciled()
    let told = part.result.findings.map { "\($0.cause.rawValue) \($0.session ?? "-") \($0.record ?? "-")" }
    #expect(Set(told) == Set(wanted), "\(Set(told).symmetricDifference(wanted).sorted())")
    // What is earned and not billed: the missing ones at 0.50 EUR a kWh.
    let lost = month.charges.filter { $0.fault == "missing" }.reduce(0) { $0 + $1.tenths * 5 }
    #expect(part.result.leakage == [Money(Rational(lost, over: 100) ?? .zero, .euro)])
    month.house.close()
  }

  @Test("their statement is held against what came: lines without a CDR, CDRs without a line, other amounts")
  func statement() async throws {
    var month = try await BilledMonth()
    month.plan(40, seed: 2)
    try await month.happen()
    let lines = month.statement.split(separator: "\n").map(String.init)
    let spoiled =
      lines.prefix(5) + ["C4,999,EUR", "NOTOURS,7.00,EUR", "C6,zero,EUR"] + lines.dropFirst(8)
    let part = try await month.reconciled(spoiled.joined(separator: "\n"))
    let told = part.result.findings.map { "\($0.cause.rawValue) \($0.record ?? "-")" }
    #expect(
      told == [
        "only-on-their-statement NL-ACM/NOTOURS", "not-on-their-statement NL-ACM/C5",
        "not-on-their-statement NL-ACM/C6", "statement-amount-off NL-ACM/C4",
      ])
    #expect(part.problems.map { "\($0)" } == ["acme.csv:8: \"zero\" is no amount"])
    month.house.close()
  }
}
