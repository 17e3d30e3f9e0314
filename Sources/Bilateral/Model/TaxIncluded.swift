/// Whether prices hold taxes already.
package struct TaxIncluded: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let yes = TaxIncluded(rawValue: "YES")
  package static let no = TaxIncluded(rawValue: "NO")
  package static let notApplicable = TaxIncluded(rawValue: "N/A")

  package static let known: [Spelling] = [
    Spelling("YES", since: .v2_3_0),
    Spelling("NO", since: .v2_3_0),
    Spelling("N/A", since: .v2_3_0),
  ]
}
