import BilateralTerms
import Testing

@Suite struct FieldReferenceTests {
  @Test func `a field is found by the path of a value`() {
    #expect(FieldReference.field("pricing.sell.rule[12].when.power_min")?.note == "rated power from")
    #expect(FieldReference.field("connection.rate_limits.tokens")?.kind.name == "rate")
    #expect(FieldReference.field("store.key")?.fallback == "secret:store/key")
    #expect(FieldReference.field("nothing") == nil)
  }

  @Test func `the reference has a row for every field`() {
    let rows = FieldReference.markdown.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.count == FieldTable.partner.count + FieldTable.group.count)
  }
}
