import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms
import BilateralTesting
import Foundation
import Testing

@Suite struct ShareGroupsTests {
  private static let share = "[share]\ngroups = [\"north\"]\n"

  private func writeGroup(_ text: String, in house: PublishHouse) throws {
    let folder = URL(filePath: house.folder).appending(path: "groups")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: folder.appending(path: "north.toml"))
  }

  private func seen(_ house: PublishHouse) async throws -> [String] {
    try await house.settle("acme")
    return try await house.get("locations", as: "acme").ids
  }

  private func isDrifting(_ house: PublishHouse) async throws -> Bool {
    let status = try await PartnerStatus.list(house.commons)
    return status["partners"]?.elements?.first?["drift"]?.bool ?? false
  }

  private func apply(_ house: PublishHouse) async throws {
    let steps = StepStream { _ in }
    _ = try await house.platform.application.apply("acme", telling: steps)
    // The test steps the loops itself; those that apply has started would come between.
    await house.platform.loops.stop("acme")
  }

  @Test("ruling 9: a changed group file is drift, and takes effect when the partner is applied")
  func groups() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme", Self.share)])
    defer { house.close() }
    try await house.register("acme")
    try await house.put(
      "locations", ["L1", "L2"].map { Sample.location($0, at: house.clock.now) })
    #expect(try await seen(house) == [], "the group is not in force: nothing is shared")
    #expect(try house.link("acme").publishing("locations").map(\.code) == ["BR231"])
    await #expect(throws: ControlFailure.self) { try await apply(house) }

    try writeGroup("locations = [\"L1\"]\n", in: house)
    try await apply(house)
    #expect(try await seen(house) == ["L1"])
    #expect(try house.link("acme").publishing("locations") == [])
    #expect(try await !isDrifting(house))

    try writeGroup("locations = [\"L*\"]\n", in: house)
    _ = try await house.platform.reload()
    #expect(try await seen(house) == ["L1"])
    #expect(try await isDrifting(house))
    try await apply(house)
    #expect(try await seen(house) == ["L1", "L2"])
    #expect(try await !isDrifting(house))
  }

  @Test("groups that were applied outlive a restart without their file")
  func restart() async throws {
    let first = try await PublishHouse(["acme": Sample.partner("acme", Self.share)])
    try await first.register("acme")
    try writeGroup("locations = [\"L1\"]\n", in: first)
    try await apply(first)
    try await first.put("locations", [Sample.location("L1", at: first.clock.now)])
    first.commons.store.close()
    try FileManager.default.removeItem(atPath: first.folder + "/groups/north.toml")
    let house = try await PublishHouse(reopening: first.folder, clock: first.clock)
    defer { house.close() }
    #expect(try await seen(house) == ["L1"])
    await #expect(throws: ControlFailure.self, "a missing group must not withdraw what is shared") {
      try await apply(house)
    }
    #expect(try await seen(house) == ["L1"])
  }

  @Test("share.tokens.max: at most so many tokens are sent, and one that goes makes room")
  func tokenLimit() async throws {
    let text = Sample.partner("acme", "[share]\ntokens = { max = 2 }\n")
    let house = try await PublishHouse(["acme": text])
    defer { house.close() }
    try await house.register("acme")
    try await house.put("tokens", ["A", "B", "C"].map { Sample.token($0, at: house.clock.now) })
    try await house.settle("acme")
    #expect(try await house.get("tokens", as: "acme").ids == ["A", "B"])
    #expect(try house.link("acme").publishing("tokens").map(\.code) == ["BR233"])

    let key = Sample.token("A", at: house.clock.now).key
    try await house.commons.store.write { tx in _ = try tx.own.delete("tokens", key, at: tx.now) }
    try await house.settle("acme")
    #expect(try await house.get("tokens", as: "acme").ids == ["B", "C"])

    try await house.apply("acme", "[share]\ntokens = { max = 1 }\n")
    try await house.settle("acme")
    #expect(try await house.get("tokens", as: "acme").ids.count == 1)
    try await house.apply("acme")
    try await house.settle("acme")
    #expect(try await house.get("tokens", as: "acme").ids == ["B", "C"])
    #expect(try house.link("acme").publishing("tokens") == [])
  }

  @Test func `a snapshot gives back the texts it was made of`() {
    for text in [
      SnapshotText(file: "a = 1\n"), SnapshotText(file: "a = 1", defaults: "b = 2\n"),
      SnapshotText(file: "", defaults: nil, groups: ["north": "x\n\ny", "south": ""]),
      SnapshotText(file: "a\n", defaults: "# ==== other ====\n", groups: ["a-b": "locations = []\n"]),
    ] { #expect(SnapshotText(text.text) == text) }
  }
}
