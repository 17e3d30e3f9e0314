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
    entry(
      "BT283", "part of a tariff that can never matter",
      "An earlier element always applies where this one would, its restrictions never hold together, a step is never applied, or a second component of one dimension stands in an element. Sessions are priced as if it were not there."
    ),
    entry(
      "BT284", "free where nothing is said",
      "A dimension is priced under restrictions only, or nothing is priced at all. Where none of the restrictions holds it costs nothing: add an element without restrictions at the end unless that is meant."
    ),
    entry(
      "BT285", "tariff is read otherwise than it looks",
      "Start and end of a window are the same, a window over midnight has weekdays, a step is 0, limits contradict each other, a rate of tax is out of place, a number has more than four decimals, a text holds amounts, or something stands there that no version has. docs/pricing.md says how each is read."
    ),
  ]
}
