/// Comma-separated values as RFC 4180 has them, each cell with its place; empty lines and those that begin with `#` are
/// left out.
enum CSVText {
  /// A cell and the column where it begins, from 1.
  struct Cell: Hashable {
    var text: String
    var column: Int
  }

  /// A line of cells.
  struct Row: Hashable {
    var line: Int
    var cells: [Cell]
  }

  /// The rows; bytes that are no UTF-8 are replaced, and a quote that is never closed ends with the text.
  static func rows(_ bytes: [UInt8]) -> [Row] {
    var scan = Scan()
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    for character in String(decoding: hasMark ? bytes.dropFirst(3) : bytes[...], as: UTF8.self) {
      scan.take(character)
    }
    scan.endLine()
    return scan.rows
  }

  private struct Scan {
    var rows: [Row] = []
    private var row = Row(line: 1, cells: [])
    private var cell = Cell(text: "", column: 1)
    private var (line, column) = (1, 1)
    private var isQuoted = false
    private var wasQuote = false

    mutating func take(_ character: Character) {
      defer { column += 1 }
      if isQuoted {
        if character == "\"" { (isQuoted, wasQuote) = (false, true) } else { cell.text.append(character) }
        if character.isNewline { (line, column) = (line + 1, 0) }
        return
      }
      switch character {
      case "\"" where wasQuote:
        cell.text.append("\"")
        (isQuoted, wasQuote) = (true, false)
      case "\"" where cell.text.isEmpty: isQuoted = true
      case ",":
        endCell()
        cell = Cell(text: "", column: column + 1)
      case let end where end.isNewline:
        endLine()
        (line, column) = (line + 1, 0)
        (row, cell) = (Row(line: line, cells: []), Cell(text: "", column: 1))
      default:
        cell.text.append(character)
        wasQuote = false
      }
    }

    private mutating func endCell() {
      var text = cell.text[...]
      while text.first == " " { text = text.dropFirst() }
      while text.last == " " { text = text.dropLast() }
      row.cells.append(Cell(text: String(text), column: cell.column))
      wasQuote = false
    }

    mutating func endLine() {
      endCell()
      isQuoted = false
      let isEmpty = row.cells.count == 1 && row.cells[0].text.isEmpty
      if !isEmpty, row.cells[0].text.first != "#" { rows.append(row) }
    }
  }
}
