import BilateralTestTools
import Testing

@testable import BilateralTerms

/// A text keeps its number while the table grows, and texts stand in the order of their bytes.
@Suite struct TextTableTests {
  @Test("a text has one number, however many others there are")
  func numbers() {
    var table = TextTable()
    let texts = (0..<5000).map { "DE-NVO/SESSION-\($0 * 7919 % 5000)" } + ["", "é"]
    let numbers = texts.map { table.number(of: $0) }
    #expect(Set(numbers).count == texts.count && table.places == texts.count + 1)
    #expect(texts.map { table.number(of: $0) } == numbers && table.places == texts.count + 1)
    #expect(numbers.map { table[$0] } == texts)
    #expect(texts.allSatisfy { table.known($0) == table.number(of: $0) })
    #expect(table.known("DE-NVO/SESSION") == nil)
  }

  @Test("no text has a number of its own, and an empty text another")
  func none() {
    var table = TextTable()
    #expect(table.number(of: nil) == TextTable.Number.none)
    #expect(table[TextTable.Number.none] == nil && table.known("") == nil)
    #expect(table.number(of: "") != TextTable.Number.none)
  }

  @Test("texts are compared as strings are")
  func order() {
    var (table, dice) = (TextTable(), Dice(seed: 4))
    let texts = (0..<200).map { _ in
      String(
        (0..<Int.random(in: 0..<5, using: &dice)).map { _ in "ab/9Z".randomElement(using: &dice) ?? "a" })
    }
    let numbers = texts.map { table.number(of: $0) }
    #expect(
      numbers.sorted { table.isLess($0, $1) }.map { table[$0] } == texts.sorted(by: <).map { Optional($0) })
  }
}
