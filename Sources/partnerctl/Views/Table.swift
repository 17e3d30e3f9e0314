/// A table for people.
///
/// Columns stand straight, numbers to the right, and on a narrow terminal the least important columns are
/// left out. Cells are never wrapped or cut, so that an id can be copied.
struct Table: Sendable {
  /// A column.
  struct Column: Sendable {
    /// The heading.
    var title: String
    /// Numbers stand to the right.
    var isNumber = false
    /// Columns of the highest rank go first when the terminal is narrow; rank 0 always stays.
    var rank = 0
  }

  /// The columns.
  var columns: [Column]
  /// The rows, each as wide as `columns`.
  var rows: [[String]] = []

  /// The lines of the table within `width` columns, the heading first.
  func lines(width: Int?, style: Style) -> [String] {
    let widths = columns.indices.map { column in
      max(Cell.width(columns[column].title), rows.map { Cell.width($0[column]) }.max() ?? 0)
    }
    let kept = kept(widths, within: width)
    let head = line(columns.map(\.title), kept, widths)
    return [style.paint(head, .dim)] + rows.map { line($0, kept, widths) }
  }

  private func kept(_ widths: [Int], within width: Int?) -> [Int] {
    var kept = Array(columns.indices)
    guard let width else { return kept }
    while kept.map({ widths[$0] + 2 }).reduce(-2, +) > width {
      let last = kept.enumerated().max {
        (columns[$0.element].rank, $0.offset) < (columns[$1.element].rank, $1.offset)
      }
      guard let last, columns[last.element].rank > 0 else { return kept }
      kept.remove(at: last.offset)
    }
    return kept
  }

  private func line(_ cells: [String], _ kept: [Int], _ widths: [Int]) -> String {
    var line = kept.map { Cell.padded(cells[$0], to: widths[$0], right: columns[$0].isNumber) }
      .joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
