import Bilateral
import BilateralBase
import BilateralTerms

/// Shows the terms with one partner.
struct ShowView {
  /// The parsed line and its console.
  let invocation: Invocation
  /// The terms.
  let file: PartnerFile

  /// Shows values: those the file states, or all in force with their origin.
  func showValues(all: Bool) {
    let values = file.effective.filter { all || $0.origin == .file }
    guard [.human, .csv].contains(invocation.form) else {
      let object: JSON = [
        "schema": "partnerctl.show/1", "id": .string(file.id), "name": .string(file.name),
        "file": .string(file.file), "values": .array(values.map(Self.object)),
      ]
      return invocation.screen.printRaw(object.text + "\n")
    }
    var table = Table(columns: [.init(title: "FIELD"), .init(title: "VALUE")])
    if all { table.columns.append(.init(title: "FROM", rank: 1)) }
    table.rows = values.map { value in
      [value.path, Cell.printable(value.text)] + (all ? [Self.origin(value)] : [])
    }
    invocation.show(table)
  }

  private static func origin(_ value: EffectiveValue) -> String {
    value.place.map { "\($0.file):\($0.line)" } ?? value.origin.rawValue
  }

  private static func object(_ value: EffectiveValue) -> JSON {
    [
      "path": .string(value.path), "value": .string(value.text), "origin": .string(value.origin.rawValue),
      "file": value.place.map { .string($0.file) } ?? .null,
      "line": value.place.map { JSON($0.line) } ?? .null,
    ]
  }

  /// Shows sentences, with prices worked out or the reason why there are none.
  func showPlain(_ worked: WorkedPrices) {
    let terms = PlainTerms(file, prices: worked.prices)
    guard invocation.form == .human else {
      let object: JSON = [
        "schema": "partnerctl.show/1", "id": .string(file.id), "name": .string(file.name),
        "paragraphs": .array(
          terms.paragraphs.map { paragraph in
            [
              "heading": .string(paragraph.heading),
              "sentences": .array(paragraph.sentences.map { .string($0) }),
            ]
          }),
        "worked_prices": .array(
          worked.prices.map { ["session": .string($0.session), "price": .string($0.price)] }),
        "no_worked_prices_because": worked.refusal.map { .string($0) } ?? .null,
      ]
      return invocation.screen.printRaw(object.text + "\n")
    }
    invocation.screen.printRaw(Self.printable(terms.text))
    if let refusal = worked.refusal {
      invocation.screen.print(["", "No worked prices: " + Cell.printable(refusal) + "."])
    }
  }

  private static func printable(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { Cell.printable(String($0)) }
      .joined(separator: "\n")
  }
}
