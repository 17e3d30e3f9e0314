import Bilateral
import Testing

@Suite struct PlanBasisTests {
  @Test(
    "a plan is stale when a file is edited, new or gone, or other terms are in force",
    arguments: [
      (PlanBasis(files: ["a": "1"], applied: "x"), nil),
      (PlanBasis(files: ["a": "2"], applied: "x"), "a was edited"),
      (PlanBasis(files: ["a": "1", "b": "1"], applied: "x"), "b is new"),
      (PlanBasis(files: [:], applied: "x"), "a is gone"),
      (PlanBasis(files: ["a": "1"], applied: "y"), "other terms were put into force"),
      (PlanBasis(files: ["a": "1"], applied: nil), "other terms were put into force"),
    ] as [(PlanBasis, String?)])
  func staleness(now: PlanBasis, reason: String?) {
    #expect(PlanBasis(files: ["a": "1"], applied: "x").staleness(against: now) == reason)
  }
}
