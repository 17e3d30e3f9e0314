/// Codes of the verbs that lay out, compare and replay terms.
extension CodeBook {
  static let money = [
    entry(
      "BT280", "layout would change what is said",
      "A fault of this program: `fmt` compares values and comments before it writes, and they differed. The file was left alone."
    ),
    entry(
      "BT281", "row is no session",
      "A row of a file of sessions lacks a time or an energy that can be read, or has another number of cells than the heading. It is left out, and the sums are without it."
    ),
    entry(
      "BT282", "neither CDR nor line of a statement",
      "What stands there cannot be read as a CDR of any version, or as an id with an amount. It is left out of the sums."
    ),
  ]
}
