/// Codes of the verbs that lay out, compare and replay terms.
extension CodeBook {
  static let money = [
    entry(
      "BT280", "layout would change what is said",
      "A fault of this program: `fmt` compares values and comments before it writes, and they differed. The file was left alone."
    )
  ]
}
