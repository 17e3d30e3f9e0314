package import BilateralBase

/// Reads a partner's own statement, as CSV or as JSON, to hold it against our CDRs.
package struct StatementImport: Sendable {
  /// Why a statement, or a line of it, is not understood.
  package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where: `carlo.csv:17`.
    package let place: String
    /// What is wrong.
    package let reason: String

    package var description: String { "\(place): \(reason)" }
  }

  /// The lines.
  package private(set) var lines: [ReconcileLine] = []
  /// Lines that are not understood; nothing is guessed.
  package private(set) var problems: [Problem] = []

  private let name: String
  private let columns: StatementColumns
  private let owner: PartyID?
  private let usualCurrency: Currency?

  /// Reads a statement.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - name: how it is called.
  ///   - columns: what is where.
  ///   - owner: whose CDRs they are, where a line does not say.
  ///   - currency: of lines that name none.
  /// - Throws: what keeps all of it from being read.
  package init(
    _ bytes: [UInt8], named name: String, _ columns: StatementColumns, owner: PartyID?, currency: Currency?
  ) throws(Problem) {
    self.name = name
    self.columns = columns
    self.owner = owner
    usualCurrency = currency
    let start = bytes.first { $0 > 0x20 && $0 < 0x80 }
    if start == UInt8(ascii: "[") || start == UInt8(ascii: "{") {
      try readJSON(bytes)
    } else {
      try readCSV(bytes)
    }
  }
}

// MARK: - CSV

extension StatementImport {
  private mutating func readCSV(_ bytes: [UInt8]) throws(Problem) {
    let first = bytes.firstIndex(of: 0x0A) ?? bytes.count
    let separator = columns.separator ?? Self.likely(bytes[..<first])
    var table = CSVBytes(bytes, separator: separator)
    guard let heads = table.next() else { throw Problem(place: name, reason: "it is empty") }
    let places = try places(heads.map { $0.lowercased() })
    while let cells = table.next() {
      guard cells.count > 1 || cells.first?.isEmpty == false else { continue }
      add("\(name):\(table.line)") { column in
        guard let place = places[column], place < cells.count, !cells[place].isEmpty else { return nil }
        return cells[place]
      }
    }
  }

  /// The first line of a statement has its separator more often than any other.
  private static func likely(_ line: ArraySlice<UInt8>) -> UInt8 {
    let all: [UInt8] = [0x2C, 0x3B, 0x09]
    let counts = all.map { mark in line.count { $0 == mark } }
    return counts[1] > counts[0] ? 0x3B : counts[2] > counts[0] ? 0x09 : 0x2C
  }

  private func places(_ heads: [String]) throws(Problem) -> [StatementColumns.Column: Int] {
    var places: [StatementColumns.Column: Int] = [:]
    for column in StatementColumns.Column.allCases {
      let wanted = columns.headings(of: column).lazy.map { $0.lowercased() }
      places[column] = wanted.compactMap { heads.firstIndex(of: $0) }.first
      if places[column] == nil, let named = columns.named[column] {
        throw Problem(place: "\(name):1", reason: "there is no column \"\(named)\"")
      }
    }
    guard places[.amount] != nil, places[.cdr] ?? places[.session] != nil else {
      throw Problem(
        place: "\(name):1", reason: "no column of the amount, and of the CDR or the session, is known")
    }
    return places
  }
}

// MARK: - JSON

extension StatementImport {
  /// An array of objects, or an object with such an array in it.
  private mutating func readJSON(_ bytes: [UInt8]) throws(Problem) {
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(parsing: bytes, limits: .wire)
    } catch {
      throw Problem(place: name, reason: "\(error)")
    }
    let root = document.root
    let nested = ["lines", "cdrs", "items", "data"].lazy.compactMap { root[$0] }.first { $0.kind == .array }
    guard let list = root.kind == .array ? root : nested else {
      throw Problem(place: name, reason: "it is no list, and has none called lines, cdrs, items or data")
    }
    for (index, node) in list.elements.enumerated() { add(node, at: "\(name)[\(index)]") }
  }

  private mutating func add(_ node: JSONNode, at place: String) {
    let columns = columns
    add(place) { column in
      for name in columns.headings(of: column) {
        if let value = node[name], let text = value.string ?? value.numberText { return text }
      }
      return nil
    }
  }
}

// MARK: - lines

extension StatementImport {
  private mutating func add(_ place: String, _ cell: (StatementColumns.Column) -> String?) {
    do throws(Problem) {
      lines.append(try line(place, cell))
    } catch {
      problems.append(error)
    }
  }

  private func line(
    _ place: String, _ cell: (StatementColumns.Column) -> String?
  ) throws(Problem) -> ReconcileLine {
    guard let amount = cell(.amount) else { throw Problem(place: place, reason: "no amount") }
    guard let number = number(amount) else {
      throw Problem(place: place, reason: "\"\(amount)\" is no amount")
    }
    let (cdr, session) = (cell(.cdr), cell(.session))
    guard cdr != nil || session != nil else {
      throw Problem(place: place, reason: "neither a CDR nor a session")
    }
    guard let currency = cell(.currency).map({ Currency($0.uppercased()) }) ?? usualCurrency else {
      throw Problem(place: place, reason: "no currency that is known")
    }
    let party = cell(.party).flatMap { PartyID($0) } ?? owner
    let charge = cdr.map { $0.hasPrefix("cdr ") ? String($0.dropFirst(4)) : $0 }
    return ReconcileLine(
      place, cdr: charge.map { Self.named($0, party) }, session: session.map { Self.named($0, party) },
      net: Money(number, currency))
  }

  /// The id after its owner's party, which it may have with it already.
  private static func named(_ id: String, _ party: PartyID?) -> String {
    let parts = id.split(separator: "/", maxSplits: 1)
    if parts.count == 2, PartyID(String(parts[0])) != nil { return id.uppercased() }
    return (party.map { "\($0)/" } ?? "").uppercased() + id.uppercased()
  }

  private func number(_ text: String) -> Rational? {
    guard columns.decimal != UInt8(ascii: ".") else { return Rational(decimalText: text) }
    let plain = text.filter { $0 != "." && $0 != " " && $0 != "\u{A0}" }.replacing(",", with: ".")
    return Rational(decimalText: plain)
  }
}
