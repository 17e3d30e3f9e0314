import BilateralTerms
import Testing

/// Writing `[route]` without touching anything else.
struct RouteLinesTests {
  private static let file = """
    # ACME, since 2024
    schema = "bilateral/1"   # do not change

    [route]                  # by Gireve until the summer
    kind    = "hub"          # contract of 2024
    hub     = "gireve"
    hub_fee = "0.40 EUR/session"

    [them]
    roles = ["NL-ACM:EMSP"]

    """

  private static let moved = """
    # ACME, since 2024
    schema = "bilateral/1"   # do not change

    [route]                  # by Gireve until the summer
    kind    = "direct"          # contract of 2024
    hub     = "gireve"
    hub_fee = "0.40 EUR/session"
    cut_over = 2026-12-01T04:00:00Z
    cut_over_hold = "24 h"

    [them]
    roles = ["NL-ACM:EMSP"]

    """

  private static let values: [(key: String, value: String?)] = [
    ("kind", "\"direct\""), ("cut_over", "2026-12-01T04:00:00Z"), ("cut_over_hold", "\"24 h\""),
  ]

  @Test func `values change and comments, order and other lines stay`() throws {
    let lines = try RouteLines(setting: Self.values, in: Self.file, of: "acme.toml")
    #expect(lines.text == Self.moved)
    #expect(lines.changes.map(\.line) == [5, 8, 9])
    #expect(lines.changes.first?.old == "kind    = \"hub\"          # contract of 2024")
  }

  @Test func `taking the values back gives the file that was before, byte for byte`() throws {
    let back: [(key: String, value: String?)] = [
      ("kind", "\"hub\""), ("cut_over", nil), ("cut_over_hold", nil),
    ]
    let lines = try RouteLines(setting: back, in: Self.moved, of: "acme.toml")
    #expect(lines.text == Self.file)
    #expect(lines.changes.count == 3)
  }

  @Test func `a file without the table gets one at its end`() throws {
    let text = "schema = \"bilateral/1\"\n\n[them]\nroles = []\n"
    let lines = try RouteLines(
      setting: [("kind", "\"hub\""), ("hub", "\"gireve\"")], in: text, of: "acme.toml")
    #expect(lines.text == text + "\n[route]\nkind = \"hub\"\nhub  = \"gireve\"\n")
    let bare = try RouteLines(setting: [("kind", "\"hub\"")], in: "a = 1", of: "acme.toml")
    #expect(bare.text == "a = 1\n\n[route]\nkind = \"hub\"\n")
  }

  @Test func `nothing is written where all stands as it is asked for`() throws {
    let lines = try RouteLines(setting: [("kind", "\"hub\""), ("cut_over", nil)], in: Self.file, of: "a")
    #expect(lines.text == Self.file && lines.changes.isEmpty)
  }

  @Test(
    "a route that is written in another way is left to its author",
    arguments: ["route = { kind = \"hub\", hub = \"g\" }\n", "route.kind = \"hub\"\n", "kind = \n"])
  func unfit(text: String) {
    #expect(throws: RouteLines.Unfit.self) {
      try RouteLines(setting: [("kind", "\"direct\"")], in: text, of: "acme.toml")
    }
  }
}
