import Bilateral
import BilateralBase
import Testing

@testable import partnerctl

@Suite struct ReportCommandTests {
  static let figures = """
    {"partner":"acme","name":"ACME <Mobility> B.V.","status":"live",
     "period":{"text":"2026-10","first":"2026-10-01","last":"2026-10-31","zone":"Europe/Berlin",
       "from":"2026-09-30T22:00:00Z","until":"2026-10-31T23:00:00Z"},
     "figures":{"authorization_success":{"percent":"96.40","part":964,"whole":1000},"declined":37,
       "authorization_p95_ms":412,"authorization_p99_ms":1500,
       "cdr_acceptance":{"percent":"99.70","part":997,"whole":1000},
       "cdr_acceptance_ours":{"percent":null,"part":0,"whole":0},
       "cdr_lateness":{"percent":"1.20","part":12,"whole":997},
       "cdr_lateness_ours":{"percent":null,"part":0,"whole":0},"cdr_delay_p95_minutes":5,
       "price_deviation":{"percent":"0.10","part":1,"whole":990},
       "fault_share":{"percent":"0.30","part":120,"whole":40000},"status_age_p95_seconds":50,
       "session_cdr_match":{"percent":"99.60","part":996,"whole":1000},
       "leakage":{"money":[{"currency":"EUR","amount":"61.20"}],"sessions_of_unknown_worth":2},
       "settlement_days":{"mean":"28.5","longest":31,"statements":2}},
     "promises":[{"name":"authorization_success","promised":"99 %","measured":"96.40 %","kept":false,
       "penalty":"100 EUR for each 0.1 %",
       "call":{"role":"operations","name":"ACME NOC","phone":"+31205550199","email":"noc@acme.example"}},
       {"name":"uptime","promised":"97 %","measured":"99.861 %","kept":true,"penalty":null,"call":null}],
     "sold":null,
     "bought":{"sessions":4,"kwh":"81.5","seconds":28800,"net":[{"currency":"EUR","amount":"36.50"}],"credits":0,
       "new_tokens":3,"uptime":{"percent":"99.861","evses":4,"outage_seconds":21600,"excluded_seconds":7200,
       "worst":[{"evse":"L1/E1","seconds":14400}]},
       "days":[{"day":"2026-10-03","sessions":3,"kwh":"60.5","seconds":1,"net":[]},
         {"day":"2026-10-04","sessions":1,"kwh":"21","seconds":1,"net":[]}],
       "sites":[{"location":"L1","sessions":4,"kwh":"81.5","seconds":28800,"net":[],"name":"Dam \\"1\\"","evses":4,
         "utilisation_percent":"0.27"}]}}
    """

  private func run(_ words: [String]) async throws -> (Outcome, TestFolder) {
    let folder = try TestFolder.fleet(env: "test")
    let runtime = CannedRuntime(["GET /partners/acme/figures?period=2026-10": (200, Self.figures)])
    let outcome = await runAll(
      ["report", "acme", "--period", "2026-10"] + words, terminal: Terminal(width: 120),
      directory: folder.path,
      control: runtime.transport)
    return (outcome, folder)
  }

  @Test("a report names figures, value and the promise that was broken with whom to call; exit 1")
  func human() async throws {
    let (outcome, _) = try await run([])
    #expect(outcome.exit == .findings)
    for word in ["96.40 %", "BR781", "+31205550199", "81.5 kWh", "36.50 EUR net", "3 new tokens"] {
      #expect(outcome.output.contains(word), "\(word)")
    }
    let json = try JSON.parse(try await run(["--json"]).0.output)
    #expect(json["schema"] == "partnerctl.report/1" && json["figures"]?["declined"] == 37)
  }

  @Test("the page needs nothing from elsewhere, escapes what partners say, and draws days and sites")
  func page() async throws {
    let (_, folder) = try await run(["--out", "report.html"])
    let page = try #require(folder.text("report.html"))
    #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
    for foreign in ["http:", "https:", "<script", "src=", "@import", "url("] {
      #expect(!page.contains(foreign), "\(foreign)")
    }
    #expect(page.contains("ACME &lt;Mobility&gt; B.V.") && page.contains("Dam &quot;1&quot;"))
    #expect(page.contains("call ACME NOC, +31205550199") && page.contains("61.20 EUR and 2 sessions"))
    #expect(page.ranges(of: "<svg").count == 3, "sessions and kWh by day, and sites")
    #expect(page.contains("prefers-color-scheme:dark") && page.contains("@page{size:A4"))
  }

  @Test("figures are graded by what is usual; what was not measured has no grade and is not shown")
  func grades() throws {
    let figures = ReportFigure.all(try JSON.parse(Self.figures))
    let grades = Dictionary(uniqueKeysWithValues: figures.map { ($0.name, $0.grade) })
    #expect(grades["Authorisations answered"] == .bad && grades["Their CDRs taken at first"] == .good)
    #expect(grades["Their CDRs late"] == .watch && grades["Our CDRs late"] == ReportFigure.Grade.none)
    #expect(grades["Days until a statement is paid"] == .good && grades["Uptime of chargers (NEVI)"] == .good)
    #expect(ReportChart.length(2, of: 8, over: 100) == 25 && ReportChart.length(0, of: 0, over: 100) == 0)
  }
}
