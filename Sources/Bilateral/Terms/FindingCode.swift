/// A stable code of the findings about partner files and fleet files, with what `explain` prints.
package struct FindingCode: Hashable, Sendable {
  /// The code, such as `BT103`.
  package let id: String
  /// What kind of problem it is, in a few words.
  package let title: String
  /// Why it matters and how to mend it.
  package let explanation: String

  init(_ id: String, _ title: String, _ explanation: String) {
    self.id = id
    self.title = title
    self.explanation = explanation
  }

  /// The code with that id, in any case.
  package static func named(_ id: String) -> FindingCode? {
    all.first { $0.id == id.uppercased() }
  }

  /// Every code, in order.
  package static let all: [FindingCode] = files + prices + dates + profiles + cdrs
}
