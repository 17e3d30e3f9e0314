import BilateralBase

/// The head of a CSV file of sessions: which column is what.
///
/// A file is read line by line, so that its size does not matter; a line end therefore ends a row even within quotes, which
/// is told as a mistake.
package struct SessionTable: Sendable {
  /// The position of each column that is understood.
  let positions: [SessionColumn: Int]
  /// How many cells a row has.
  let width: Int
  /// Headings that are not understood; their cells are left out.
  package let unknown: [String]

  /// Reads the first line.
  ///
  /// - Parameter line: the line without its end.
  /// - Returns: the head, or why it cannot be used.
  package static func head(_ line: [UInt8]) -> Result<SessionTable, BadRow> {
    var cells = CSVCells()
    guard cells.cut(line[...]) else { return .failure(BadRow(line: 1, reason: "a quote is never closed")) }
    var positions: [SessionColumn: Int] = [:]
    var unknown: [String] = []
    for place in 0..<cells.count {
      let heading = cells.text(place, of: line)
      guard let column = SessionColumn(heading: heading) else {
        unknown.append(heading)
        continue
      }
      if positions.updateValue(place, forKey: column) != nil {
        return .failure(BadRow(line: 1, reason: "two columns are the \(column.rawValue)"))
      }
    }
    let missing = SessionColumn.allCases.filter { $0.isNeeded && positions[$0] == nil }.map(\.rawValue)
    guard missing.isEmpty else {
      return .failure(BadRow(line: 1, reason: "there is no column \(missing.joined(separator: ", "))"))
    }
    return .success(SessionTable(positions: positions, width: cells.count, unknown: unknown))
  }

  /// A row that is no session.
  package struct BadRow: Error, Hashable, Sendable {
    /// Its line, from 1.
    package let line: Int
    /// What is wrong with it.
    package let reason: String

    /// A row with its fault.
    package init(line: Int, reason: String) {
      self.line = line
      self.reason = reason
    }
  }
}

/// Where the cells of a line begin and end.
struct CSVCells {
  private var ranges: [Range<Int>] = []

  /// How many cells there are.
  var count: Int { ranges.count }

  /// Cuts a line; false when a quote is never closed.
  mutating func cut(_ line: ArraySlice<UInt8>) -> Bool {
    ranges.removeAll(keepingCapacity: true)
    var (start, isQuoted) = (line.startIndex, false)
    for at in line.indices {
      let byte = line[at]
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ","), !isQuoted {
        ranges.append(start..<at)
        start = at + 1
      }
    }
    var end = line.endIndex
    if end > start, line[end - 1] == 0x0D { end -= 1 }
    ranges.append(start..<end)
    return !isQuoted
  }

  /// The bytes of a cell, quotes around it left out.
  func bytes(_ place: Int, of line: [UInt8]) -> ArraySlice<UInt8> {
    let cell = line[ranges[place]]
    let isQuoted = cell.count >= 2 && cell.first == UInt8(ascii: "\"") && cell.last == UInt8(ascii: "\"")
    return isQuoted ? cell.dropFirst().dropLast() : cell
  }

  /// The text of a cell.
  func text(_ place: Int, of line: [UInt8]) -> String {
    let bytes = bytes(place, of: line)
    let text = String(decoding: bytes, as: UTF8.self)
    return bytes.contains(UInt8(ascii: "\"")) ? text.replacing("\"\"", with: "\"") : text
  }
}
