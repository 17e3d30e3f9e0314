import BilateralBase
import BilateralTerms
import Testing

@testable import Bilateral

/// What an order comes to, as a value.
struct MigrationDraftTests {
  private static let now = HandClock().now
  private static let later = now.adding(seconds: 3600)

  private static func route(_ lines: String) throws -> RouteTerms {
    let text = Sample.partner("acme", "[route]\n\(lines)\n")
    return try #require(PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml").file).route
  }

  private func draft(
    _ order: MigrationOrder, _ lines: String, at now: Timestamp = now
  ) throws(ControlFailure) -> MigrationDraft {
    guard let route = try? Self.route(lines) else { throw ControlFailure("", "unreadable", exit: 70) }
    return try MigrationDraft(order, of: "acme", route, at: now)
  }

  private static let hub = "kind = \"hub\"\nhub = \"gireve\""
  private static func moving(_ kind: String, at moment: Timestamp) -> String {
    "kind = \"\(kind)\"\nhub = \"gireve\"\ncut_over = \(moment)\ncut_over_hold = \"1 h\""
  }

  @Test func `a move from a hub writes the kind, the moment and the hold`() throws {
    var order = MigrationOrder()
    (order.at, order.holdSeconds) = (Self.later, 5400)
    let draft = try draft(order, Self.hub)
    #expect(draft.from == .hub("gireve") && draft.to == .direct)
    #expect(draft.move?.holdUntil == Self.later.adding(seconds: 5400))
    #expect(draft.values.map(\.text) == ["\"direct\"", "\(Self.later)", "\"90 min\""])
  }

  @Test func `without a moment it is the next whole second`() throws {
    let draft = try draft(MigrationOrder(), Self.hub, at: Self.now.adding(microseconds: 1))
    #expect(draft.move?.cutOver == Self.now.adding(seconds: 1))
    #expect(draft.move?.holdSeconds == 86_400)
  }

  @Test func `a move to a hub names it where the file does not`() throws {
    var order = MigrationOrder()
    order.to = .hub("gireve")
    let draft = try draft(order, "kind = \"direct\"")
    #expect(draft.values.map(\.key) == ["kind", "hub", "cut_over", "cut_over_hold"])
  }

  @Test func `a rollback before the cut-over makes the file what it was, one after it is a move back`() throws
  {
    let early = try draft(MigrationOrder(.rollback), Self.moving("direct", at: Self.later))
    #expect(early.move == nil && early.values.map(\.text) == ["\"hub\"", nil, nil])
    let late = try draft(MigrationOrder(.rollback), Self.moving("direct", at: Self.now), at: Self.later)
    #expect(late.move?.to == .hub("gireve") && late.move?.cutOver == Self.later.adding(seconds: 1))
    #expect(late.move?.holdSeconds == 3600)
    let over = try draft(MigrationOrder(.rollback), "kind = \"direct\"\nhub = \"gireve\"")
    #expect(over.move?.to == .hub("gireve"))
  }

  @Test func `the end of a move takes its lines out`() throws {
    let draft = try draft(MigrationOrder(.finish), Self.moving("hub", at: Self.now), at: Self.later)
    #expect(draft.move == nil && draft.values.map(\.key) == ["cut_over", "cut_over_hold"])
  }

  @Test func `before the cut-over its moment can be put elsewhere`() throws {
    var order = MigrationOrder()
    order.at = Self.later.adding(seconds: 60)
    let draft = try draft(order, Self.moving("direct", at: Self.later))
    #expect(draft.from == .hub("gireve") && draft.move?.cutOver == order.at)
  }

  @Test(
    "what makes no sense is refused by its own code",
    arguments: [
      ("BR667", "kind = \"direct-with-hub-fallback\"\nhub = \"gireve\"", MigrationOrder()),
      ("BR668", "kind = \"direct\"", MigrationOrder()),
      ("BR668", "kind = \"direct\"", MigrationOrder(.rollback)),
      ("BR668", hub, MigrationOrder(.finish)),
      ("BR669", moving("direct", at: now), MigrationOrder()),
    ])
  func refused(code: String, lines: String, order: MigrationOrder) {
    let failure = #expect(throws: ControlFailure.self) { try draft(order, lines, at: Self.later) }
    #expect(failure?.code == code)
  }

  @Test func `ways that are not those of the file, and moments gone by, are refused`() throws {
    var (wrong, other, same, past) = (MigrationOrder(), MigrationOrder(), MigrationOrder(), MigrationOrder())
    wrong.from = .direct
    other.to = .hub("hubject")
    same.to = .hub("gireve")
    past.at = Self.now.adding(seconds: -120)
    for (order, code) in [(wrong, "BR668"), (other, "BR667"), (same, "BR668"), (past, "BR675")] {
      let failure = #expect(throws: ControlFailure.self) { try draft(order, Self.hub) }
      #expect(failure?.code == code)
    }
  }
}
