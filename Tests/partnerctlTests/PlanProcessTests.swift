import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// Plans between two running platforms: what the operator's terms change is what the provider sees.
@Suite(.serialized) struct PlanProcessTests {
  private func run(_ stage: KillStage, _ words: [String]) -> BuiltProgram.Result {
    BuiltProgram.run(words + ["-C", stage.path(.cpo)], seconds: 60)
  }

  /// The prices of a kWh that the provider holds of the operator.
  private func prices(_ office: OfficeClient) throws -> [String] {
    (try office.call(.get, "/partners/volt/tariffs").elements ?? []).compactMap {
      $0["elements"]?[0]?["price_components"]?[0]?["price"]?.text
    }
  }

  private func held(_ office: OfficeClient) -> String { (try? prices(office))?.description ?? "no answer" }

  private func reaches(_ price: String, _ office: OfficeClient) throws -> Bool {
    let deadline = time(nil) + 20
    while time(nil) <= deadline {
      if try prices(office).contains(price) { return true }
      usleep(50_000)
    }
    return false
  }

  private func edit(_ stage: KillStage, _ from: String, _ to: String, in name: String = "partners/acme.toml")
    throws
  {
    let text = try #require(stage.root.text("live/cpo/\(name)"))
    try #require(text.contains(from))
    try stage.root.write("live/cpo/\(name)", text.replacing(from, with: to))
  }

  @Test("a plan is applied as shown and the partner sees it; a stale one is refused, and so is a guard's")
  func planAndApply() throws {
    let stage = try KillStage(locations: 5, pushes: true)
    let cpo = try stage.start(.cpo)
    let emsp = try stage.start(.emsp)
    let provider = try stage.office(.emsp)
    let plan = stage.root.path + "/plan.json"
    #expect(try reaches("0.5428", provider), "\(held(provider))")

    try edit(stage, "\"8 %\"", "\"9 %\"")
    let shown = run(stage, ["plan", "acme", "--out", plan, "--detailed-exitcode"])
    #expect(shown.status == 2, "\(shown.text)\(shown.talkText)")
    #expect(shown.text.contains("~ pricing.sell.discount  8 % → 9 %"), "\(shown.text)")
    #expect(try prices(provider).contains("0.5428"), "a plan changes nothing")
    let applied = run(stage, ["apply", plan])
    #expect(applied.status == 0, "\(applied.text)\(applied.talkText)")
    #expect(try reaches("0.5369", provider), "\(held(provider))")
    let again = run(stage, ["plan", "acme", "--detailed-exitcode"])
    #expect(again.status == 0 && again.text.contains("nothing to do"), "\(again.text)\(again.talkText)")
    #expect(run(stage, ["apply", plan]).status == 6, "what is in force is another")

    try edit(stage, "\"9 %\"", "\"10 %\"")
    #expect(run(stage, ["plan", "acme", "--out", plan]).status == 0)
    #expect(run(stage, ["apply", "acme"]).status == 64, "nobody can be asked")
    try edit(stage, "\"10 %\"", "\"11 %\"")
    let stale = run(stage, ["apply", plan])
    #expect(stale.status == 6 && "\(stale.text)\(stale.talkText)".contains("partners/acme.toml was edited"))
    try edit(stage, "\"11 %\"", "\"10 %\"")
    try edit(stage, "0.59", "0.58", in: "tariffs/adhoc.json")
    #expect(run(stage, ["apply", plan]).status == 6, "the price list is another")
    #expect(try prices(provider).contains("0.5369"))

    try edit(stage, "0.58", "0.59", in: "tariffs/adhoc.json")
    try edit(stage, "\"10 %\"", "\"9 %\"")
    try edit(stage, "[pricing.sell]", "[share]\ncountries = [\"SE\"]\n\n[pricing.sell]")
    try overridesAGuard(stage, plan)
    try overridesPriceGuards(stage, plan)
    try stage.end(emsp)
    try stage.end(cpo)
  }

  private func overridesAGuard(_ stage: KillStage, _ plan: String) throws {
    #expect(run(stage, ["plan", "acme", "--out", plan]).text.contains("BR555"))
    let refused = run(stage, ["apply", plan])
    #expect(refused.status == 7, "\(refused.text)\(refused.talkText)")
    #expect(run(stage, ["apply", "acme"]).status == 7, "what is refused anyway is not asked for")
    let reason = "they leave the market"
    let done = run(stage, ["apply", plan, "--override", "BR555=\(reason)"])
    #expect(done.status == 0, "\(done.text)\(done.talkText)")
    let control = ControlClient(socket: stage.path(.cpo) + "/state/test/control.sock", patience: 5000)
    let entries = try control.get("/audit")["entries"]?.elements ?? []
    let last = try #require(entries.last { $0["action"]?.string == "terms.apply" })
    #expect(last["detail"]?["overrides"]?["BR555"]?.string == reason, "\(last.text)")
    #expect(last["detail"]?["files"]?["partners/acme.toml"]?.string != nil)
  }

  /// Notice and jump refuse together, each wants its reason; the money of past sessions is told beside.
  private func overridesPriceGuards(_ stage: KillStage, _ plan: String) throws {
    let file = stage.root.text("live/cpo/partners/acme.toml") ?? ""
    try stage.root.write(
      "live/cpo/partners/acme.toml", file + "\n[agreement]\nprice_change_notice = \"42 days\"\n")
    #expect(run(stage, ["apply", "acme", "--yes"]).status == 0, "no price changes")
    try edit(stage, "\"9 %\"", "\"90 %\"")
    let past = "start,end,kwh,tariff\n2026-10-01T10:00:00Z,2026-10-01T11:00:00Z,10,AC-1\n"
    try stage.root.write("past.csv", past)
    let shown = run(stage, ["plan", "acme", "--out", plan, "--sessions", stage.root.path + "/past.csv"])
    #expect(shown.text.contains("4.46 EUR net") && shown.text.contains("0.49 EUR net"), "\(shown.text)")
    #expect(shown.text.contains("BT160 ") && shown.text.contains("BT225 "), "\(shown.text)")
    #expect(shown.text.contains("--override 'BT225=why'") && shown.text.contains("same currency"))
    let saved = try JSON.parse(stage.root.text("plan.json") ?? "")
    #expect(saved["money"]?[0]?["total"]?["difference"]?.string == "-3.97", "\(saved["money"]?.text ?? "")")

    let refused = run(stage, ["apply", plan])
    #expect(refused.status == 7, "\(refused.text)\(refused.talkText)")
    #expect("\(refused.text)\(refused.talkText)".contains("--override 'BT160=why' --override 'BT225=why'"))
    #expect(run(stage, ["apply", plan, "--override", "BT160=they agreed"]).status == 7, "the jump is left")
    let done = run(
      stage, ["apply", plan, "--override", "BT160=they agreed", "--override", "BT225=a gift for a day"])
    #expect(done.status == 0, "\(done.text)\(done.talkText)")
    let control = ControlClient(socket: stage.path(.cpo) + "/state/test/control.sock", patience: 5000)
    let last = try control.get("/audit")["entries"]?.elements?.last { $0["action"]?.string == "terms.apply" }
    #expect(last?["detail"]?["overrides"]?["BT160"]?.string == "they agreed", "\(last?.text ?? "")")
    #expect(last?["detail"]?["overrides"]?["BT225"]?.string == "a gift for a day")
  }
}
