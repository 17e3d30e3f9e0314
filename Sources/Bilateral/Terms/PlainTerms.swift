/// A partner's terms as English sentences, for people who sign them (`show --plain`).
///
/// What the sentences leave out is named at the end, so that nobody mistakes a summary for the whole.
package struct PlainTerms: Hashable, Sendable {
  /// A session somebody can imagine, and what it costs under these terms.
  package struct WorkedPrice: Hashable, Sendable {
    /// The session in words: `30 kWh in 25 min on a 150 kW charger`.
    package let session: String
    /// The price in words: `16.82 EUR net`.
    package let price: String

    /// A session and its price.
    package init(session: String, price: String) {
      self.session = session
      self.price = price
    }
  }

  /// Some sentences under a heading.
  package struct Paragraph: Hashable, Sendable {
    package let heading: String
    package let sentences: [String]
  }

  /// The paragraphs in reading order; empty ones are left out.
  package let paragraphs: [Paragraph]

  /// The terms of `file`; `prices` are worked by the pricing rooms.
  package init(_ file: PartnerFile, prices: [WorkedPrice] = []) {
    let words = PlainWords(file: file)
    paragraphs = [
      Paragraph(heading: "Who", sentences: words.who),
      Paragraph(heading: "Agreement", sentences: words.agreement),
      Paragraph(heading: "Prices", sentences: words.prices + words.worked(prices)),
      Paragraph(heading: "Drivers", sentences: words.drivers),
      Paragraph(heading: "Data", sentences: words.exchange),
      Paragraph(heading: "Money", sentences: words.settlement),
      Paragraph(heading: "Whom to call", sentences: words.contacts),
      Paragraph(heading: "Not in these sentences", sentences: words.beyond),
    ].filter { !$0.sentences.isEmpty }
  }

  /// Headings and sentences as text, one sentence a line.
  package var text: String {
    paragraphs.map { ([$0.heading] + $0.sentences.map { "  " + $0 }).joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }
}
