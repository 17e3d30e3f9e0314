import BilateralBase

/// A partner's statement: a CSV file with an id and an amount a line.
struct StatementFile: Sendable {
  /// The amounts by the CDR's id in lower case; an id that stands twice is added up.
  private(set) var amounts: [String: Rational] = [:]
  /// How many lines there are.
  private(set) var count = 0
  /// Ids that stand more than once.
  private(set) var doubled: [String] = []
  /// Lines whose amount is no number.
  private(set) var unreadable: [Int] = []

  /// Reads a file; `nil` without the two columns.
  init?(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false) {
      $0.isNewline
    }
    let heads = Self.cells(lines.first ?? "").map { $0.lowercased() }
    guard let id = heads.firstIndex(where: { ["id", "cdr_id", "cdr"].contains($0) }),
      let amount = heads.firstIndex(where: { ["amount", "net", "amount_net", "total_cost"].contains($0) })
    else { return nil }
    for (index, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
      let cells = Self.cells(line)
      guard cells.count > max(id, amount), let value = Rational(decimalText: cells[amount]) else {
        unreadable.append(index + 1)
        continue
      }
      count += 1
      let key = cells[id].lowercased()
      if amounts[key] != nil { doubled.append(cells[id]) }
      amounts[key, default: .zero] += value
    }
  }

  private static func cells(_ line: some StringProtocol) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
      String(cell).filter { $0 != "\"" && $0 != "\u{FEFF}" && $0 != "\r" }
    }
  }
}

/// How a statement and the CDRs fit.
struct StatementComparison: Sendable {
  /// Lines with a CDR of the same amount.
  var matched = 0
  /// Lines without a CDR, and what they ask for.
  var withoutCDR: (count: Int, amount: Rational) = (0, .zero)
  /// CDRs that the statement does not have.
  var notOnIt = 0
  /// Lines that ask for another amount than their CDR, and by how much.
  var deviating: (count: Int, amount: Rational) = (0, .zero)
  /// Ids that stand on it twice.
  var doubled = 0

  /// Holds a statement against the CDRs' own amounts, by id in lower case.
  init(_ statement: StatementFile, cdrs: [String: Rational]) {
    doubled = statement.doubled.count
    for (id, amount) in statement.amounts {
      guard let stated = cdrs[id] else {
        withoutCDR = (withoutCDR.count + 1, withoutCDR.amount + amount)
        continue
      }
      if stated == amount {
        matched += 1
      } else {
        deviating = (deviating.count + 1, deviating.amount + (amount - stated))
      }
    }
    notOnIt = cdrs.keys.count { statement.amounts[$0] == nil }
  }

  /// Whether everything fits.
  var isClean: Bool { withoutCDR.count == 0 && deviating.count == 0 && doubled == 0 }
}
