import BilateralBase

/// Reads rows of a CSV file of sessions out of pieces of the file that end with a line.
package struct SessionRows: Sendable {
  /// Where a session took place and who charged, as the row says it: the same cells stand for the same place.
  package struct Site: Hashable, Sendable {
    /// The texts of the columns about the place, by column; empty ones are left out.
    package let texts: [SessionColumn: String]

    /// A site of what is said about it.
    package init(texts: [SessionColumn: String]) { self.texts = texts }
  }

  private let table: SessionTable
  private let siteColumns: [(column: SessionColumn, place: Int)]
  private var cells = CSVCells()
  private var sites: [[UInt8]: Int] = [:]
  private var key: [UInt8] = []
  private var known: [Site] = []

  /// A reader of rows below a head.
  package init(_ table: SessionTable) {
    self.table = table
    let columns: [SessionColumn] = [
      .station, .powerType, .power, .country, .zone, .connector, .connectorNumber, .tariff, .group,
      .tokenGroup,
    ]
    siteColumns = columns.compactMap { column in table.positions[column].map { (column, $0) } }
  }

  /// Reads the lines of a piece.
  ///
  /// - Parameters:
  ///   - piece: whole lines.
  ///   - range: the part of it to read.
  ///   - firstLine: the number of its first line in the file.
  ///   - take: gets each session with the number of its site among those met so far, or why a row is none.
  /// - Returns: the number of the line after it.
  package mutating func read(
    _ piece: [UInt8], _ range: Range<Int>, firstLine: Int,
    _ take: (Result<PastSession, SessionTable.BadRow>, _ site: Int, _ known: [Site]) -> Void
  ) -> Int {
    var (line, start) = (firstLine, range.lowerBound)
    while start < range.upperBound {
      let end = piece[start..<range.upperBound].firstIndex(of: 0x0A) ?? range.upperBound
      if let result = row(piece, start..<end, line) {
        let site = if case .success = result { self.site(piece) } else { 0 }
        take(result, site, known)
      }
      (line, start) = (line + 1, end + 1)
    }
    return line
  }

  /// The session of a line; `nil` for an empty one.
  private mutating func row(_ piece: [UInt8], _ range: Range<Int>, _ line: Int) -> Result<
    PastSession, SessionTable.BadRow
  >? {
    guard piece[range].contains(where: { $0 != 0x0D && $0 != 0x20 }) else { return nil }
    do throws(SessionTable.BadRow) {
      return .success(try session(piece, range, line))
    } catch {
      return .failure(error)
    }
  }

  private mutating func session(_ piece: [UInt8], _ range: Range<Int>, _ line: Int)
    throws(SessionTable.BadRow) -> PastSession
  {
    func bad(_ reason: String) -> SessionTable.BadRow { SessionTable.BadRow(line: line, reason: reason) }
    guard cells.cut(piece[range]) else { throw bad("a quote is not closed on its line") }
    guard cells.count == table.width else {
      throw bad("\(cells.count) cells under \(table.width) headings")
    }
    guard let start = time(.start, piece) else { throw bad("the start \(shown(.start, piece)) is no time") }
    guard let end = time(.end, piece) else { throw bad("the end \(shown(.end, piece)) is no time") }
    guard end >= start else { throw bad("it ends before it starts") }
    guard let energy = number(.energy, piece), !energy.isNegative else {
      throw bad("the energy \(shown(.energy, piece)) is no number of kWh")
    }
    let seconds = Int((end.microseconds - start.microseconds) / 1_000_000)
    guard seconds <= 400 * 86_400 else { throw bad("it lasts longer than 400 days") }
    var charging = seconds
    if let cell = cell(.chargingSeconds, piece) {
      guard let stated = number(.chargingSeconds, piece)?.asInt, (0...400 * 86_400).contains(stated) else {
        throw bad("\(String(decoding: cell.prefix(40), as: UTF8.self)) is no number of seconds")
      }
      charging = min(stated, seconds)
    }
    return PastSession(
      start: start, end: end, energy: energy, chargingSeconds: charging,
      billed: try billed(piece, orElse: bad))
  }

  private func billed(_ piece: [UInt8], orElse bad: (String) -> SessionTable.BadRow)
    throws(SessionTable.BadRow) -> Money?
  {
    guard let cell = cell(.amount, piece) else { return nil }
    guard let amount = number(.amount, piece), let place = table.positions[.currency],
      let currency = Currency(cells.text(place, of: piece))
    else {
      throw bad(
        "the amount \(String(decoding: cell.prefix(40), as: UTF8.self)) is no money; needs a currency")
    }
    return Money(amount, currency)
  }

  // MARK: cells

  private func cell(_ column: SessionColumn, _ piece: [UInt8]) -> ArraySlice<UInt8>? {
    guard let place = table.positions[column] else { return nil }
    let bytes = cells.bytes(place, of: piece)
    return bytes.isEmpty ? nil : bytes
  }

  private func shown(_ column: SessionColumn, _ piece: [UInt8]) -> String {
    "\"" + String(decoding: (cell(column, piece) ?? []).prefix(40), as: UTF8.self) + "\""
  }

  private func time(_ column: SessionColumn, _ piece: [UInt8]) -> Timestamp? {
    cell(column, piece).flatMap { Timestamp(ocpiBytes: $0) }
  }

  private func number(_ column: SessionColumn, _ piece: [UInt8]) -> Rational? {
    guard let bytes = cell(column, piece) else { return nil }
    return DecimalBytes.value(bytes) ?? Rational(decimalText: String(decoding: bytes, as: UTF8.self))
  }

  // MARK: sites

  private mutating func site(_ piece: [UInt8]) -> Int {
    key.removeAll(keepingCapacity: true)
    for (_, place) in siteColumns {
      key += cells.bytes(place, of: piece)
      key.append(0)
    }
    if let known = sites[key] { return known }
    var texts: [SessionColumn: String] = [:]
    for (column, place) in siteColumns {
      let text = cells.text(place, of: piece)
      if !text.isEmpty { texts[column] = text }
    }
    known.append(Site(texts: texts))
    sites[key] = known.count - 1
    return known.count - 1
  }
}

/// Decimal numbers of the usual size, read without making a text of them.
enum DecimalBytes {
  /// The value of digits with at most one point; `nil` for anything else, and for more than 18 digits.
  static func value(_ bytes: ArraySlice<UInt8>) -> Rational? {
    guard (1...19).contains(bytes.count) else { return nil }
    var (value, places, hasPoint) = (0, 0, false)
    for byte in bytes {
      switch byte {
      case 0x30...0x39:
        value = value &* 10 &+ Int(byte - 0x30)
        if hasPoint { places += 1 }
      case 0x2E where !hasPoint: hasPoint = true
      default: return nil
      }
    }
    guard bytes.count - (hasPoint ? 1 : 0) <= 18, !hasPoint || places > 0, bytes.first != 0x2E else {
      return nil
    }
    return places == 0 ? Rational(value) : Rational(value, over: powers[places])
  }

  private static let powers: [Int] = (0...18).map { places in
    (0..<places).reduce(1) { power, _ in power * 10 }
  }
}
