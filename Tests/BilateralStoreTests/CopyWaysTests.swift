import BilateralBase
import BilateralStore
import Testing

/// On which ways a partner has copies of an object.
struct CopyWaysTests {
  let folder = StoreFolder()

  /// Acknowledges an object on ways, one after the other; nil stands for a removal on the direct one.
  private func held(_ ways: [String?]) throws -> [String] {
    try folder.open().writeBlocking { tx in
      _ = try tx.own.put(.test("A", at: 1, "a"))
      let own = try #require(try tx.own.object("locations", .test("A")))
      _ = try tx.views.show(own, to: "acme", hash: [1])
      for way in ways {
        let hash: [UInt8]? = way == nil ? nil : [1]
        try tx.views.acknowledge("locations", .test("A"), by: "acme", hash: hash, on: way ?? "direct")
      }
      return try tx.views.view(of: "locations", .test("A"), for: "acme")?.heldOn ?? ["?"]
    }
  }

  @Test(
    "P-120 the newest copy comes first, older ones are remembered once each, and removals clear their own",
    arguments: [
      ([], []), (["direct"], ["direct"]), (["direct", "direct"], ["direct"]),
      (["direct", "hub:a"], ["hub:a", "direct"]), (["direct", "hub:a", "direct"], ["direct", "hub:a"]),
      (["direct", "hub:a", "hub:ab"], ["hub:ab", "direct", "hub:a"]),
      (["hub:a", "direct", "hub:ab", "hub:a"], ["hub:a", "direct", "hub:ab"]),
      (["hub:a", "direct", nil], ["hub:a"]), (["direct", nil], []), (["hub:a", nil], ["hub:a"]),
    ] as [([String?], [String])])
  func ways(told: [String?], held expected: [String]) throws {
    #expect(try held(told) == expected)
  }
}
